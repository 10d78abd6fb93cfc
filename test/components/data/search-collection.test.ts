import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import { EncryptionKey, serviceTrust } from "../../../components/core";
import { SearchDomain, type SearchDomainArgs } from "../../../components/data";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf } from "../core/support";

const DOMAIN = "aws:opensearch/domain:Domain";

function make(changes: Partial<SearchDomainArgs> = {}, services: readonly string[] = []) {
  const key = new EncryptionKey("key", { description: "Search", services });
  const place = { vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"] };
  const engine = { kind: "serverless" } as const;
  return { key, search: new SearchDomain("search", { ...place, key, engine, ...changes }) };
}

function grantee(name: string) {
  const role = new iam.Role(name, { assumeRolePolicy: serviceTrust("lambda.amazonaws.com") });
  return { granteeName: name, role };
}

function policyOf(recording: Awaited<ReturnType<typeof recordProgram>>, name: string): unknown {
  return JSON.parse(String(inputsOf(recording, name)["policy"]));
}

describe("SearchDomain, serverless", () => {
  it("makes exactly a collection, its endpoint and its policies, and no domain", async () => {
    const recording = await recordProgram(() => {
      const { search } = make();
      search.grantWrite(grantee("sync"));
      return { service: search.service };
    });
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" search")),
      [
        "aws:ec2/securityGroup:SecurityGroup search-security-group",
        "aws:opensearch/serverlessAccessPolicy:ServerlessAccessPolicy search-access-sync",
        "aws:opensearch/serverlessCollection:ServerlessCollection search-collection",
        "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy search-encryption",
        "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy search-network",
        "aws:opensearch/serverlessVpcEndpoint:ServerlessVpcEndpoint search-endpoint",
        "estate:data:SearchDomain search",
      ],
    );
    assert.equal(recording.outputs["service"], "aoss");
  });

  it("is encrypted by the customer key and entered from the VPC only, both decided before it is made", async () => {
    const recording = await recordProgram(() => ({ key: make().key.arn }));
    const rule = { ResourceType: "collection", Resource: ["collection/search"] };
    assert.deepEqual(policyOf(recording, "search-encryption"), {
      Rules: [rule],
      AWSOwnedKey: false,
      KmsARN: recording.outputs["key"],
    });
    assert.deepEqual(policyOf(recording, "search-network"), [
      { Rules: [rule], AllowFromPublic: false, SourceVPCEs: [recording.get("search-endpoint").id] },
    ]);
    const collection = recording.get("search-collection");
    for (const name of ["search-encryption", "search-network"]) {
      assert.ok(collection.dependencies.includes(recording.get(name).urn), name);
    }
    assert.equal(collection.options.protect, true);
    assert.equal(inputsOf(recording, "search-collection")["type"], "SEARCH");
  });

  it("lets each role into the named indexes only, on both sides", async () => {
    const recording = await recordProgram(() => {
      const { search } = make({ indexes: ["products", "reviews"] });
      search.grantRead(grantee("products"));
      search.admit(grantee("a-very-long-synchronisation-name"), "write");
    });
    assert.deepEqual(policyOf(recording, "search-access-products"), [
      {
        Rules: [
          {
            ResourceType: "index",
            Resource: ["index/search/products", "index/search/reviews"],
            Permission: ["aoss:DescribeIndex", "aoss:ReadDocument"],
          },
        ],
        Principal: [recording.get("products").outputs["arn"]],
      },
    ]);
    assert.deepEqual(statementsOf(recording, "products-policy-search-read"), [
      {
        Sid: "Search",
        Effect: "Allow",
        Action: "aoss:APIAccessAll",
        Resource: recording.get("search-collection").outputs["arn"],
      },
    ]);
    const name = String(inputsOf(recording, "search-access-a-very-long-synchronisation-name")["name"]);
    assert.match(name, /^search-a-very-long-.*[0-9a-f]{6}$/);
    assert.ok(name.length <= 32);
  });

  it("counts failed requests, without standby where that is set", async () => {
    const recording = await recordProgram(() => {
      const alarms = make({ engine: { kind: "serverless", standby: false } }).search.alarms();
      return { keys: alarms.map(({ key }) => key) };
    });
    assert.deepEqual(recording.outputs["keys"], ["search-errors", "write-errors"]);
    assert.equal(inputsOf(recording, "search-collection")["standbyReplicas"], "DISABLED");
  });
});

describe("SearchDomain fails when", () => {
  it("anything is out of range, all at once and before anything is registered", async () => {
    const message = await failureOf(() => {
      make({
        engine: {
          kind: "domain",
          engineVersion: "3.7",
          instanceType: "i4i.large.search",
          instances: 4,
          zones: 3,
          storageGiB: 5,
          dedicatedMasters: { instanceType: "m7g.medium", count: 3 },
        },
        domainName: "Search",
        indexes: ["products*"],
        offPeakHour: 24,
        logRetentionDays: 42,
      });
    }, DOMAIN);
    assertMentions(message, [
      'SearchDomain "search" has 11 faults in its arguments:',
      'domainName: given "Search"',
      'indexes: given ["products*"]',
      'subnetIds: given "2 subnets"; allowed: a subnet in each of 3 zones.',
      'engine.instanceType: given "i4i.large.search"',
      "engine.instances: given 4; allowed: a multiple of 3, the number of zones, up to 80",
      'engine.dedicatedMasters.instanceType: given "m7g.medium"',
      "engine.storageGiB: given 5; allowed: 10 to 3072 gibibytes",
      'engine.engineVersion: given "3.7"',
      "offPeakHour: given 24",
      "key.services: given []",
    ]);
  });

  it("a small type gets more storage or nodes than it takes", async () => {
    const engine = { kind: "domain", instances: 12, storageGiB: 101 } as const;
    const message = await failureOf(() => void make({ engine }, ["logs"]), DOMAIN);
    assertMentions(message, [
      "engine.instances: given 12; allowed: a multiple of 2, the number of zones, up to 10",
      "engine.storageGiB: given 101; allowed: 10 to 100 gibibytes for each t3.small.search",
    ]);
  });

  it("nobody administers a domain", async () => {
    const program = () => void make({ engine: { kind: "domain" } }, ["logs"]);
    await assert.rejects(recordProgram(program), /SearchDomain "search" has no administrator/);
  });

  it("a collection is given an administrator", async () => {
    const program = () => {
      const { search } = make();
      Reflect.apply(search.administeredBy, search, [grantee("setup")]);
    };
    await assert.rejects(recordProgram(program), /is a serverless collection, which nobody sets up/);
  });

  it("a domain is given two", async () => {
    const program = () => {
      const engine = { kind: "domain", administratorArn: "arn:aws:iam::111122223333:role/people" } as const;
      const { search } = make({ engine }, ["logs"]);
      Reflect.apply(search.administeredBy, search, [grantee("setup")]);
    };
    await assert.rejects(recordProgram(program), /has an administrator already; OpenSearch takes one/);
  });

  it("somebody is let in after the first await", async () => {
    const program = async () => {
      const engine = { kind: "domain", administratorArn: "arn:aws:iam::111122223333:role/people" } as const;
      const { search } = make({ engine }, ["logs"]);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      search.admit(grantee("late"), "read");
    };
    await assert.rejects(recordProgram(program), /is already told who may enter, so that "late" cannot be added/);
  });
});

import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey, serviceTrust } from "../../../components/core";
import { SearchDomain, type SearchDomainArgs, type SearchRequest } from "../../../components/data";
import { FunctionService } from "../../../components/serverless";
import { type Recording, recordProgram } from "../../../planner/recorder";
import { inputsOf, inventory, statementsOf, urns } from "../core/support";

const ACCOUNT = "111122223333";
const GROUPS = "arn:aws:logs:us-east-1:111122223333:log-group:/aws/opensearch/domains/search";

function make(changes: Partial<SearchDomainArgs> = {}) {
  const key = new EncryptionKey("key", { description: "Search", services: ["logs"] });
  const place = { vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b", "subnet-c"] };
  return { key, search: new SearchDomain("search", { ...place, key, ...changes }) };
}

function makeSetup(key: EncryptionKey, search: SearchDomain): FunctionService {
  const text = "exports.handler = async () => {};";
  const needs = { search: { kind: "search", actions: ["es:ESHttpPut"], variable: "SEARCH_ENDPOINT" } } as const;
  return new FunctionService("setup", {
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(text) }),
    key,
    network: { vpcId: "vpc-1", subnetIds: ["subnet-a"] },
    needs: { resources: needs },
    bindings: { search },
  });
}

function grantee(name: string) {
  const role = new iam.Role(name, { assumeRolePolicy: serviceTrust("lambda.amazonaws.com") });
  return { granteeName: name, role };
}

function complete(changes: Partial<SearchDomainArgs> = {}) {
  const made = make(changes);
  made.search.administeredBy(makeSetup(made.key, made.search));
  return made;
}

function requestsOf(recording: Recording): readonly SearchRequest[] {
  const input: { requests: readonly SearchRequest[] } = JSON.parse(
    String(inputsOf(recording, "search-setup")["input"]),
  );
  return input.requests;
}

function bodyOf(recording: Recording, path: string): unknown {
  return requestsOf(recording).find((request) => request.path === path)?.body;
}

const record = (changes: Partial<SearchDomainArgs> = {}, mode: "known" | "preview" = "known") =>
  recordProgram(() => ({ key: complete(changes).key.arn }), { mode });

describe("SearchDomain", () => {
  it("makes exactly a domain, its policy, four logs and leave to write to them", async () => {
    const recording = await record();
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" search")),
      [
        "aws:cloudwatch/logGroup:LogGroup search-logs-application",
        "aws:cloudwatch/logGroup:LogGroup search-logs-audit",
        "aws:cloudwatch/logGroup:LogGroup search-logs-index-slow",
        "aws:cloudwatch/logGroup:LogGroup search-logs-search-slow",
        "aws:cloudwatch/logResourcePolicy:LogResourcePolicy search-log-policy",
        "aws:ec2/securityGroup:SecurityGroup search-security-group",
        "aws:lambda/invocation:Invocation search-setup",
        "aws:opensearch/domain:Domain search-domain",
        "aws:opensearch/domainPolicy:DomainPolicy search-access",
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule search-ingress-setup-443",
        "estate:data:SearchDomain search",
      ],
    );
    assert.deepEqual(urns(await record({}, "preview")), urns(recording));
  });

  it("encrypts by the customer key, speaks TLS 1.2, stands in the VPC, and is administered by the function's role alone", async () => {
    const recording = await record();
    const { logPublishingOptions, ...domain } = inputsOf(recording, "search-domain");
    assert.deepEqual(domain, {
      domainName: "search",
      engineVersion: "OpenSearch_3.7",
      clusterConfig: {
        instanceType: "t3.small.search",
        instanceCount: 2,
        zoneAwarenessEnabled: true,
        zoneAwarenessConfig: { availabilityZoneCount: 2 },
        dedicatedMasterEnabled: false,
      },
      ebsOptions: { ebsEnabled: true, volumeType: "gp3", volumeSize: 20 },
      encryptAtRest: { enabled: true, kmsKeyId: recording.outputs["key"] },
      nodeToNodeEncryption: { enabled: true },
      domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10" },
      vpcOptions: {
        subnetIds: ["subnet-a", "subnet-b"],
        securityGroupIds: [recording.get("search-security-group").id],
      },
      advancedSecurityOptions: {
        enabled: true,
        internalUserDatabaseEnabled: false,
        masterUserOptions: { masterUserArn: recording.get("setup-role").outputs["arn"] },
      },
      advancedOptions: { "rest.action.multi.allow_explicit_index": "true" },
      softwareUpdateOptions: { autoSoftwareUpdateEnabled: true },
      offPeakWindowOptions: { enabled: true, offPeakWindow: { windowStartTime: { hours: 2, minutes: 0 } } },
    });
    assert.deepEqual(
      (Array.isArray(logPublishingOptions) ? logPublishingOptions : []).map((one) => [one.logType, one.enabled]),
      ["AUDIT_LOGS", "ES_APPLICATION_LOGS", "INDEX_SLOW_LOGS", "SEARCH_SLOW_LOGS"].map((type) => [type, true]),
    );
    assert.equal(recording.get("search-domain").options.protect, true);
    const { dependencies } = recording.get("search-domain");
    assert.ok(dependencies.includes(recording.get("search-log-policy").urn));
  });

  it("lets this domain write its four groups, and nobody else", async () => {
    const recording = await record();
    assert.deepEqual(statementsOf(recording, "search-log-policy", "policyDocument"), [
      {
        Sid: "DomainWritesItsLogs",
        Effect: "Allow",
        Principal: { Service: "es.amazonaws.com" },
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: ["audit", "application", "index-slow", "search-slow"].map((log) => `${GROUPS}/${log}:*`),
        Condition: {
          StringEquals: { "aws:SourceAccount": ACCOUNT },
          ArnLike: { "aws:SourceArn": `arn:aws:es:us-east-1:${ACCOUNT}:domain/search` },
        },
      },
    ]);
    assert.equal(inputsOf(recording, "search-logs-audit")["kmsKeyId"], recording.outputs["key"]);
  });

  it("lets named roles in: by its policy, and by index once the administrator has brought them in", async () => {
    const recording = await recordProgram(() => {
      const { search } = complete();
      search.admit(grantee("sync"), "write");
      search.grantRead(grantee("products"));
    });
    const arn = (name: string) => recording.get(name).outputs["arn"];
    const domain = `${String(arn("search-domain"))}/*`;
    const allowed = (name: string, role: string, actions: unknown) => ({
      Sid: name,
      Effect: "Allow",
      Principal: { AWS: arn(role) },
      Action: actions,
      Resource: domain,
    });
    assert.deepEqual(statementsOf(recording, "search-access", "accessPolicies"), [
      allowed("Setup", "setup-role", "es:ESHttpPut"),
      allowed("Sync", "sync", ["es:ESHttpPost", "es:ESHttpPut"]),
      allowed("Products", "products", "es:ESHttpPost"),
    ]);
    assert.deepEqual(statementsOf(recording, "products-policy-search-read"), [
      { Sid: "Search", Effect: "Allow", Action: "es:ESHttpPost", Resource: domain },
    ]);
    assert.deepEqual(bodyOf(recording, "/_plugins/_security/api/rolesmapping/estate-read"), {
      backend_roles: [arn("products")],
    });
    assert.deepEqual(bodyOf(recording, "/_plugins/_security/api/rolesmapping/estate-write"), {
      backend_roles: [arn("sync")],
    });
    assert.deepEqual(bodyOf(recording, "/_plugins/_security/api/roles/estate-write"), {
      cluster_permissions: ["cluster_composite_ops"],
      index_permissions: [{ index_patterns: ["products"], allowed_actions: ["crud", "create_index"] }],
    });
  });

  it("has indexes made with a copy in the other zone, a request cache, slow logs, and an audit of what was refused", async () => {
    const recording = await record();
    assert.deepEqual(bodyOf(recording, "/_index_template/estate"), {
      index_patterns: ["products"],
      priority: 100,
      template: {
        settings: {
          number_of_shards: 1,
          number_of_replicas: 1,
          "requests.cache.enable": true,
          "search.slowlog.threshold.query.warn": "1s",
          "indexing.slowlog.threshold.index.warn": "1s",
        },
      },
    });
    assert.ok(requestsOf(recording).some(({ path }) => path === "/_plugins/_security/api/audit/config"));
    assert.deepEqual([...new Set(requestsOf(recording).map(({ method }) => method))], ["PUT"]);
  });

  it("calls the administrator once it is let in: after the domain's policy and the rules of both groups", async () => {
    const recording = await record();
    const { dependencies } = recording.get("search-setup");
    for (const name of ["search-access", "setup-egress-search-443", "search-ingress-setup-443"]) {
      assert.ok(dependencies.includes(recording.get(name).urn), name);
    }
    assert.equal(inputsOf(recording, "search-setup")["qualifier"], "live");
    const address = `https://${String(recording.get("search-domain").outputs["endpoint"])}`;
    assert.deepEqual(inputsOf(recording, "setup-function")["environment"], {
      variables: { SEARCH_ENDPOINT: address },
    });
  });

  it("grows by settings: masters, three zones, tuning where the class allows it, the account's role", async () => {
    const engine = {
      kind: "domain",
      instanceType: "r7g.large.search",
      zones: 3,
      storageGiB: 200,
      dedicatedMasters: { instanceType: "m7g.medium.search", count: 3 },
    } as const;
    const recording = await record({ engine, serviceLinkedRole: true });
    const domain = inputsOf(recording, "search-domain");
    assert.deepEqual(domain["clusterConfig"], {
      instanceType: "r7g.large.search",
      instanceCount: 3,
      zoneAwarenessEnabled: true,
      zoneAwarenessConfig: { availabilityZoneCount: 3 },
      dedicatedMasterEnabled: true,
      dedicatedMasterType: "m7g.medium.search",
      dedicatedMasterCount: 3,
    });
    assert.deepEqual(domain["autoTuneOptions"], { desiredState: "ENABLED", useOffPeakWindow: true });
    assert.equal(inputsOf(recording, "search-linked-role")["awsServiceName"], "opensearchservice.amazonaws.com");
    assert.ok(recording.get("search-domain").dependencies.includes(recording.get("search-linked-role").urn));
  });

  it("is small by settings: one node in one zone, without protection", async () => {
    const recording = await record({ engine: { kind: "domain", zones: 1 }, deletionProtection: false });
    const domain = inputsOf(recording, "search-domain");
    assert.deepEqual(domain["clusterConfig"], {
      instanceType: "t3.small.search",
      instanceCount: 1,
      zoneAwarenessEnabled: false,
      dedicatedMasterEnabled: false,
    });
    assert.notEqual(recording.get("search-domain").options.protect, true);
  });

  it("says how one would notice that it is ill", async () => {
    const keys: string[] = [];
    const recording = await recordProgram(() => {
      const alarms = complete().search.alarms();
      keys.push(...alarms.map(({ key }) => key));
      return { red: alarms[0]?.metric.dimensions, free: alarms.find(({ key }) => key === "storage")?.threshold };
    });
    assert.deepEqual(keys, [
      "red",
      "yellow",
      "writes-blocked",
      "storage",
      "nodes",
      "cpu",
      "heap",
      "key-error",
      "key-inaccessible",
      "snapshot",
    ]);
    assert.deepEqual(recording.outputs["red"], { DomainName: "search", ClientId: ACCOUNT });
    assert.equal(recording.outputs["free"], 5120);
  });
});

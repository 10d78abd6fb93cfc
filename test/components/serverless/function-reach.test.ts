import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey, type FunctionNeeds, type ResourceKind } from "../../../components/core";
import { DataTables } from "../../../components/data";
import { Network, type NetworkArgs } from "../../../components/network";
import { EventQueue, FunctionService } from "../../../components/serverless";
import { planFunction } from "../../../components/serverless/function-plan";
import { serviceOf } from "../../../components/serverless/function-reach";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, inputsOf, inventory } from "../core/support";

const NEEDS = {
  resources: {
    products: { kind: "table", actions: ["dynamodb:GetItem"], variable: "PRODUCTS_TABLE" },
    failures: { kind: "queue", actions: ["sqs:SendMessage"], variable: "FAILURE_QUEUE_URL" },
  },
} as const satisfies FunctionNeeds;

/** A function in a network, bound to a table and a queue. */
function compose(network: Pick<NetworkArgs, "nat" | "interfaceEndpoints" | "gatewayEndpoints">): void {
  const key = new EncryptionKey("key", { description: "Functions", services: ["logs"] });
  const zones = ["us-east-1a", "us-east-1b"];
  const vpc = new Network("shop", { cidrBlock: "10.0.0.0/16", zones, key, ...network });
  const tables = { products: { attributes: { id: "string" }, partitionKey: "id" } } as const;
  const code = new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset("exports.handler = () => {};"),
  });
  new FunctionService("worker", {
    code,
    key,
    needs: NEEDS,
    bindings: {
      products: new DataTables("data", { key, tables }).table("products"),
      failures: new EventQueue("failures", { key }),
    },
    network: vpc.place(),
  });
}

/** What the plan says of a function with one need. */
function faultsOf(kind: ResourceKind, actions: readonly string[], network: object): string {
  try {
    planFunction("worker", {
      key: { services: ["logs"], componentName: "key" },
      needs: { resources: { it: { kind, actions, variable: "IT" } } },
      bindings: { it: { bindingKind: kind } },
      network,
    });
    return "";
  } catch (error) {
    return String(error);
  }
}

describe("FunctionService in a VPC", () => {
  it("opens the interface endpoints of the services that it calls, and no way to anywhere", async () => {
    const recording = await recordProgram(() => compose({ nat: "none", interfaceEndpoints: ["sqs", "ecr.api"] }));
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes("worker-egress")),
      [
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule worker-egress-dynamodb",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule worker-egress-endpoints",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule worker-egress-s3",
      ],
    );
    assert.deepEqual(inputsOf(recording, "worker-egress-endpoints"), {
      securityGroupId: recording.get("worker-security-group").id,
      referencedSecurityGroupId: recording.get("shop-endpoint-security-group").id,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      description: "Interface endpoint sqs",
    });
  });

  it("takes the internet where there is NAT and no endpoint, and the rule says for what", async () => {
    const recording = await recordProgram(() => compose({ nat: "single" }));
    const { cidrIpv4, fromPort, description } = inputsOf(recording, "worker-egress-hosts-443");
    assert.deepEqual([cidrIpv4, fromPort, description], ["0.0.0.0/0", 443, "sqs.*.amazonaws.com"]);
  });

  it("knows the endpoint that takes an action", () => {
    const services = {
      "sqs:SendMessage": "sqs",
      "secretsmanager:GetSecretValue": "secretsmanager",
      "bedrock:InvokeModel": "bedrock-runtime",
      "bedrock:Retrieve": "bedrock-agent-runtime",
      "dynamodb:Query": "dynamodb",
      "dynamodb:GetRecords": "dynamodb-streams",
      "ses:SendEmail": "email",
      "states:SendTaskSuccess": "states",
      "states:StartSyncExecution": "sync-states",
    };
    assert.deepEqual(Object.fromEntries(Object.keys(services).map((action) => [action, serviceOf(action)])), services);
  });

  it("leaves a search engine to connectTo: it stands in the VPC itself", () => {
    assert.equal(faultsOf("search", ["es:ESHttpPost"], {}), "");
  });

  describe("fails when", () => {
    it("nothing leads to what is bound", async () => {
      await assert.rejects(
        () => recordProgram(() => compose({ nat: "none" })),
        (error) => {
          assertMentions(String(error), [
            'FunctionService "worker" has 1 fault',
            'bindings.failures: given "a queue, for sqs:SendMessage, in a network without a way to sqs"',
            "allowed: what the function reaches from its network: s3, dynamodb",
            'To fix: add "sqs" to the interfaceEndpoints of the Network and pass its place() as network, give it NAT',
          ]);
          return true;
        },
      );
    });

    it("a table has no gateway endpoint", async () => {
      const program = () => compose({ nat: "none", interfaceEndpoints: ["sqs"], gatewayEndpoints: ["s3"] });
      await assert.rejects(
        () => recordProgram(program),
        /bindings\.products: .* without a way to dynamodb.*To fix: add "dynamodb" to the gatewayEndpoints/,
      );
    });

    const cut: readonly [ResourceKind, string, string][] = [
      ["topic", "sns:Publish", "sns"],
      ["secret", "secretsmanager:GetSecretValue", "secretsmanager"],
      ["model", "bedrock:InvokeModel", "bedrock-runtime"],
      ["knowledge-base", "bedrock:Retrieve", "bedrock-agent-runtime"],
      ["workflow", "states:StartExecution", "states"],
      ["email", "ses:SendEmail", "email"],
      ["block-storage", "ec2:DescribeVolumes", "ec2"],
    ];
    for (const [kind, action, service] of cut) {
      it(`a ${kind} is bound, and no endpoint speaks for ${service}`, () => {
        const network = { prefixLists: { s3: "pl-1", dynamodb: "pl-2" } };
        assert.match(faultsOf(kind, [action], network), new RegExp(`without a way to ${service}"`));
        assert.equal(faultsOf(kind, [action], { ...network, interfaceEndpoints: { services: [service] } }), "");
        assert.equal(faultsOf(kind, [action], { ...network, internet: true }), "");
      });
    }

    it("a public WebSocket API is bound: an endpoint leads to private APIs alone", () => {
      const network = { interfaceEndpoints: { services: ["execute-api"] } };
      const faults = faultsOf("websocket", ["execute-api:ManageConnections"], network);
      assert.match(faults, /give the Network NAT .* no endpoint leads to execute-api/);
      assert.equal(faultsOf("websocket", ["execute-api:ManageConnections"], { internet: true }), "");
    });

    it("the handler calls hosts outside AWS, and there is no way to the internet", () => {
      const shape = {
        key: { services: ["logs"], componentName: "key" },
        needs: { endpoints: [{ host: "api.stripe.com", purpose: "Payments" }] },
      };
      assert.throws(() => planFunction("worker", { ...shape, network: {} }), /a function that calls api\.stripe\.com/);
      planFunction("worker", { ...shape, network: { internet: true } });
      planFunction("worker", shape);
    });
  });
});

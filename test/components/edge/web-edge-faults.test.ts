import assert from "node:assert/strict";
import { Provider } from "@pulumi/aws/provider";
import { EncryptionKey } from "../../../components/core";
import { WebEdge, type WebEdgeArgs } from "../../../components/edge";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf } from "../core/support";
import { administrators, edgeArgs, route } from "./fixtures";

function failure(changes: Partial<WebEdgeArgs>): Promise<string> {
  return failureOf(() => void new WebEdge("edge", edgeArgs(changes)), "aws:lb/loadBalancer:LoadBalancer");
}

describe("WebEdge fails when", () => {
  it("its arguments are wrong, all of them at once", async () => {
    const message = await failure({
      zone: { name: "shop.example.com", id: "zone" },
      domainNames: ["*.shop.example.com", "shop.example.org"],
      rateLimit: 1,
      routes: {
        ai: route("ai", 10, "ai/*"),
        web: { ...route("frontend", 10, "/*"), targetPort: 0, healthPath: "healthz" },
      },
      administrators: { ...administrators, cidrBlocks: ["0.0.0.0/0", "office"] },
      balancerCidrs: ["10.0.0.0"],
    });
    assertMentions(message, [
      'WebEdge "edge" has 11 faults in its arguments',
      'zone.id: given "zone"',
      'domainNames[0]: given "*.shop.example.com"; allowed: a name inside shop.example.com, without wildcards.',
      'domainNames[1]: given "shop.example.org"',
      'routes.ai.paths: given "ai/*"',
      'routes.web.priority: given 10; allowed: a whole number from 1 to 50000 that no other route has; "ai" has this one.',
      "routes.web.targetPort: given 0",
      'routes.web.healthPath: given "healthz"',
      'administrators.cidrBlocks: given "0.0.0.0/0"',
      'administrators.cidrBlocks: given "office"',
      "rateLimit: given 1; allowed: 10 to 2000000000 requests in five minutes.",
      'balancerCidrs: given "10.0.0.0"',
    ]);
  });

  it("a name would lead to two places", async () => {
    assertMentions(await failure({ originName: "shop.example.com" }), ["the names of the origin, the shoppers"]);
  });

  it("a rule would hold more values than a balancer takes, the administrators' host among them", async () => {
    const paths = ["/a", "/b", "/c", "/d", "/e"];
    const message = await failure({
      routes: { web: route("frontend", 1, ...paths, "/f") },
      administrators: { ...administrators, routes: { web: route("frontend", 1, ...paths) } },
    });
    assertMentions(message, [
      "routes.web.paths: given 6; allowed: 1 to 5 paths.",
      "administrators.routes.web.paths: given 5; allowed: 1 to 4 paths.",
    ]);
  });

  it("its logs could not be written", async () => {
    const program = () => {
      const args = edgeArgs();
      const key = new EncryptionKey("mute", { description: "Serves nobody" });
      new WebEdge("edge", { ...args, key });
    };
    assertMentions(await failureOf(program, "aws:lb/loadBalancer:LoadBalancer"), [
      "key.services: given []; allowed: a key that serves logs.",
    ]);
  });

  it("CloudFront's firewall would log with a key of another region", async () => {
    const program = () => {
      const provider = new Provider("aws", { region: "eu-west-1" });
      const args = edgeArgs();
      const key = new EncryptionKey("far", { description: "Data", services: ["logs"] }, { provider });
      new WebEdge("edge", { ...args, key }, { provider });
    };
    await assert.rejects(recordProgram(program), /stands in eu-west-1\. Set globalKey to an EncryptionKey/);
  });

  it("its region's list of CloudFront's addresses is not known", async () => {
    const program = () => {
      const provider = new Provider("aws", { region: "ap-south-2" });
      const args = edgeArgs();
      const key = new EncryptionKey("far", { description: "Data", services: ["logs"] }, { provider });
      new WebEdge("edge", { ...args, key, globalKey: args.key }, { provider });
    };
    await assert.rejects(recordProgram(program), /prefix list in ap-south-2\. Set cloudFrontPrefixListId/);
  });
});

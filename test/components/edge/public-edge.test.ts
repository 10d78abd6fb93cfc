import assert from "node:assert/strict";
import { PublicEdge, type PublicEdgeArgs } from "../../../components/edge";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf } from "../core/support";
import { edgeArgs, route } from "./fixtures";

function publicArgs(changes: Partial<PublicEdgeArgs> = {}): PublicEdgeArgs {
  const { network, cluster, key, accessLogs, zone } = edgeArgs();
  const routes = { gateway: route("gateway", 10, "/*") };
  return { network, cluster, key, accessLogs, zone, domainName: "api.shop.example.com", routes, ...changes };
}

describe("PublicEdge", () => {
  it("listens on 443 alone, to the whole internet, and routes its own host to the pods", async () => {
    const recording = await recordProgram(() => {
      const edge = new PublicEdge("edge", publicArgs());
      return { url: edge.url };
    });
    assert.deepEqual(recording.outputs, { url: "https://api.shop.example.com" });
    const listeners = recording.ofType("aws:lb/listener:Listener");
    assert.deepEqual(
      listeners.map(({ inputs }) => [inputs["port"], inputs["protocol"], inputs["sslPolicy"]]),
      [[443, "HTTPS", "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"]],
    );
    const rules = recording
      .ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
      .filter(({ inputs }) => inputs["cidrIpv4"] !== undefined);
    assert.deepEqual(
      rules.map(({ inputs }) => [inputs["cidrIpv4"], inputs["fromPort"], inputs["toPort"]]),
      [["0.0.0.0/0", 443, 443]],
    );
    const [rule] = recording.ofType("aws:lb/listenerRule:ListenerRule");
    assert.deepEqual(rule?.inputs["conditions"], [
      { hostHeader: { values: ["api.shop.example.com"] } },
      { pathPattern: { values: ["/*"] } },
    ]);
  });

  it("stands behind a firewall that knows senders, rates and contents, and puts its name in the zone", async () => {
    const recording = await recordProgram(() => void new PublicEdge("edge", publicArgs({ rateLimit: 500 })));
    const acl = recording.get("edge-firewall-acl");
    assert.equal(acl.inputs["scope"], "REGIONAL");
    assert.match(JSON.stringify(acl.inputs["rules"]), /"limit":500/);
    assert.match(JSON.stringify(acl.inputs["rules"]), /AWSManagedRulesAmazonIpReputationList/);
    const association = recording.get("edge-balancer-firewall");
    assert.equal(association.inputs["webAclArn"], acl.outputs["arn"]);
    const record = recording.get("edge-name");
    assert.equal(record.inputs["name"], "api.shop.example.com");
    const [alias] = record.inputs["aliases"] as readonly Record<string, unknown>[];
    assert.equal(alias?.["name"], recording.get("edge-balancer-balancer").outputs["dnsName"]);
  });

  it("opens the targets to its own subnets, and warns of what a pod, the balancer or a stranger does", async () => {
    const opened: unknown[] = [];
    const keys: string[] = [];
    await recordProgram(() => {
      const service = {
        namespace: "shop",
        serviceName: "gateway",
        port: 5000,
        allowFrom: (...call: unknown[]) => void opened.push(call),
      };
      const edge = new PublicEdge(
        "edge",
        publicArgs({
          balancerCidrs: ["10.0.0.0/20"],
          routes: {
            gateway: { paths: ["/*"], priority: 10, service },
            docs: { paths: ["/docs"], priority: 5, service },
          },
        }),
      );
      keys.push(...edge.alarms().map(({ key }) => key));
    });
    assert.deepEqual(opened, [["edge", { cidrs: ["10.0.0.0/20"] }, 5000]]);
    assert.deepEqual(keys, [
      "blocked-at-the-balancers",
      "callers-balancer-errors",
      "callers-slow",
      "callers-gateway-errors",
      "callers-gateway-unhealthy",
      "callers-docs-errors",
      "callers-docs-unhealthy",
    ]);
  });
});

describe("PublicEdge fails when", () => {
  it("its arguments are wrong, all of them at once, and registers nothing", async () => {
    const message = await failureOf(
      () =>
        void new PublicEdge(
          "edge",
          publicArgs({
            domainName: "api.shop.example.org",
            rateLimit: 1,
            contentSecurityPolicy: "",
            routes: { gateway: route("gateway", 0, "/a", "/b", "/c", "/d", "/e") },
          }),
        ),
      "aws:lb/loadBalancer:LoadBalancer",
    );
    assertMentions(message, [
      'PublicEdge "edge" has 5 faults in its arguments',
      'domainName: given "api.shop.example.org"; allowed: a name inside shop.example.com',
      "routes.gateway.paths: given 5; allowed: 1 to 4 paths.",
      "routes.gateway.priority: given 0",
      "rateLimit: given 1",
      'contentSecurityPolicy: given ""',
    ]);
  });
});

import assert from "node:assert/strict";
import { DnsFailover, type DnsFailoverArgs } from "../../../components/resilience";
import { recordProgram } from "../../../planner/recorder";

const ALIAS = { dnsName: "balancer.example.com", zoneId: "Z35SXDOTRQ7X7K" };
const ARGS: DnsFailoverArgs = {
  zone: { id: "Z0123456789ABCDEFGHIJ", name: "shop.example.com" },
  domainName: "api.shop.example.com",
  primary: { alias: ALIAS, healthHost: "east.shop.example.com" },
  secondary: { alias: ALIAS, healthHost: "west.shop.example.com" },
  healthPath: "/healthz/region",
};

async function record(args: Partial<DnsFailoverArgs> = {}) {
  return recordProgram(() => {
    const entry = new DnsFailover("entry", { ...ARGS, ...args });
    return { alarms: entry.alarms().map(({ key, metric, missingData }) => [key, metric.name, missingData]) };
  });
}

describe("DnsFailover", () => {
  it("makes a health check and a record per region, each tied to the other", async () => {
    const recording = await record();
    for (const role of ["primary", "secondary"]) {
      const check = recording.get(`entry-health-${role}`);
      const { inputs } = recording.get(`entry-record-${role}`);
      assert.deepEqual(inputs["failoverRoutingPolicies"], [{ type: role.toUpperCase() }]);
      assert.equal(inputs["healthCheckId"], check.id);
      assert.equal(inputs["setIdentifier"], role);
      assert.deepEqual(inputs["aliases"], [{ name: ALIAS.dnsName, zoneId: ALIAS.zoneId, evaluateTargetHealth: true }]);
    }
    const { inputs } = recording.get("entry-health-primary");
    assert.deepEqual(
      [inputs["type"], inputs["fqdn"], inputs["resourcePath"], inputs["requestInterval"], inputs["failureThreshold"]],
      ["HTTPS", "east.shop.example.com", "/healthz/region", 10, 3],
    );
    assert.equal(recording.ofType("aws:route53/record:Record").length, 2);
  });

  it("answers with hosts for sixty seconds", async () => {
    const recording = await record({
      primary: { host: "east.shop.example.com", healthHost: "east.shop.example.com" },
      secondary: { host: "west.shop.example.com", healthHost: "west.shop.example.com" },
    });
    const { inputs } = recording.get("entry-record-secondary");
    assert.deepEqual([inputs["type"], inputs["records"], inputs["ttl"]], ["CNAME", ["west.shop.example.com"], 60]);
  });

  it("pages when either region does not answer, or nobody asks any more", async () => {
    assert.deepEqual((await record()).outputs["alarms"], [
      ["primary-ill", "HealthCheckStatus", "breaching"],
      ["secondary-ill", "HealthCheckStatus", "breaching"],
    ]);
  });

  it("fails when a check would ask the name that moves, or the numbers are not Route 53's", async () => {
    await assert.rejects(
      record({
        domainName: "shop.example.com",
        primary: { host: "east.shop.example.com", healthHost: "shop.example.com" },
        intervalSeconds: 20,
        failures: 11,
        healthPath: "healthz",
      }),
      (error: Error) => {
        for (const part of [
          "primary.healthHost",
          "domainName",
          "secondary",
          "intervalSeconds",
          "failures",
          "healthPath",
        ]) {
          assert.ok(error.message.includes(part), `${part} in ${error.message}`);
        }
        return true;
      },
    );
  });
});

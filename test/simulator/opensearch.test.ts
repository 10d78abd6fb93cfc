import { deepEqual, match } from "node:assert/strict";
import { SimulatedCloud } from "../../simulator/cloud";
import type { Inventory, PlainObject, StoredResource } from "../../simulator/model";

const DOMAIN = "aws:opensearch/domain:Domain";
const COLLECTION = "aws:opensearch/serverlessCollection:ServerlessCollection";
const LOG_POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy";
const SECURITY_POLICY = "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy";

const cloud = new SimulatedCloud();

function refusals(type: string, inputs: PlainObject, there: readonly StoredResource[] = []): readonly string[] {
  const inventory: Inventory = {
    find: (wanted, id) => there.find((one) => one.type === wanted && one.id === id),
    list: (wanted) => there.filter((one) => one.type === wanted),
  };
  const model = cloud.model(type);
  const request = cloud.request({ urn: `urn:${type}`, type, name: "search", inputs }, model?.nameProperty);
  return model?.refuses?.(request, inventory) ?? [];
}

const stored = (type: string, inputs: PlainObject): StoredResource => ({ type, id: "one", inputs, outputs: inputs });

const DOMAIN_INPUTS = {
  domainName: "search",
  clusterConfig: { instanceType: "t3.small.search", zoneAwarenessConfig: { availabilityZoneCount: 2 } },
  vpcOptions: { subnetIds: ["subnet-1", "subnet-2"] },
  logPublishingOptions: [{ logType: "AUDIT_LOGS" }],
};
const MAY_LOG = stored(LOG_POLICY, { policyDocument: '{"Principal":{"Service":"es.amazonaws.com"}}' });

describe("The simulated OpenSearch", () => {
  it("takes a domain with a subnet for each zone and leave to log", () => {
    deepEqual(refusals(DOMAIN, DOMAIN_INPUTS, [MAY_LOG]), []);
  });

  it("refuses too many subnets, logs that nobody allowed, and tuning where the class has none", () => {
    const inputs = {
      ...DOMAIN_INPUTS,
      vpcOptions: { subnetIds: ["subnet-1", "subnet-2", "subnet-3"] },
      autoTuneOptions: { desiredState: "ENABLED" },
    };
    const [subnets = "", tuning = "", logs = "", ...rest] = refusals(DOMAIN, inputs);
    match(subnets, /exactly 2 subnets/);
    match(tuning, /Autotune is not supported in t2\/t3/);
    match(logs, /does not let es\.amazonaws\.com write/);
    deepEqual(rest, []);
  });

  it("refuses a collection until a policy says how it is encrypted", () => {
    const inputs = { name: "search" };
    const policy = (name: string) =>
      stored(SECURITY_POLICY, { type: "encryption", policy: JSON.stringify({ Resource: [`collection/${name}`] }) });
    deepEqual(refusals(COLLECTION, inputs, [policy("other")]), [
      "ValidationException: No matching security policy of encryption type found for search",
    ]);
    deepEqual(refusals(COLLECTION, inputs, [policy("search")]), []);
  });
});

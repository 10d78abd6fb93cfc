import { deepEqual, match } from "node:assert/strict";
import { SimulatedCloud } from "../../simulator/cloud";
import type { CreateRequest, Inventory, PlainObject, StoredResource } from "../../simulator/model";
import {
  refusesBrokerCount,
  refusesGlobalPassword,
  refusesReplica,
  refusesScramSecret,
} from "../../simulator/types/aws/data-refusals";

const SECRET = "aws:secretsmanager/secret:Secret";
const INSTANCE = "aws:rds/instance:Instance";

const stored = (type: string, id: string, inputs: PlainObject): StoredResource => ({ type, id, inputs, outputs: {} });

const RESOURCES: readonly StoredResource[] = [
  stored(SECRET, "good", { name: "AmazonMSK_shop_flink_scram", kmsKeyId: "key" }),
  stored(SECRET, "bad", { name: "flink" }),
  stored(INSTANCE, "db-1", { identifier: "managed", engine: "mysql", manageMasterUserPassword: true }),
  stored(INSTANCE, "db-2", { identifier: "given", engine: "mysql" }),
];

const inventory: Inventory = {
  find: (type, id) => RESOURCES.find((one) => one.type === type && one.id === id),
  list: (type) => RESOURCES.filter((one) => one.type === type),
};

function request(inputs: PlainObject): CreateRequest {
  return new SimulatedCloud().request({ urn: "urn:one", type: INSTANCE, name: "one", inputs }, undefined);
}

describe("The simulated data services", () => {
  it("take a SCRAM secret by its name and under a customer key only", () => {
    deepEqual(refusesScramSecret(request({ secretArn: "good" }), inventory), []);
    const [name, key] = refusesScramSecret(request({ secretArn: "bad" }), inventory);
    match(name ?? "", /must begin with AmazonMSK_, and is flink/);
    match(key ?? "", /customer managed key/);
  });

  it("make no read replica of an instance whose password RDS manages", () => {
    deepEqual(refusesReplica(request({ replicateSourceDb: "given" }), inventory), []);
    match(refusesReplica(request({ replicateSourceDb: "managed" }), inventory)[0] ?? "", /engine mysql where Manage/);
    deepEqual(refusesReplica(request({ identifier: "managed" }), inventory), []);
  });

  it("manage no password of a database that spans regions", () => {
    deepEqual(refusesGlobalPassword(request({ manageMasterUserPassword: true })), []);
    const global = { globalClusterIdentifier: "shop-global", manageMasterUserPassword: true };
    match(refusesGlobalPassword(request(global))[0] ?? "", /global database/);
  });

  it("place as many brokers in every subnet", () => {
    const brokers = (numberOfBrokerNodes: number) =>
      refusesBrokerCount(request({ numberOfBrokerNodes, brokerNodeGroupInfo: { clientSubnets: ["a", "b"] } }));
    deepEqual(brokers(4), []);
    match(brokers(3)[0] ?? "", /multiple of the 2 subnets, and is 3/);
  });
});

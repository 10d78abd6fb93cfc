import { deepEqual, equal, throws } from "node:assert/strict";
import { Network } from "../../../components/network";
import { recordProgram } from "../../../planner/recorder";

const DERIVED = { cidrBlock: "10.0.0.0/16", zones: ["us-east-1a", "us-east-1b"] };

describe("Network's places and endpoints", () => {
  it("watches each interface endpoint for dropped packets, also without NAT", async () => {
    const recording = await recordProgram(() => {
      const network = new Network("shop", { ...DERIVED, nat: "none", interfaceEndpoints: ["sqs", "ecr.api"] });
      const alarms = network.alarms();
      deepEqual(
        alarms.map(({ key }) => key),
        ["endpoint-sqs-packets-dropped", "endpoint-ecr-api-packets-dropped"],
      );
      return { dimensions: alarms[0]?.metric.dimensions };
    });
    deepEqual(recording.outputs["dimensions"], {
      "Endpoint Type": "Interface",
      "Service Name": "com.amazonaws.us-east-1.sqs",
      "VPC Endpoint Id": recording.get("shop-endpoint-sqs").id,
      "VPC Id": recording.get("shop-vpc").id,
    });
  });

  it("says where functions run, and what they reach from there", async () => {
    await recordProgram(() => {
      const network = new Network("shop", {
        ...DERIVED,
        tiers: { public: {}, private: {}, isolated: {} },
        interfaceEndpoints: ["ecr.api"],
      });
      const inside = network.place();
      deepEqual(inside.subnetIds, network.subnetIds.private);
      deepEqual(Object.keys(inside.prefixLists ?? {}), ["s3", "dynamodb"]);
      deepEqual(inside.interfaceEndpoints, { services: ["ecr.api"], listener: network.endpoints });
      equal(inside.internet, true);
      equal(network.place("isolated").internet, false);
      const closed = new Network("closed", { ...DERIVED, cidrBlock: "10.1.0.0/16", nat: "none" });
      equal(closed.place().internet, false);
      equal(closed.place().interfaceEndpoints, undefined);
      throws(() => closed.place("isolated"), /Network "closed" has no isolated subnets/);
    });
  });
});

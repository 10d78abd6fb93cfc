import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import * as eks from "@pulumi/aws/eks";
import fc from "fast-check";
import { Network, type NetworkArgs } from "../../../components/network";
import { contains, overlaps, parseBlock } from "../../../components/network/cidr";
import { podBlocksOf, podRanges } from "../../../components/network/pod-blocks";
import { type RecordingMode, recordProgram } from "../../../planner/recorder";

const RESERVATION = "aws:ec2/subnetCidrReservation:SubnetCidrReservation";
const BASE = {
  cidrBlock: "10.0.0.0/16",
  zones: ["us-east-1a", "us-east-1b"],
  nat: "none",
  subnets: {
    "public-a": { cidr: "10.0.1.0/24", zone: "us-east-1a", tier: "public" },
    "private-a": { cidr: "10.0.10.0/24", zone: "us-east-1a", tier: "private" },
    "private-b": { cidr: "10.0.16.0/20", zone: "us-east-1b", tier: "private" },
    "isolated-a": { cidr: "10.0.2.0/24", zone: "us-east-1a", tier: "isolated" },
  },
} as const satisfies NetworkArgs;

async function record(args: NetworkArgs, mode: RecordingMode = "known") {
  let podBlocks: number | undefined;
  const recording = await recordProgram(
    () => {
      const network = new Network("shop", args);
      podBlocks = network.podBlocks;
      new eks.NodeGroup("nodes", {
        clusterName: "shop",
        nodeRoleArn: "arn:aws:iam::111122223333:role/nodes",
        subnetIds: [...network.subnetIds.private],
        scalingConfig: { minSize: 1, maxSize: 2, desiredSize: 1 },
      });
    },
    { mode },
  );
  const reservations = recording
    .ofType(RESERVATION)
    .map(({ name, inputs }) => `${name} ${String(inputs["cidrBlock"])}`);
  return { recording, podBlocks, reservations: reservations.sort() };
}

describe("Network's room for pods", () => {
  it("is three quarters of each private subnet of a cluster, less the block of the broadcast address", async () => {
    const { recording, podBlocks, reservations } = await record({ ...BASE, clusterName: "shop" });
    deepEqual(reservations, [
      "shop-pods-private-a-half 10.0.10.128/25",
      "shop-pods-private-a-quarter 10.0.10.64/26",
      "shop-pods-private-b-half 10.0.24.0/21",
      "shop-pods-private-b-quarter 10.0.20.0/22",
    ]);
    deepEqual([...new Set(recording.ofType(RESERVATION).map(({ inputs }) => inputs["reservationType"]))], ["prefix"]);
    equal(podBlocks, 11);
  });

  it("is kept before the first node, in previews too", async () => {
    for (const mode of ["known", "preview"] as const) {
      const { recording } = await record({ ...BASE, clusterName: "shop" }, mode);
      const waits = recording.get("nodes").dependencies.map((urn) => urn.split("::").at(-1));
      for (const { name } of recording.ofType(RESERVATION)) {
        ok(waits.includes(name), `nodes do not wait for ${name}`);
      }
    }
  });

  it("is not kept where there is no cluster, or where it is not wanted", async () => {
    for (const args of [BASE, { ...BASE, clusterName: "shop", podReservations: false }]) {
      const { podBlocks, reservations } = await record(args);
      deepEqual([podBlocks, reservations], [undefined, []]);
    }
  });

  it("is nothing in a subnet of which a quarter is smaller than a block", async () => {
    const subnets = {
      ...BASE.subnets,
      "private-a": { cidr: "10.0.10.0/27", zone: "us-east-1a", tier: "private" },
    } as const;
    const { podBlocks, reservations } = await record({ ...BASE, subnets, clusterName: "shop" });
    deepEqual([podBlocks, reservations.length], [0, 2]);
    let message = "";
    await recordProgram(() => {
      throws(
        () => new Network("shop", { ...BASE, subnets, podReservations: true }),
        (error: Error) => {
          message = error.message;
          return true;
        },
      );
    });
    match(
      message,
      /podReservations: given \["private-a 10\.0\.10\.0\/27"\]; allowed: private subnets of \/26 or larger/,
    );
  });

  it("lies inside its subnet, in blocks of its own, apart from what AWS keeps at the start", () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 26 }), (prefix) => {
        const subnet = parseBlock(`10.0.0.0/${prefix}`);
        ok(subnet);
        const blocks = podRanges(subnet).map(({ block }) => block);
        const [quarter, half] = blocks;
        ok(quarter && half && !overlaps(quarter, half));
        for (const block of blocks) {
          ok(contains(subnet, block) && block.start % block.size === 0 && block.start > subnet.start + 4);
        }
        equal(podBlocksOf(subnet), (subnet.size * 3) / 4 / 16 - 1);
      }),
    );
  });
});

import { deepEqual, ok } from "node:assert/strict";
import { cloudCommerce } from "../../stacks/cloudcommerce";
import { type CloudCommerceSettings, cloudCommerceSchema } from "../../stacks/cloudcommerce/settings";
import { type RecordedStack, recordStack } from "../support/stack";
import {
  agents,
  at,
  chart,
  controllers,
  type Demand,
  demandOf,
  platformDemand,
  requests,
  sum,
  T3_MEDIUM,
  times,
} from "./cloudmart-capacity";

const PATIENCE_MS = 120_000;

/**
 * A t3.xlarge has 4 cores and 15,550 MiB by a t3.medium's share of what is printed; it keeps 80m and 255 + 11 × 58 MiB, and
 * 100 MiB below which pods are evicted (the same source as for a t3.medium).
 */
const T3_XLARGE: Demand = { cpu: 3920, memory: 14_550 };

describe("CloudCommerce's clusters", function () {
  this.timeout(PATIENCE_MS);
  let stack: RecordedStack<CloudCommerceSettings>;

  before(async () => {
    stack = await recordStack("cloudcommerce-prod", { schema: cloudCommerceSchema, program: cloudCommerce });
  });

  function home() {
    const { home } = stack.settings;
    if (home.mode !== "aws") {
      throw new Error(`production stands in AWS, not in a ${home.mode}`);
    }
    return home;
  }

  /** Of every node: EKS's agents and ours. */
  function everywhere(): Demand {
    const beats = stack.recording.resources.find(({ type }) => type.endsWith(":Beat"));
    return sum([agents(stack.recording), demandOf(chart(stack.recording, "cni")), demandOf(beats?.inputs)]);
  }

  /** The shop and its gateway, each pod with its sidecar. */
  function shop(count: "min" | "max"): Demand {
    const sidecar = requests(chart(stack.recording, "istiod"), "global", "proxy", "resources");
    const gateway = chart(stack.recording, "kong");
    const replicas = Number(at(gateway, "autoscaling", count === "min" ? "minReplicas" : "maxReplicas"));
    const doors = times(sum([demandOf(gateway), sidecar]), replicas);
    const services = Object.values(stack.settings.workloads.services).map(({ min, max = min, cpu, memory }) => {
      const pod = requests({ requests: { cpu, memory } });
      return times(sum([pod, sidecar]), count === "min" ? min : max);
    });
    return sum([doors, ...services]);
  }

  function fits(load: Demand, room: Demand, where: string): void {
    const said = `${where}: ${load.cpu}m and ${load.memory}Mi of ${room.cpu}m and ${room.memory}Mi`;
    ok(load.cpu <= room.cpu && load.memory <= room.memory, said);
    ok(load.memory > 2_000, `${said}: too little to be everything`);
  }

  for (const which of ["first", "second"] as const) {
    it(`have room for the shop in the ${which} region, at rest and under load, without a spot node`, () => {
      const { cluster, second } = home();
      const { nodeGroups } = which === "first" ? cluster : second.cluster;
      const main = nodeGroups["main"];
      ok(main !== undefined);
      deepEqual(main.instanceTypes, ["t3.medium"]);
      const node = sum([T3_MEDIUM, times(everywhere(), -1)]);
      const beside = controllers(stack.recording);
      fits(sum([beside, shop("min")]), times(node, main.desired ?? Math.max(main.min, 1)), "at rest");
      fits(sum([beside, shop("max")]), times(node, main.max), "under load");
    });
  }

  it("have room for the platform on its nodes, one of which may be gone", () => {
    const { platformNodes: nodes } = home();
    deepEqual(nodes.instanceTypes, ["t3.xlarge"]);
    const node = sum([T3_XLARGE, times(everywhere(), -1)]);
    fits(platformDemand(stack.recording, 15), times(node, nodes.min - 1), "platform");
  });
});

import assert from "node:assert/strict";
import * as fc from "fast-check";
import { planEksCluster } from "../../../components/cluster/plan";
import { recordProgram } from "../../../planner/recorder";
import { CLOUDMART } from "./support";

describe("the plan of a cluster", () => {
  it("fills in every default", () => {
    assert.deepEqual(planEksCluster("cloudmart", CLOUDMART), {
      clusterName: "cloudmart-cluster",
      version: "1.35",
      publicAccessCidrs: [],
      privateAccessCidrs: {},
      creatorAdministers: true,
      nodeGroups: [
        {
          key: "main",
          instanceTypes: ["t3.medium"],
          min: 1,
          max: 4,
          desired: 1,
          capacity: "on-demand",
          os: "al2023",
          architecture: "amd64",
          diskGiB: 50,
          maxPods: 110,
          labels: {},
          taints: {},
          maxUnavailablePercent: 33,
        },
      ],
      addonVersions: {},
      logRetentionDays: 365,
      deletionProtection: true,
      tags: {},
    });
  });

  it("takes its name from the component where no other is given", () => {
    const { clusterName, ...unnamed } = CLOUDMART;
    assert.equal(clusterName, "cloudmart-cluster");
    assert.equal(planEksCluster("shop", unnamed).clusterName, "shop");
  });

  it("accepts a group's numbers exactly where they are in order", () => {
    const size = fc.integer({ min: -2, max: 460 });
    fc.assert(
      fc.property(size, size, size, (min, desired, max) => {
        const group = { instanceTypes: ["t3.medium"], min, desired, max };
        const plan = () => planEksCluster("shop", { ...CLOUDMART, nodeGroups: { main: group } });
        if (0 <= min && min <= desired && desired <= max && max >= 1 && max <= 450) {
          plan();
        } else {
          assert.throws(plan, /nodeGroups\.main: given/);
        }
      }),
    );
  });

  it("lets any block through but the whole internet", () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(octet, octet, octet, octet, fc.integer({ min: 0, max: 40 }), (a, b, c, d, length) => {
        const plan = () =>
          planEksCluster("shop", { ...CLOUDMART, publicAccessCidrs: [`${a}.${b}.${c}.${d}/${length}`] });
        if (length >= 1 && length <= 32) {
          plan();
        } else {
          assert.throws(plan, /publicAccessCidrs\[0\]/);
        }
      }),
    );
  });
});

describe("examples/cluster", () => {
  it("plans a network and a cluster whose nodes wait for the way out", async () => {
    const recording = await recordProgram(() => require("../../../examples/cluster"));
    assert.match(String(recording.outputs["endpoint"]), /^https:\/\/.*\.eks\.amazonaws\.com$/);
    const [route] = recording.ofType("aws:ec2/route:Route");
    assert.ok(route !== undefined && recording.get("shop-nodes-main").dependencies.includes(route.urn));
  });
});

import assert from "node:assert/strict";
import { clusterAutoscaler, EksCluster, type EksClusterArgs, karpenter } from "../../../components/cluster";
import { recordProgram } from "../../../planner/recorder";
import { CLOUDMART } from "./support";

/** What a program of JavaScript, or settings from a file, may hand over. */
type LooseArgs = { readonly [Key in keyof EksClusterArgs]?: unknown };

/** The faults' properties and reasons, having made sure that nothing was registered. */
async function faultsOf(args: LooseArgs): Promise<string> {
  const registered: string[] = [];
  const given: unknown = { ...CLOUDMART, ...args };
  let message = "";
  await recordProgram(
    () => {
      try {
        new EksCluster("cloudmart", given as EksClusterArgs);
      } catch (error) {
        message = error instanceof Error ? error.message : String(error);
      }
    },
    { onResource: ({ type }) => registered.push(type) },
  );
  assert.deepEqual(
    registered.filter((type) => type !== "pulumi:pulumi:Stack"),
    [],
    "something was registered",
  );
  assert.notEqual(message, "", "no fault was found");
  return message;
}

/** One group with changes. */
function group(changes: object): LooseArgs {
  return { nodeGroups: { main: { instanceTypes: ["t3.medium"], min: 1, max: 4, ...changes } } };
}

const ROLE = "arn:aws:iam::111122223333:role/ops";

describe("EksCluster fails when", () => {
  const cases: readonly (readonly [string, LooseArgs, RegExp])[] = [
    [
      "the name has a space",
      { clusterName: "cloud mart" },
      /clusterName: given "cloud mart"; allowed: letters, digits/,
    ],
    ["the name is too long", { clusterName: "c".repeat(101) }, /clusterName: .*up to 100 characters/],
    ["the version is out of support", { version: "1.28" }, /version: given "1.28"; .*1\.34, 1\.35, 1\.36.*one minor/],
    ["logs are kept for a period that CloudWatch has not", { logRetentionDays: 100 }, /logRetentionDays: given 100/],
    ["there is one subnet", { subnetIds: ["subnet-a"] }, /subnetIds: given \["subnet-a"\]; allowed: 2 or more/],
    ["a subnet stands twice", { subnetIds: ["subnet-a", "subnet-a"] }, /subnetIds: .*each once/],
    ["the control plane has one subnet", { controlPlaneSubnetIds: ["s"] }, /controlPlaneSubnetIds: given \["s"\]/],
    ["the endpoint is public for nobody", { publicAccessCidrs: [] }, /publicAccessCidrs: given \[\]; allowed: 1 to 40/],
    [
      "the endpoint is public for all",
      { publicAccessCidrs: ["0.0.0.0/0"] },
      /publicAccessCidrs\[0\]: given "0.0.0.0\/0"/,
    ],
    [
      "half the internet is let in by a bad mask",
      { publicAccessCidrs: ["1.2.3.4/33"] },
      /\[0\]: given "1\.2\.3\.4\/33"/,
    ],
    [
      "a connected network is the whole internet",
      { privateAccessCidrs: { runners: "0.0.0.0/0" } },
      /privateAccessCidrs\.runners: given "0\.0\.0\.0\/0"; allowed: an IPv4 CIDR block narrower/,
    ],
    [
      "a connected network has a name that cannot be part of another",
      { privateAccessCidrs: { "our runners": "10.90.0.0/24" } },
      /privateAccessCidrs\.our runners: given "our runners"; allowed: a name of lower-case letters/,
    ],
    [
      "nodes of 110 pods stand in small subnets",
      { podBlocks: 11 },
      /podBlocks: given 11; allowed: 28 or more: the groups' nodes take up to 14 of each subnet, and an update 14 more/,
    ],
    [
      "one block is missing",
      { podBlocks: 7, ...group({ maxPods: 32 }) },
      /podBlocks: given 7; allowed: 8 or more: .* up to 4 of each subnet, and an update 4 more.*lower maxPods/,
    ],
    ["there is no node group", { nodeGroups: {} }, /nodeGroups: .*Karpenter, too, needs nodes/],
    ["Karpenter has nothing to run on", { nodeGroups: {}, addons: [karpenter()] }, /nodeGroups: .*Karpenter, too/],
    ["min is above desired", group({ min: 3, desired: 2 }), /nodeGroups\.main: given \{"min":3,"desired":2,"max":4\}/],
    ["desired is above max", group({ desired: 5 }), /nodeGroups\.main: .*0 ≤ min ≤ desired ≤ max/],
    ["max is zero", group({ min: 0, desired: 0, max: 0 }), /nodeGroups\.main: .*max from 1 to 450/],
    ["there is no instance type", group({ instanceTypes: [] }), /nodeGroups\.main\.instanceTypes: given \[\]/],
    ["an instance type is none", group({ instanceTypes: ["t3"] }), /instanceTypes: given "t3"; allowed: EC2/],
    [
      "architectures are mixed",
      group({ instanceTypes: ["m7i.large", "m7g.large"] }),
      /instanceTypes: given "m7g\.large"; allowed: amd64 types only.*m7g\.large is arm64/,
    ],
    ["the architecture is another", group({ architecture: "arm64" }), /given "t3\.medium"; allowed: arm64 types only/],
    ["an instance is too old for prefixes", group({ instanceTypes: ["t2.medium"] }), /"t2\.medium".*prefix delegation/],
    ["the disk is too small", group({ diskGiB: 8 }), /nodeGroups\.main\.diskGiB: given 8; allowed: whole GiB from 20/],
    ["a node is to hold too many pods", group({ maxPods: 1000 }), /nodeGroups\.main\.maxPods: given 1000/],
    ["an update may take no node", group({ maxUnavailablePercent: 0 }), /maxUnavailablePercent: given 0/],
    [
      "a label is Kubernetes' own",
      group({ labels: { "node.kubernetes.io/x": "y" } }),
      /labels\.node\.kubernetes\.io\/x/,
    ],
    [
      "a taint's effect is none",
      group({ taints: { gpu: { effect: "NO_SCHEDULE" } } }),
      /taints\.gpu\.effect: given "NO_SCH/,
    ],
    ["the capacity is unknown", group({ capacity: "reserved" }), /nodeGroups\.main\.capacity: given "reserved"/],
    ["the system is unknown", group({ os: "windows" }), /nodeGroups\.main\.os: given "windows"/],
    [
      "a group's name cannot be one",
      { nodeGroups: { "Main Group": CLOUDMART.nodeGroups["main"] } },
      /nodeGroups\.Main Group/,
    ],
    [
      "a principal is a session",
      { access: { ops: { principalArn: "arn:aws:sts::111122223333:assumed-role/ops/me", policy: "view" } } },
      /access\.ops\.principalArn: .*no session/,
    ],
    [
      "a principal stands twice",
      { access: { a: { principalArn: ROLE, policy: "view" }, b: { principalArn: ROLE, policy: "edit" } } },
      /access\.b\.principalArn: .*"a" has it already/,
    ],
    [
      "an administrator is held to a namespace",
      { access: { ops: { principalArn: ROLE, policy: "cluster-admin", namespaces: ["shop"] } } },
      /access\.ops\.namespaces: .*whole cluster/,
    ],
    [
      "a policy is unknown",
      { access: { ops: { principalArn: ROLE, policy: "root" } } },
      /access\.ops\.policy: given "root"; allowed: cluster-admin, admin, edit, view/,
    ],
    [
      "an add-on stands twice",
      { addons: [karpenter(), karpenter()] },
      /addons: given "karpenter"; allowed: each add-on once/,
    ],
    [
      "two autoscalers compete",
      { addons: [clusterAutoscaler(), karpenter()] },
      /addons: .*each undo what the other did/,
    ],
    ["Karpenter has no pool", { addons: [karpenter({ nodePools: {} })] }, /addons\.karpenter\.nodePools/],
    [
      "Karpenter's image is none",
      { addons: [karpenter({ image: "ubuntu" })] },
      /addons\.karpenter\.image: given "ubuntu"/,
    ],
    [
      "an add-on's version is no build of EKS",
      { addonVersions: { coredns: "1.13" } },
      /addonVersions\.coredns: given "1\.13"/,
    ],
    ["a version is for no add-on", { addonVersions: { dns: "v1.0.0-eksbuild.1" } }, /addonVersions\.dns/],
  ];
  for (const [title, args, expected] of cases) {
    it(title, async () => {
      assert.match(await faultsOf(args), expected);
    });
  }

  it("says everything at once", async () => {
    const message = await faultsOf({ version: "1.28", publicAccessCidrs: ["0.0.0.0/0"], ...group({ min: 5, max: 4 }) });
    assert.match(message, /^EksCluster "cloudmart" has 3 faults in its arguments:\n/);
  });

  it("a pod's role is for the default account, for a bad name, or asked for twice", async () => {
    const messages: string[] = [];
    await recordProgram(() => {
      const cluster = new EksCluster("cloudmart", CLOUDMART);
      cluster.podRole({ namespace: "shop", name: "backend" });
      for (const [namespace, name] of [
        ["shop", "default"],
        ["Shop", "backend"],
        ["shop", "backend"],
        ["kube-system", "aws-node"],
      ] as const) {
        assert.throws(
          () => cluster.podRole({ namespace, name }),
          (error: Error) => messages.push(error.message.split("\n")[1] ?? "") > 0,
        );
      }
    });
    assert.match(messages[0] ?? "", /podRole\.name: given "default"/);
    assert.match(messages[1] ?? "", /podRole\.namespace: given "Shop"/);
    assert.match(messages[2] ?? "", /podRole: .*one role per service account/);
    assert.match(messages[3] ?? "", /podRole: .*one role per service account/);
  });
});

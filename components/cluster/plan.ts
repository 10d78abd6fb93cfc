import * as pulumi from "@pulumi/pulumi";
import { Faults } from "../core/faults";
import { checkAccess, checkKey } from "./access-plan";
import type { EksClusterArgs, KubernetesVersion, ManagedAddonName, SubnetIds } from "./args";
import { MANAGED_ADDONS, VERSIONS } from "./args";
import { checkNodeGroup, type NodeGroupPlan, resolveNodeGroup } from "./node-group-plan";
import { checkPodBlocks } from "./pod-blocks";

/** Name of a cluster (EKS API, `CreateCluster`, read 2026-11). */
const CLUSTER_NAME = { max: 100, pattern: /^[0-9A-Za-z][A-Za-z0-9_-]*$/ } as const;
/** Fewest subnets, in different zones (EKS user guide, "VPC and subnet requirements", read 2026-11). */
const SUBNETS_MIN = 2;
/** Most blocks that may reach the public endpoint (EKS service quotas, read 2026-11). */
const PUBLIC_CIDRS_MAX = 40;
/** Retention periods that CloudWatch Logs offers, in days (CloudWatch Logs API, `PutRetentionPolicy`, read 2026-11). */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** The values of the arguments that have a default. */
export const CLUSTER_DEFAULTS = {
  version: "1.35",
  logRetentionDays: 365,
  deletionProtection: true,
} as const satisfies Partial<EksClusterArgs>;

/** The arguments with every default filled in, as far as they decide which resources exist. */
export interface ClusterPlan {
  readonly clusterName: string;
  readonly version: KubernetesVersion;
  /** Empty where the endpoint is private. */
  readonly publicAccessCidrs: readonly string[];
  /** By name. */
  readonly privateAccessCidrs: Readonly<Record<string, string>>;
  /** Whether the principal that creates the cluster becomes its administrator: where nobody else is. */
  readonly creatorAdministers: boolean;
  readonly nodeGroups: readonly NodeGroupPlan[];
  readonly addonVersions: Partial<Readonly<Record<ManagedAddonName, string>>>;
  readonly logRetentionDays: number;
  readonly deletionProtection: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planEksCluster(name: string, args: EksClusterArgs): ClusterPlan {
  const plan: ClusterPlan = {
    clusterName: args.clusterName ?? name,
    version: args.version ?? CLUSTER_DEFAULTS.version,
    publicAccessCidrs: args.publicAccessCidrs ?? [],
    privateAccessCidrs: args.privateAccessCidrs ?? {},
    creatorAdministers: !Object.values(args.access ?? {}).some(({ policy }) => policy === "cluster-admin"),
    nodeGroups: Object.entries(args.nodeGroups ?? {}).map(([key, group]) => resolveNodeGroup(key, group)),
    addonVersions: args.addonVersions ?? {},
    logRetentionDays: args.logRetentionDays ?? CLUSTER_DEFAULTS.logRetentionDays,
    deletionProtection: args.deletionProtection ?? CLUSTER_DEFAULTS.deletionProtection,
    tags: args.tags ?? {},
  };
  const faults = new Faults("EksCluster", name);
  checkCluster(faults, plan);
  checkSubnets(faults, "subnetIds", args.subnetIds);
  if (args.controlPlaneSubnetIds !== undefined) {
    checkSubnets(faults, "controlPlaneSubnetIds", args.controlPlaneSubnetIds);
  }
  checkEndpoint(faults, args.publicAccessCidrs);
  checkPrivateAccess(faults, plan.privateAccessCidrs);
  checkAccess(faults, args.access ?? {});
  checkNodeGroups(faults, plan);
  checkPodBlocks(faults, plan.nodeGroups, args.podBlocks, countOf(args.subnetIds));
  checkAddons(faults, args, plan);
  faults.throwIfAny();
  return plan;
}

function checkCluster(faults: Faults, plan: ClusterPlan): void {
  faults.check(CLUSTER_NAME.pattern.test(plan.clusterName) && plan.clusterName.length <= CLUSTER_NAME.max, {
    property: "clusterName",
    given: plan.clusterName,
    allowed: `letters, digits, "-" and "_", beginning with a letter or digit, up to ${CLUSTER_NAME.max} characters`,
    fix: "rename the cluster",
  });
  faults.check(VERSIONS.includes(plan.version), {
    property: "version",
    given: plan.version,
    allowed: `a version in standard support: ${VERSIONS.join(", ")}`,
    fix: `upgrade one minor version at a time, or leave it out for ${CLUSTER_DEFAULTS.version}`,
  });
  faults.check(
    RETENTION_DAYS.some((days) => days === plan.logRetentionDays),
    {
      property: "logRetentionDays",
      given: plan.logRetentionDays,
      allowed: `one of ${RETENTION_DAYS.join(", ")} days`,
      fix: "take the next longer period",
    },
  );
}

function checkSubnets(faults: Faults, property: string, subnets: SubnetIds): void {
  if (pulumi.Output.isInstance(subnets) || subnets instanceof Promise) {
    return; // known only while deploying
  }
  const plain = subnets.filter((subnet) => typeof subnet === "string");
  faults.check(subnets.length >= SUBNETS_MIN && new Set(plain).size === plain.length, {
    property,
    given: plain.length === subnets.length ? plain : `${subnets.length} subnets`,
    allowed: `${SUBNETS_MIN} or more private subnets in different zones, each once`,
    fix: "pass the private subnets of the network, one per zone",
  });
}

/** As few as there may be, where their number is known only while deploying. */
function countOf(subnets: SubnetIds): number {
  return pulumi.Output.isInstance(subnets) || subnets instanceof Promise ? SUBNETS_MIN : Math.max(1, subnets.length);
}

function checkEndpoint(faults: Faults, cidrs: readonly string[] | undefined): void {
  if (cidrs === undefined) {
    return;
  }
  faults.check(cidrs.length > 0 && cidrs.length <= PUBLIC_CIDRS_MAX, {
    property: "publicAccessCidrs",
    given: cidrs,
    allowed: `1 to ${PUBLIC_CIDRS_MAX} CIDR blocks`,
    fix: "list the blocks that may reach the API server, or leave the property out for a private endpoint",
  });
  cidrs.forEach((cidr, index) => {
    faults.check(isNarrowCidr(cidr), {
      property: `publicAccessCidrs[${index}]`,
      given: cidr,
      allowed: "an IPv4 CIDR block narrower than the whole internet, such as 203.0.113.0/24",
      fix: "name the office's or the VPN's addresses, or leave the property out for a private endpoint",
    });
  });
}

function checkPrivateAccess(faults: Faults, cidrs: Readonly<Record<string, string>>): void {
  for (const [key, cidr] of Object.entries(cidrs)) {
    const property = `privateAccessCidrs.${key}`;
    checkKey(faults, property, key);
    faults.check(isNarrowCidr(cidr), {
      property,
      given: cidr,
      allowed: "an IPv4 CIDR block narrower than the whole internet, such as 10.90.0.0/24",
      fix: "name the block of the network from which the API is used",
    });
  }
}

function isNarrowCidr(cidr: string): boolean {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  const [length = 0, ...octets] = (match?.slice(1).map(Number) ?? []).reverse();
  return match !== null && length >= 1 && length <= 32 && octets.every((octet) => octet <= 255);
}

function checkNodeGroups(faults: Faults, plan: ClusterPlan): void {
  faults.check(plan.nodeGroups.length > 0, {
    property: "nodeGroups",
    given: {},
    allowed: "at least one node group; Karpenter, too, needs nodes that it does not manage to run on",
    fix: 'add one, such as { main: { instanceTypes: ["t3.medium"], min: 2, max: 4 } }',
  });
  for (const group of plan.nodeGroups) {
    checkKey(faults, `nodeGroups.${group.key}`, group.key);
    checkNodeGroup(faults, group);
  }
}

function checkAddons(faults: Faults, args: EksClusterArgs, plan: ClusterPlan): void {
  const keys = (args.addons ?? []).map((addon) => addon.key);
  for (const key of keys.filter((candidate, index) => keys.indexOf(candidate) !== index)) {
    faults.add({ property: "addons", given: key, allowed: "each add-on once", fix: "remove one of the two" });
  }
  for (const addon of args.addons ?? []) {
    addon.check?.(faults, { version: plan.version, addonKeys: keys });
  }
  for (const [name, version] of Object.entries(plan.addonVersions)) {
    faults.check(MANAGED_ADDONS.some((known) => known === name) && /^v\d+\.\d+\.\d+-eksbuild\.\d+$/.test(version), {
      property: `addonVersions.${name}`,
      given: version,
      allowed: `a version such as v1.21.1-eksbuild.1, for one of ${MANAGED_ADDONS.join(", ")}`,
      fix: "take it from `aws eks describe-addon-versions --addon-name <name>`",
    });
  }
}

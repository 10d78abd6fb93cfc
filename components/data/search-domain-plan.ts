import { checkLogRetention, checkLogsKey, Faults, fitName, type KeyWithServices } from "../core";
import type { ProvisionedSearch, SearchDomainArgs, ServerlessSearch } from "./search-domain-args";

const SOURCE = "OpenSearch Service developer guide, quotas and domain creation, read 2026-11";
/** Length of a domain's name, in characters. A collection may have 32, and its policies too. */
const NAME_LENGTH = { min: 3, max: 28 } as const;
/** Gibibytes of gp3 for each node: of the smallest types, and of others. */
const STORAGE_GIB = { min: 10, max: 3072, small: { "t3.small.search": 100, "t3.medium.search": 200 } } as const;
/** Most data nodes: of types that save up processor time, and of others without a raised quota. */
const INSTANCE_LIMIT = { burstable: 10, others: 80 } as const;
/** Types that keep data on disks of their own, and take no gp3. */
const LOCAL_DISKS = /^(i\d|im4gn|is4gen|oi2|[a-z]+\d+[a-z]*gd)/;
/** Types that Auto-Tune does not serve. */
const BURSTABLE = /^t[23]\./;

export const SEARCH_DEFAULTS = {
  // The newest that `aws opensearch list-versions` gave in public records (read 2026-11).
  engineVersion: "OpenSearch_3.7",
  instanceType: "t3.small.search",
  zones: 2,
  storageGiB: 20,
  standby: true,
  indexes: ["products"],
  offPeakHour: 2,
  serviceLinkedRole: false,
  logRetentionDays: 90,
  deletionProtection: true,
} as const;

/** What the plan looks at. */
export type SearchShape = Omit<SearchDomainArgs, "vpcId" | "key"> & { readonly key: KeyWithServices };

/** What both kinds have. */
interface CommonPlan {
  readonly name: string;
  readonly indexes: readonly string[];
  readonly deletionProtection: boolean;
}

/** A domain with every default filled in. */
export interface DomainPlan extends CommonPlan {
  readonly kind: "domain";
  readonly engineVersion: string;
  readonly instanceType: string;
  readonly instances: number;
  readonly zones: number;
  readonly dedicatedMasters: ProvisionedSearch["dedicatedMasters"];
  readonly storageGiB: number;
  /** Absent where a function administers. */
  readonly administratorArn: ProvisionedSearch["administratorArn"];
  readonly autoTune: boolean;
  readonly offPeakHour: number;
  readonly serviceLinkedRole: boolean;
  readonly logRetentionDays: number;
}

/** A collection with every default filled in. */
export interface CollectionPlan extends CommonPlan {
  readonly kind: "serverless";
  readonly standby: boolean;
}

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planSearch(name: string, args: SearchShape): DomainPlan | CollectionPlan {
  const faults = new Faults("SearchDomain", name);
  const common = {
    name: args.domainName ?? fitName(name, NAME_LENGTH.max),
    indexes: args.indexes ?? SEARCH_DEFAULTS.indexes,
    deletionProtection: args.deletionProtection ?? SEARCH_DEFAULTS.deletionProtection,
  };
  checkName(faults, common.name);
  checkIndexes(faults, common.indexes);
  const engine = args.engine ?? { kind: "domain" };
  const plan =
    engine.kind === "domain" ? planDomain(faults, common, engine, args) : planCollection(faults, common, engine, args);
  faults.throwIfAny();
  return plan;
}

function planCollection(
  faults: Faults,
  common: CommonPlan,
  engine: ServerlessSearch,
  args: SearchShape,
): CollectionPlan {
  checkSubnets(faults, args.subnetIds.length, 1);
  return { ...common, kind: "serverless", standby: engine.standby ?? SEARCH_DEFAULTS.standby };
}

function planDomain(faults: Faults, common: CommonPlan, engine: ProvisionedSearch, args: SearchShape): DomainPlan {
  const zones = engine.zones ?? SEARCH_DEFAULTS.zones;
  const instanceType = engine.instanceType ?? SEARCH_DEFAULTS.instanceType;
  const plan: DomainPlan = {
    ...common,
    kind: "domain",
    engineVersion: engine.engineVersion ?? SEARCH_DEFAULTS.engineVersion,
    instanceType,
    instances: engine.instances ?? zones,
    zones,
    dedicatedMasters: engine.dedicatedMasters,
    storageGiB: engine.storageGiB ?? SEARCH_DEFAULTS.storageGiB,
    administratorArn: engine.administratorArn,
    autoTune: !BURSTABLE.test(instanceType),
    offPeakHour: args.offPeakHour ?? SEARCH_DEFAULTS.offPeakHour,
    serviceLinkedRole: args.serviceLinkedRole ?? SEARCH_DEFAULTS.serviceLinkedRole,
    logRetentionDays: args.logRetentionDays ?? SEARCH_DEFAULTS.logRetentionDays,
  };
  checkSubnets(faults, args.subnetIds.length, plan.zones);
  checkNodes(faults, plan);
  checkStorage(faults, plan);
  faults.check(/^OpenSearch_\d+\.\d+$/.test(plan.engineVersion), {
    property: "engine.engineVersion",
    given: plan.engineVersion,
    allowed: 'a version such as "OpenSearch_3.7"',
    fix: 'write one that "aws opensearch list-versions" gives',
  });
  faults.check(Number.isInteger(plan.offPeakHour) && plan.offPeakHour >= 0 && plan.offPeakHour <= 23, {
    property: "offPeakHour",
    given: plan.offPeakHour,
    allowed: "a whole hour from 0 to 23, UTC",
    fix: "choose an hour at which the shop sleeps",
  });
  checkLogsKey(faults, args.key);
  checkLogRetention(faults, plan.logRetentionDays);
  return plan;
}

function checkName(faults: Faults, given: string): void {
  const { min, max } = NAME_LENGTH;
  faults.check(/^[a-z][a-z0-9-]*$/.test(given) && given.length >= min && given.length <= max, {
    property: "domainName",
    given,
    allowed: `${min} to ${max} lower-case letters, digits and hyphens, a letter first (${SOURCE})`,
    fix: "give the domain a short name, unique in account and region",
  });
}

function checkIndexes(faults: Faults, indexes: readonly string[]): void {
  const valid = indexes.length > 0 && indexes.every((index) => /^[a-z0-9][a-z0-9._-]*$/.test(index));
  faults.check(valid, {
    property: "indexes",
    given: indexes,
    allowed: "one index or more, by their full names in lower case, without wildcards",
    fix: "name each index that callers use",
  });
}

function checkSubnets(faults: Faults, given: number, zones: number): void {
  faults.check(given >= zones, {
    property: "subnetIds",
    given: `${given} subnets`,
    allowed: `a subnet in each of ${zones} zone${zones === 1 ? "" : "s"}`,
    fix: zones === 1 ? "pass a private subnet" : "pass more private subnets, or spread the nodes over fewer zones",
  });
}

const INSTANCE_TYPE = /^[a-z][a-z0-9]*\.[a-z0-9]+\.search$/;

function checkNodes(faults: Faults, plan: DomainPlan): void {
  const { instanceType, instances, zones, dedicatedMasters } = plan;
  faults.check(INSTANCE_TYPE.test(instanceType) && !LOCAL_DISKS.test(instanceType), {
    property: "engine.instanceType",
    given: instanceType,
    allowed: "a type with volumes of its own choice, such as t3.small.search, r7g.large.search or or1.medium.search",
    fix: 'write the type with its ".search" suffix; types with local disks take no gp3',
  });
  const most = BURSTABLE.test(instanceType) ? INSTANCE_LIMIT.burstable : INSTANCE_LIMIT.others;
  faults.check(Number.isInteger(instances) && instances >= 1 && instances <= most && instances % zones === 0, {
    property: "engine.instances",
    given: instances,
    allowed: `a multiple of ${zones}, the number of zones, up to ${most} (${SOURCE})`,
    fix: "give every zone the same number of nodes",
  });
  faults.check(dedicatedMasters === undefined || INSTANCE_TYPE.test(dedicatedMasters.instanceType), {
    property: "engine.dedicatedMasters.instanceType",
    given: dedicatedMasters?.instanceType,
    allowed: "a type such as m7g.medium.search",
    fix: 'write the type with its ".search" suffix',
  });
}

function checkStorage(faults: Faults, { instanceType, storageGiB }: DomainPlan): void {
  const small: Readonly<Record<string, number>> = STORAGE_GIB.small;
  const max = small[instanceType] ?? STORAGE_GIB.max;
  faults.check(Number.isInteger(storageGiB) && storageGiB >= STORAGE_GIB.min && storageGiB <= max, {
    property: "engine.storageGiB",
    given: storageGiB,
    allowed: `${STORAGE_GIB.min} to ${max} gibibytes for each ${instanceType} (${SOURCE})`,
    fix: "choose a size in that range, or a larger type",
  });
}

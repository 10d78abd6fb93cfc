import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent, Faults } from "../core";
import type { StaticSite } from "../edge";
import type { DnsFailover } from "./dns-failover";

/** What a service keeps. */
export type RecoverableStore =
  | pulumi.Resource
  | {
      readonly resource: pulumi.Resource;
      /** Why its content may be lost, as an operator reads it: `Sessions: callers sign in again`. */
      readonly losable: string;
    };

/** A service that must stand again soon after its region is gone. */
export interface CriticalService {
  /** What it keeps, by name: the component or resource that holds it in the first region. */
  readonly stores: Readonly<Record<string, RecoverableStore>>;
  /** What takes over, by name: components or resources that stand in the second region already. */
  readonly standby: Readonly<Record<string, pulumi.Resource>>;
  /** What leads callers to the second region: a name that fails over, or a site whose files have copies. */
  readonly entry: DnsFailover | StaticSite;
  /** Minutes of data that may be lost. @default 60 */
  readonly rpoMinutes?: number;
  /** Minutes until it answers again. @default 15 */
  readonly rtoMinutes?: number;
  /** Minutes that the runbook allows for the decision to promote a store, where one needs promotion. @default 5 */
  readonly decisionMinutes?: number;
}

/** Arguments of {@link RecoveryObjectives}. */
export interface RecoveryObjectivesArgs {
  readonly firstRegion: string;
  readonly secondRegion: string;
  /** The critical services, by name. */
  readonly services: Readonly<Record<string, CriticalService>>;
}

const DEFAULTS = { rpoMinutes: 60, rtoMinutes: 15, decisionMinutes: 5 } as const satisfies Partial<CriticalService>;

/**
 * Which services are critical, what each keeps and where it would go on: `estate plan` works out from the rest of the plan
 * how much each would lose with the first region and how long it would be away, and fails where that is more than allowed.
 *
 * Creates no resource of its own, and so costs nothing.
 *
 * @example
 * new RecoveryObjectives("objectives", { firstRegion: "us-east-1", secondRegion: "us-west-2", services: {
 *   orders: { stores: { orders: database, sessions: { resource: cache, losable: "callers sign in again" } },
 *     standby: { cluster: secondCluster, database: secondDatabase }, entry },
 * } });
 */
export class RecoveryObjectives extends EstateComponent {
  public constructor(name: string, args: RecoveryObjectivesArgs, opts?: pulumi.ComponentResourceOptions) {
    checkObjectives(name, args);
    super("estate:resilience:RecoveryObjectives", name, args, opts);
    this.registerOutputs({
      firstRegion: args.firstRegion,
      secondRegion: args.secondRegion,
      services: mapValues(args.services, describe),
    });
  }
}

/** What the planner reads: URNs and numbers. */
function describe(service: CriticalService) {
  return {
    rpoMinutes: service.rpoMinutes ?? DEFAULTS.rpoMinutes,
    rtoMinutes: service.rtoMinutes ?? DEFAULTS.rtoMinutes,
    decisionMinutes: service.decisionMinutes ?? DEFAULTS.decisionMinutes,
    stores: mapValues(service.stores, (store) =>
      "losable" in store ? { urn: store.resource.urn, losable: store.losable } : { urn: store.urn },
    ),
    standby: mapValues(service.standby, ({ urn }) => ({ urn })),
    entry: service.entry.urn,
  };
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** @throws {pulumi.InputPropertiesError} with every fault */
function checkObjectives(name: string, args: RecoveryObjectivesArgs): void {
  const faults = new Faults("RecoveryObjectives", name);
  faults.check(args.firstRegion !== args.secondRegion, {
    property: "secondRegion",
    given: args.secondRegion,
    allowed: "another region than the first",
    fix: "name the region that takes over",
  });
  faults.check(Object.keys(args.services).length > 0, {
    property: "services",
    given: {},
    allowed: "at least one critical service",
    fix: "name the services that the shop cannot be without",
  });
  for (const [key, service] of Object.entries(args.services)) {
    for (const property of ["rpoMinutes", "rtoMinutes", "decisionMinutes"] as const) {
      const given = service[property];
      faults.check(given === undefined || (Number.isFinite(given) && given >= 0), {
        property: `services.${key}.${property}`,
        given,
        allowed: "minutes, 0 or more",
        fix: "write the number of minutes",
      });
    }
    for (const [store, value] of Object.entries(service.stores)) {
      faults.check(!("losable" in value) || value.losable.trim() !== "", {
        property: `services.${key}.stores.${store}.losable`,
        given: "",
        allowed: "the reason why its content may be lost",
        fix: "write what the loss means to callers",
      });
    }
  }
  faults.throwIfAny();
}

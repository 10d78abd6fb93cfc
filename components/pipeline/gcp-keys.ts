import * as kms from "@pulumi/gcp/kms";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent, Faults } from "../core";
import { checkProject, type GcpProject, type ServiceAgent } from "./gcp-project";
import { GcpServiceAgents } from "./service-agents";

/** Longest rotation period, in days (CIS Google Cloud Platform Foundation Benchmark, 1.10). */
export const MAX_ROTATION_DAYS = 90;
/** Shortest rotation period, in days (Cloud KMS REST reference, CryptoKey.rotationPeriod: 24 hours, read 2026-11). */
const MIN_ROTATION_DAYS = 1;
/**
 * Longest waiting period before a key version is destroyed, in days (proven by others against Cloud KMS, read 2026-11).
 */
const MAX_DESTROY_DAYS = 120;

const SECONDS_PER_DAY = 86_400;
const ENCRYPTER = "roles/cloudkms.cryptoKeyEncrypterDecrypter";

/** Arguments of {@link GcpKeys}. */
export interface GcpKeysArgs {
  readonly gcp: GcpProject;
  /** The keys, by what they protect, each with the service agents that may use it. */
  readonly keys: Readonly<Record<string, { readonly agents: readonly ServiceAgent[] }>>;
  /** Days between rotations, 1 to 90. @default 90 */
  readonly rotationDays?: number;
  /** Days for which a destroyed version can be restored, 1 to 120. Cannot be changed later. @default 30 */
  readonly destroyDays?: number;
  /** Pulumi does not delete the keys; what they encrypted would be lost. @default true */
  readonly deletionProtection?: boolean;
  /** What must stand first: the enabled services. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

/** The values of the arguments that have a default. */
const DEFAULTS = {
  rotationDays: 90,
  destroyDays: 30,
  deletionProtection: true,
  after: [],
} as const satisfies Partial<GcpKeysArgs>;

type KeysPlan = Required<GcpKeysArgs>;

/** A key and the grants without which nothing can use it. */
interface KeyEntry {
  readonly key: kms.CryptoKey;
  readonly grants: readonly kms.CryptoKeyIAMMember[];
}

/**
 * Customer keys in Google Cloud's KMS: one ring, one symmetric key per purpose, rotated at least every ninety days, each
 * usable by the named service agents alone.
 *
 * Creates a ring, the keys, the agents, and a grant per key and agent. A ring can never be deleted, and a key's name is used up for
 * good. Costs six cents a month per key version, and three cents per 10,000 operations.
 *
 * @example
 * const keys = new GcpKeys("analytics", { gcp, keys: { warehouse: { agents: ["bigquery"] } } });
 * keys.id("warehouse");
 */
export class GcpKeys extends EstateComponent {
  public readonly ring: kms.KeyRing;
  private readonly agents: GcpServiceAgents;
  private readonly entries: ReadonlyMap<string, KeyEntry>;

  public constructor(name: string, args: GcpKeysArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planKeys(name, args);
    super("estate:pipeline:GcpKeys", name, args, opts);
    this.ring = new kms.KeyRing(
      this.childName("ring"),
      { project: plan.gcp.project, location: plan.gcp.location },
      this.childOptions({ dependsOn: [...plan.after] }),
    );
    this.agents = new GcpServiceAgents(
      this.childName("agents"),
      { gcp: plan.gcp, agents: Object.values(plan.keys).flatMap(({ agents }) => agents), after: plan.after },
      this.childOptions(),
    );
    this.entries = new Map(Object.keys(plan.keys).map((key) => [key, this.makeEntry(key, plan)]));
    this.registerOutputs({ ring: this.ring.id });
  }

  /** A key's full resource name, as encryption settings take it. */
  public id(key: string): pulumi.Output<string> {
    return this.entry(key).key.id;
  }

  /** The grants of a key: what is encrypted by it must wait for them. */
  public grants(key: string): readonly kms.CryptoKeyIAMMember[] {
    return this.entry(key).grants;
  }

  /** Lets one more principal encrypt and decrypt. @param grantee unique among the key's grants: `dataflow-worker` */
  public grantUse(key: string, grantee: string, member: pulumi.Input<string>): kms.CryptoKeyIAMMember {
    return new kms.CryptoKeyIAMMember(
      this.childName("grant", `${key}-${grantee}`),
      { cryptoKeyId: this.id(key), role: ENCRYPTER, member },
      this.childOptions(),
    );
  }

  private entry(key: string): KeyEntry {
    const entry = this.entries.get(key);
    if (entry === undefined) {
      throw new Error(
        `GcpKeys "${this.componentName}" has no key "${key}"; it has ${[...this.entries.keys()].join(", ")}.`,
      );
    }
    return entry;
  }

  private makeEntry(key: string, plan: KeysPlan): KeyEntry {
    const cryptoKey = new kms.CryptoKey(
      this.childName("key", key),
      {
        keyRing: this.ring.id,
        purpose: "ENCRYPT_DECRYPT",
        rotationPeriod: `${plan.rotationDays * SECONDS_PER_DAY}s`,
        destroyScheduledDuration: `${plan.destroyDays * SECONDS_PER_DAY}s`,
      },
      this.childOptions(plan.deletionProtection ? { protect: true } : {}),
    );
    const agents = plan.keys[key]?.agents ?? [];
    const grants = agents.map(
      (agent) =>
        new kms.CryptoKeyIAMMember(
          this.childName("grant", `${key}-${agent}`),
          { cryptoKeyId: cryptoKey.id, role: ENCRYPTER, member: this.agents.member(agent) },
          this.childOptions(),
        ),
    );
    return { key: cryptoKey, grants };
  }
}

/** Checks the arguments and fills in the defaults. @throws {pulumi.InputPropertiesError} with every fault */
export function planKeys(name: string, args: GcpKeysArgs): KeysPlan {
  const plan = { ...DEFAULTS, ...args };
  const faults = new Faults("GcpKeys", name);
  checkProject(faults, plan.gcp);
  checkDays(faults, "rotationDays", plan.rotationDays, MIN_ROTATION_DAYS, MAX_ROTATION_DAYS);
  checkDays(faults, "destroyDays", plan.destroyDays, 1, MAX_DESTROY_DAYS);
  for (const key of Object.keys(plan.keys)) {
    faults.check(/^[a-z][a-z0-9-]*$/.test(key), {
      property: `keys.${key}`,
      given: key,
      allowed: "lower-case letters, digits and hyphens",
      fix: "name the key by what it protects, such as warehouse",
    });
  }
  faults.throwIfAny();
  return plan;
}

function checkDays(faults: Faults, property: string, given: number, min: number, max: number): void {
  faults.check(Number.isInteger(given) && given >= min && given <= max, {
    property,
    given,
    allowed: `whole days from ${min} to ${max}`,
    fix: "choose a number of days in that range",
  });
}

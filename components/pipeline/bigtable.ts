import * as bigtable from "@pulumi/gcp/bigtable";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core";
import {
  type BigtablePlan,
  type BigtableTableSpec,
  collectionRule,
  type FamilySpec,
  planBigtable,
} from "./bigtable-plan";
import type { GcpKeys } from "./gcp-keys";
import type { GcpProject } from "./gcp-project";
import { GcpServiceAgents } from "./service-agents";

export { BIGTABLE_SERVICES } from "./bigtable-plan";

/** Arguments of {@link BigtableStore}. */
export interface BigtableStoreArgs {
  readonly gcp: GcpProject;
  /** The customer key: a ring, and the name of the key in it. The store lets Bigtable's service agent use it. */
  readonly key: { readonly ring: GcpKeys; readonly name: string };
  /** One cluster per zone; with two or more, requests go to whichever answers. */
  readonly zones: readonly string[];
  /** Tables, by name. */
  readonly tables: Readonly<Record<string, BigtableTableSpec>>;
  /** Between how many nodes each cluster scales. @default { min: 1, max: 3 } */
  readonly nodes?: { readonly min: number; readonly max: number };
  /** Share of the processor that scaling aims at, 10 to 80 percent. @default 60 */
  readonly cpuTarget?: number;
  /** Cannot be changed later. @default "SSD" */
  readonly storage?: "SSD" | "HDD";
  /** Days for which a daily backup is kept, 3 to 90. @default 7 */
  readonly backupDays?: number;
  /** Neither Google nor Pulumi deletes instance and tables. @default true */
  readonly deletionProtection?: boolean;
  /** What must stand first: the enabled service bigtableadmin.googleapis.com. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

/** Roles on one table (Bigtable documentation, "Access control with IAM", read 2026-11). */
const ROLES = { read: "roles/bigtable.reader", write: "roles/bigtable.user" } as const;

/**
 * A Bigtable instance for analytics: encrypted by a customer key, scaled by load, backed up daily, with rules that let old
 * cells go.
 *
 * Creates an instance with a cluster per zone, its tables with their rules, and one app profile. Nodes drive the cost: about
 * 475 US dollars per month for each that runs, so that the least is the bill of an idle store.
 *
 * @example
 * const store = new BigtableStore("events", { gcp, key: { ring: keys, name: "bigtable" }, zones: ["us-east4-a"],
 *   tables: { clicks: { families: { event: { maxAgeDays: 90 } } } } });
 * store.grant("read", "clicks", "dashboard", identity.member);
 */
export class BigtableStore extends EstateComponent {
  public readonly instance: bigtable.Instance;
  public readonly tables: Readonly<Record<string, bigtable.Table>>;
  /** What clients name beside the instance: how requests are routed. */
  public readonly appProfile: bigtable.AppProfile;
  private readonly plan: BigtablePlan;

  public constructor(name: string, args: BigtableStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    const { key, after, ...shape } = args;
    const plan = planBigtable(name, shape);
    super("estate:pipeline:BigtableStore", name, args, opts);
    this.plan = plan;
    this.instance = this.makeInstance(key, after ?? []);
    this.tables = Object.fromEntries(
      Object.entries(plan.tables).map(([table, spec]) => [table, this.makeTable(table, spec)]),
    );
    this.appProfile = this.makeAppProfile();
    this.registerOutputs({ instance: this.instance.name });
  }

  /**
   * Lets a principal read one table, or read and write it.
   * @param grantee unique among the table's grants: `dashboard`
   */
  public grant(
    use: keyof typeof ROLES,
    table: string,
    grantee: string,
    member: pulumi.Input<string>,
  ): bigtable.TableIamMember {
    const granted = this.tables[table];
    if (granted === undefined) {
      throw new Error(
        `BigtableStore "${this.componentName}" has no table "${table}"; it has ${Object.keys(this.tables).join(", ")}.`,
      );
    }
    return new bigtable.TableIamMember(
      this.childName(`${use}-${table}`, grantee),
      {
        project: this.plan.gcp.project,
        instanceName: this.instance.name,
        table: granted.name,
        role: ROLES[use],
        member,
      },
      this.childOptions(),
    );
  }

  private makeInstance(key: BigtableStoreArgs["key"], after: readonly pulumi.Resource[]): bigtable.Instance {
    const { gcp, zones, nodes, cpuTarget, storage, deletionProtection } = this.plan;
    const agents = new GcpServiceAgents(
      this.childName("agents"),
      { gcp, agents: ["bigtable"], after },
      this.childOptions(),
    );
    const granted = key.ring.grantUse(key.name, "bigtable", agents.member("bigtable"));
    return new bigtable.Instance(
      this.childName("instance"),
      {
        project: gcp.project,
        displayName: this.componentName.slice(0, 30),
        clusters: zones.map((zone) => ({
          clusterId: `c-${zone}`,
          zone,
          storageType: storage,
          kmsKeyName: key.ring.id(key.name),
          autoscalingConfig: { minNodes: nodes.min, maxNodes: nodes.max, cpuTarget },
        })),
        deletionProtection,
        // Backups keep an instance from going; without protection they go with it.
        forceDestroy: !deletionProtection,
      },
      this.childOptions({ dependsOn: [granted, ...after], ...this.protection() }),
    );
  }

  private makeTable(table: string, { families, splitKeys }: BigtableTableSpec): bigtable.Table {
    const { gcp, backupDays, deletionProtection } = this.plan;
    const made = new bigtable.Table(
      this.childName("table", table),
      {
        project: gcp.project,
        name: table,
        instanceName: this.instance.name,
        columnFamilies: Object.keys(families).map((family) => ({ family })),
        ...(splitKeys === undefined ? {} : { splitKeys: [...splitKeys] }),
        automatedBackupPolicy: { frequency: "24h", retentionPeriod: `${backupDays * 24}h` },
        deletionProtection: deletionProtection ? "PROTECTED" : "UNPROTECTED",
      },
      this.childOptions(this.protection()),
    );
    for (const [family, spec] of Object.entries(families)) {
      this.makeRule(table, made, family, spec);
    }
    return made;
  }

  private makeRule(key: string, table: bigtable.Table, family: string, spec: FamilySpec): void {
    new bigtable.GCPolicy(
      this.childName("rule", `${key}-${family}`),
      {
        project: this.plan.gcp.project,
        instanceName: this.instance.name,
        table: table.name,
        columnFamily: family,
        gcRules: JSON.stringify(collectionRule(spec)),
        // A rule goes with its table; taken away alone it would leave replicated data without one.
        deletionPolicy: "ABANDON",
      },
      this.childOptions(),
    );
  }

  private makeAppProfile(): bigtable.AppProfile {
    const { gcp, zones } = this.plan;
    const [zone] = zones;
    return new bigtable.AppProfile(
      this.childName("profile"),
      {
        project: gcp.project,
        instance: this.instance.name,
        appProfileId: "application",
        description: `How ${this.componentName} is reached`,
        ...(zones.length > 1
          ? { multiClusterRoutingUseAny: true }
          : { singleClusterRouting: { clusterId: `c-${zone}`, allowTransactionalWrites: true } }),
        standardIsolation: { priority: "PRIORITY_HIGH" },
      },
      this.childOptions(),
    );
  }

  private protection(): { readonly protect?: true } {
    return this.plan.deletionProtection ? { protect: true } : {};
  }
}

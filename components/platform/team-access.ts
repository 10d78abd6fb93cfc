import { Role, RoleBinding } from "@pulumi/kubernetes/rbac/v1";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import { Faults } from "../core/faults";
import { checkLabel } from "./checks";

/** What a team may do in a namespace. */
export type TeamLevel = "viewer" | "operator" | "deployer";

/** Arguments of {@link TeamAccess}. */
export interface TeamAccessArgs {
  readonly namespace: string;
  /**
   * Group of the cluster's access entries or of its identity provider → level: a viewer reads all but secrets; an operator
   * also restarts and scales; a deployer also changes workloads, and so decides what secrets they mount. None may read secrets
   * themselves, open shells, or give rights.
   */
  readonly groups: Readonly<Record<string, TeamLevel>>;
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const READ = ["get", "list", "watch"] as const;
const WRITE = ["create", "update", "patch", "delete"] as const;

const VIEWER: readonly Rule[] = [
  { apiGroups: [""], resources: ["configmaps", "endpoints", "events", "pods", "services"], verbs: READ },
  { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
  { apiGroups: ["apps"], resources: ["daemonsets", "deployments", "replicasets", "statefulsets"], verbs: READ },
  { apiGroups: ["argoproj.io"], resources: ["analysisruns", "rollouts"], verbs: READ },
  { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: READ },
  { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs: READ },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses", "networkpolicies"], verbs: READ },
];

/** A pod that is deleted comes again; a Deployment restarts by a patch. */
const OPERATOR: readonly Rule[] = [
  ...VIEWER,
  { apiGroups: [""], resources: ["pods"], verbs: ["delete"] },
  { apiGroups: ["apps"], resources: ["deployments/scale", "statefulsets/scale"], verbs: ["update", "patch"] },
  { apiGroups: ["apps"], resources: ["deployments"], verbs: ["patch"] },
  { apiGroups: ["argoproj.io"], resources: ["rollouts", "rollouts/status"], verbs: ["patch"] },
];

/** NetworkPolicies, quotas and accounts stay with the platform: by them a team could widen its own reach. */
const DEPLOYER: readonly Rule[] = [
  ...OPERATOR,
  { apiGroups: [""], resources: ["configmaps", "services"], verbs: WRITE },
  { apiGroups: ["apps"], resources: ["deployments", "statefulsets"], verbs: WRITE },
  { apiGroups: ["argoproj.io"], resources: ["rollouts"], verbs: WRITE },
  { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: WRITE },
  { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs: WRITE },
];

const LEVELS: Readonly<Record<TeamLevel, readonly Rule[]>> = {
  viewer: VIEWER,
  operator: OPERATOR,
  deployer: DEPLOYER,
};

/**
 * Who of a team may do what in one namespace. Creates a Role for each level that is used, and a RoleBinding for each group.
 * Costs nothing. Under GitOps a team needs no more than `viewer` or `operator`: changes come by Argo CD.
 *
 * @example
 * new TeamAccess("shop-access", { namespace: "shop", groups: { developers: "viewer", "on-call": "operator" } }, { provider });
 */
export class TeamAccess extends EstateComponent {
  public readonly roles: Readonly<Partial<Record<TeamLevel, Role>>>;

  public constructor(name: string, args: TeamAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    checkAccess(name, args);
    super("estate:platform:TeamAccess", name, args, opts);
    const levels = [...new Set(Object.values(args.groups))].sort();
    this.roles = Object.fromEntries(levels.map((level) => [level, this.makeRole(args.namespace, level)]));
    for (const [group, level] of Object.entries(args.groups)) {
      this.bind(args.namespace, group, level);
    }
    this.registerOutputs({});
  }

  private makeRole(namespace: string, level: TeamLevel): Role {
    return new Role(
      this.childName("role", level),
      {
        metadata: { name: `team-${level}`, namespace },
        rules: LEVELS[level].map(({ apiGroups, resources, verbs }) => ({
          apiGroups: [...apiGroups],
          resources: [...resources],
          verbs: [...verbs],
        })),
      },
      this.childOptions(),
    );
  }

  private bind(namespace: string, group: string, level: TeamLevel): RoleBinding {
    const role = this.roles[level];
    return new RoleBinding(
      this.childName("binding", group),
      {
        metadata: { name: `team-${group}`, namespace },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: `team-${level}` },
        subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: group }],
      },
      this.childOptions({ dependsOn: role === undefined ? [] : [role] }),
    );
  }
}

function checkAccess(name: string, args: TeamAccessArgs): void {
  const faults = new Faults("TeamAccess", name);
  checkLabel(faults, "namespace", args.namespace);
  faults.check(Object.keys(args.groups).length > 0, {
    property: "groups",
    given: args.groups,
    allowed: "at least one group",
    fix: "name a group, and what it may do",
  });
  for (const group of Object.keys(args.groups)) {
    checkLabel(faults, `groups.${group}`, group);
  }
  faults.throwIfAny();
}

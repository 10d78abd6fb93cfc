import type { Faults } from "../../../core/faults";
import { checkLabel } from "../../checks";
import type { ArgoCdArgs, ArgoCdSignIn, DeployedSystem } from "./args";

/** Kinds of an API group: `{ apps: ["Deployment"] }`. The core group's name is empty. */
export type Kinds = Readonly<Record<string, readonly string[]>>;

/** What `Workload`, `BatchWorkload` and `LoadBalancerIngress` make, and the secrets and settings that they refer to. */
export const WORKLOAD_KINDS: Kinds = {
  "": ["ConfigMap", "Service", "ServiceAccount"],
  apps: ["Deployment"],
  autoscaling: ["HorizontalPodAutoscaler"],
  batch: ["CronJob"],
  "external-secrets.io": ["ExternalSecret"],
  "networking.k8s.io": ["Ingress", "NetworkPolicy"],
  policy: ["PodDisruptionBudget"],
};

/** What controllers make of those, so that Argo CD can show whether a workload is well. */
const OFFSPRING: Kinds = { "": ["Pod"], apps: ["ReplicaSet"], batch: ["Job"] };

/** A system with every default filled in. */
export type SystemPlan = Required<Omit<DeployedSystem, "credentials">> & Pick<DeployedSystem, "credentials">;

/** The settings with every default filled in. */
export function planSystem(system: DeployedSystem): SystemPlan {
  return {
    revision: "main",
    kinds: WORKLOAD_KINDS,
    autoscaled: [],
    progressive: [],
    automated: true,
    syncWindows: [],
    ...system,
  };
}

/** Kinds that any system has: what Argo CD looks at. */
export function watchedKinds(systems: readonly SystemPlan[]): Kinds {
  return mergeKinds([...systems.map(({ kinds }) => kinds), OFFSPRING]);
}

/** Kinds by namespace that any of the systems may change there. */
export function kindsByNamespace(systems: readonly SystemPlan[]): Readonly<Record<string, Kinds>> {
  const namespaces = [...new Set(systems.flatMap((system) => system.namespaces))].sort();
  return Object.fromEntries(
    namespaces.map((namespace) => {
      const there = systems.filter((system) => system.namespaces.includes(namespace));
      return [namespace, mergeKinds(there.map(({ kinds }) => kinds))];
    }),
  );
}

function mergeKinds(all: readonly Kinds[]): Kinds {
  const groups = [...new Set(all.flatMap((kinds) => Object.keys(kinds)))].sort();
  return Object.fromEntries(
    groups.map((group) => [group, [...new Set(all.flatMap((kinds) => kinds[group] ?? []))].sort()]),
  );
}

/** Rules of RBAC for kinds. */
export function rulesFor(kinds: Kinds, verbs: readonly string[]) {
  return Object.entries(kinds).map(([group, names]) => ({
    apiGroups: [group],
    resources: names.map(pluralOf),
    verbs: [...verbs],
  }));
}

/** `NetworkPolicy` → `networkpolicies`: how RBAC names a kind. */
function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  if (name.endsWith("y")) {
    return `${name.slice(0, -1)}ies`;
  }
  return /(?:s|x|ch)$/.test(name) ? `${name}es` : `${name}s`;
}

/** What each role may do beside looking on. */
const OPERATOR = [
  "p, role:operator, applications, get, */*, allow",
  "p, role:operator, applications, sync, */*, allow",
  "p, role:operator, projects, get, *, allow",
  "p, role:operator, repositories, get, *, allow",
  "p, role:operator, clusters, get, *, allow",
];

/** Argo CD's own permissions, as lines of Casbin. */
export function policyLines(groups: ArgoCdSignIn["groups"]): readonly string[] {
  const members = Object.entries(groups).map(([group, role]) => `g, "${group}", role:${role}`);
  return [...(Object.values(groups).includes("operator") ? OPERATOR : []), ...members];
}

const DURATION = /^(?:\d+[hms])+$/;
const FIELD = String.raw`[\d*/,A-Za-z-]+`;
const CRON = new RegExp(`^${FIELD}(?: ${FIELD}){4}$`);
const FOLDER = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;
/** Objects that belong to no namespace: a project that may make them could open the whole cluster. */
const CLUSTER_WIDE =
  /^(?:Namespace|Node|PersistentVolume|ClusterRole.*|CustomResourceDefinition|.*WebhookConfiguration)$/;
/** Kinds by which a repository could give itself more rights than its project has. */
const ESCALATING = ["AppProject", "Application", "Role", "RoleBinding", "Secret"];

/** Records what is wrong with the settings. */
export function checkArgoCd(faults: Faults, args: ArgoCdArgs): void {
  const systems = Object.entries(args.systems);
  faults.check(systems.length > 0, {
    property: "addons.argo-cd.systems",
    given: args.systems,
    allowed: "at least one system",
    fix: "name the repository and the folder of the manifests",
  });
  for (const [name, system] of systems) {
    checkSystem(faults, `addons.argo-cd.systems.${name}`, name, system);
  }
  if (args.sso !== undefined) {
    checkSignIn(faults, args.sso);
  }
}

function checkSystem(faults: Faults, property: string, name: string, system: DeployedSystem): void {
  checkLabel(faults, property, name);
  faults.check(/^https:\/\/[^\s@]+$/.test(system.repository), {
    property: `${property}.repository`,
    given: system.repository.replace(/\/\/[^/]*@/, "//[hidden]@"),
    allowed: "a repository over HTTPS, without credentials in its address",
    fix: "write https://host/owner/name.git, and put credentials into Secrets Manager",
  });
  faults.check(FOLDER.test(system.path), {
    property: `${property}.path`,
    given: system.path,
    allowed: "a folder of the repository, without a leading slash",
    fix: "take the directory of RenderedManifests",
  });
  faults.check(system.namespaces.length > 0, {
    property: `${property}.namespaces`,
    given: system.namespaces,
    allowed: "at least one namespace",
    fix: "name the namespaces of the workloads",
  });
  for (const namespace of system.namespaces) {
    checkLabel(faults, `${property}.namespaces`, namespace);
  }
  for (const kind of Object.values(system.kinds ?? {}).flat()) {
    faults.check(/^[A-Z][A-Za-z0-9]*$/.test(kind) && !CLUSTER_WIDE.test(kind) && !ESCALATING.includes(kind), {
      property: `${property}.kinds`,
      given: kind,
      allowed: `kinds that live in a namespace and give nobody rights: not ${ESCALATING.join(", ")}`,
      fix: "let Pulumi make it, which is reviewed with the platform",
    });
  }
  for (const key of ["autoscaled", "progressive"] as const) {
    for (const workload of system[key] ?? []) {
      const [namespace] = workload.split("/");
      faults.check(/^[a-z0-9-]+\/[a-z0-9-]+$/.test(workload) && system.namespaces.includes(namespace ?? ""), {
        property: `${property}.${key}`,
        given: workload,
        allowed: '"namespace/name" of a workload in one of the system\'s namespaces',
        fix: "write workload.namespace and workload.serviceName",
      });
    }
  }
  for (const window of system.syncWindows ?? []) {
    faults.check(CRON.test(window.schedule) && DURATION.test(window.duration), {
      property: `${property}.syncWindows`,
      given: `${window.schedule} for ${window.duration}`,
      allowed: "five fields as cron has them, and a duration such as 8h or 90m",
      fix: 'write schedule: "0 22 * * 5", duration: "8h"',
    });
  }
}

function checkSignIn(faults: Faults, sso: ArgoCdSignIn): void {
  for (const key of ["url", "issuer"] as const) {
    faults.check(/^https:\/\/\S+$/.test(sso[key]), {
      property: `addons.argo-cd.sso.${key}`,
      given: sso[key],
      allowed: "an address over HTTPS",
      fix: "write https://…",
    });
  }
  const names = Object.keys(sso.groups);
  faults.check(Object.values(sso.groups).includes("admin") && names.every((name) => !/["\n,]/.test(name)), {
    property: "addons.argo-cd.sso.groups",
    given: sso.groups,
    allowed: "groups without a quotation mark or comma, one of them with the role admin: the built-in one is off",
    fix: 'add { "platform-team": "admin" }',
  });
}

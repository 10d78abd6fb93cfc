import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { Role, RoleBinding } from "@pulumi/kubernetes/rbac/v1";
import * as pulumi from "@pulumi/pulumi";
import type { AddonStage } from "../addon";
import { externalSecret } from "../external-secrets";
import { kindsByNamespace, rulesFor, type SystemPlan } from "./plan";

/** Argo CD's namespace, and the account of the part that writes to the cluster. */
export const ARGO_CD_NAMESPACE = "argocd";
export const CONTROLLER_ACCOUNT = "argocd-application-controller";
const API = "argoproj.io/v1alpha1";
/** The cluster that Argo CD runs in. */
const CLUSTER = "https://kubernetes.default.svc";

/** The sign-in to each repository that is not public. */
export function repositorySecrets(
  stage: AddonStage,
  systems: Readonly<Record<string, SystemPlan>>,
): readonly pulumi.Resource[] {
  return Object.entries(systems).flatMap(([name, { credentials, repository }]) => {
    if (credentials === undefined) {
      return [];
    }
    const properties = ["githubAppID", "githubAppInstallationID", "githubAppPrivateKey"];
    const keys = properties.map((property) => [property, { secret: credentials.secret, property }] as const);
    return [
      externalSecret(
        stage.childName("repository", name),
        {
          namespace: ARGO_CD_NAMESPACE,
          secretName: `repository-${name}`,
          keys: Object.fromEntries(keys),
          labels: { "argocd.argoproj.io/secret-type": "repository" },
          literals: { type: "git", url: repository },
        },
        stage.options,
      ),
    ];
  });
}

/** In each system's namespaces, the right to write what its project allows; Argo CD only reads elsewhere. */
export function namespaceRoles(stage: AddonStage, systems: Readonly<Record<string, SystemPlan>>): pulumi.Resource[] {
  const verbs = ["get", "list", "watch", "create", "update", "patch", "delete"];
  return Object.entries(kindsByNamespace(Object.values(systems))).flatMap(([namespace, kinds]) => {
    const metadata = { name: "argocd-deployer", namespace };
    const role = new Role(
      stage.childName("deployer", namespace),
      { metadata, rules: rulesFor(kinds, verbs) },
      stage.options,
    );
    const binding = new RoleBinding(
      stage.childName("deployer-binding", namespace),
      {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: metadata.name },
        subjects: [{ kind: "ServiceAccount", name: CONTROLLER_ACCOUNT, namespace: ARGO_CD_NAMESPACE }],
      },
      pulumi.mergeOptions(stage.options, { dependsOn: [role] }),
    );
    return [role, binding];
  });
}

/** A project, which says what a system may be, and the application that keeps it so. */
export function systemObjects(stage: AddonStage, name: string, system: SystemPlan): readonly pulumi.Resource[] {
  const metadata = { name, namespace: ARGO_CD_NAMESPACE };
  const project = new CustomResource(
    stage.childName("project", name),
    { apiVersion: API, kind: "AppProject", metadata, spec: projectSpec(name, system) },
    stage.options,
  );
  const application = new CustomResource(
    stage.childName("application", name),
    {
      apiVersion: API,
      kind: "Application",
      metadata: {
        ...metadata,
        // Its objects go with it, before Argo CD itself does.
        finalizers: ["resources-finalizer.argocd.argoproj.io/foreground"],
        // The first deployment writes the manifests that somebody then commits: until then there is nothing to be well.
        annotations: { "pulumi.com/skipAwait": "true" },
      },
      spec: applicationSpec(name, system),
    },
    pulumi.mergeOptions(stage.options, { dependsOn: [project] }),
  );
  return [project, application];
}

function projectSpec(name: string, system: SystemPlan): object {
  return {
    description: `What ${name} may deploy, and where`,
    sourceRepos: [system.repository],
    destinations: system.namespaces.map((namespace) => ({ server: CLUSTER, namespace })),
    clusterResourceWhitelist: [],
    namespaceResourceWhitelist: Object.entries(system.kinds).flatMap(([group, kinds]) =>
      kinds.map((kind) => ({ group, kind })),
    ),
    syncWindows: system.syncWindows.map((window) => ({
      kind: window.kind,
      schedule: window.schedule,
      duration: window.duration,
      timeZone: "Etc/UTC",
      applications: ["*"],
      manualSync: window.manual ?? true,
    })),
  };
}

function applicationSpec(name: string, system: SystemPlan): object {
  return {
    project: name,
    source: {
      repoURL: system.repository,
      path: system.path,
      targetRevision: system.revision,
      directory: { recurse: true },
    },
    destination: { server: CLUSTER, namespace: system.namespaces[0] },
    revisionHistoryLimit: 10,
    ignoreDifferences: [...system.autoscaled.map(decidedByLoad), ...system.progressive.flatMap(decidedByRollout)],
    syncPolicy: {
      ...(system.automated ? { automated: { prune: true, selfHeal: true, allowEmpty: false } } : {}),
      syncOptions: [
        "ApplyOutOfSyncOnly=true",
        "CreateNamespace=false",
        "FailOnSharedResource=true",
        "PruneLast=true",
        "RespectIgnoreDifferences=true",
        "ServerSideApply=true",
      ],
      retry: { limit: 5, backoff: { duration: "10s", factor: 2, maxDuration: "5m" } },
    },
  };
}

/** The autoscaler decides; the manifests leave the number out, and Argo CD must not put Kubernetes' default in. */
function decidedByLoad(workload: string): object {
  const [namespace, name] = workload.split("/");
  return { group: "apps", kind: "Deployment", namespace, name, jsonPointers: ["/spec/replicas"] };
}

/** The rollouts' controller decides: how many pods, which of them each Service reaches, and the canary's share. */
function decidedByRollout(workload: string): readonly object[] {
  const [namespace, name] = workload.split("/");
  const services = ["", "-preview", "-canary", "-stable"].map((suffix) => `${name}${suffix}`);
  return [
    { group: "argoproj.io", kind: "Rollout", namespace, name, jsonPointers: ["/spec/replicas"] },
    ...services.map((service) => ({
      kind: "Service",
      namespace,
      name: service,
      jqPathExpressions: ['.spec.selector["rollouts-pod-template-hash"]'],
    })),
    {
      group: "networking.istio.io",
      kind: "VirtualService",
      namespace,
      name,
      jqPathExpressions: [".spec.http[].route[].weight"],
    },
  ];
}

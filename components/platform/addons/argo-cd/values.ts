import type { ArgoCdArgs, ArgoCdSignIn } from "./args";
import { policyLines, rulesFor, type SystemPlan, watchedKinds } from "./plan";

/** Names of the Secrets that the chart's pods read. */
export const REDIS_SECRET = "argocd-redis";
export const SIGN_IN_SECRET = "argocd-sign-in";
/** Where its parts tell their metrics. */
export const METRICS_PORTS = { controller: 8082, server: 8083, repoServer: 8084 } as const;

const READ = ["get", "list", "watch"];
const ABSENT = { enabled: false } as const;

function size(cpu: string, memory: string) {
  return { requests: { cpu, memory }, limits: { memory } };
}

/** The chart's values. */
export function argoCdValues(args: ArgoCdArgs, systems: readonly SystemPlan[], account: string) {
  const replicas = args.highAvailability === true ? 2 : 1;
  const parts = {
    ...(args.metrics === true ? { metrics: { enabled: true, serviceMonitor: { enabled: true } } } : {}),
  };
  const budget = replicas === 1 ? {} : { pdb: { enabled: true, maxUnavailable: 1 } };
  const readers = { clusterRoleRules: { enabled: true, rules: rulesFor(watchedKinds(systems), READ) } };
  return {
    // The objects of the systems outlive a reinstallation.
    crds: { install: true, keep: true },
    global: { logging: { format: "json" }, networkPolicy: { create: true }, ...args.placement },
    configs: { cm: settings(args, systems), params: { "controller.diff.server.side": "true" }, rbac: access(args.sso) },
    controller: {
      // A second one would take other clusters' applications, and there is one cluster.
      replicas: 1,
      serviceAccount: { create: true, name: account },
      resources: size("250m", "512Mi"),
      ...readers,
      ...parts,
    },
    server: { replicas, resources: size("50m", "128Mi"), ...budget, ...readers, ...parts },
    repoServer: { replicas, resources: size("100m", "256Mi"), ...budget, ...parts },
    applicationSet: { replicas, resources: size("20m", "64Mi"), ...budget },
    // Sign-in goes to the provider itself, and alerts come from Prometheus.
    dex: ABSENT,
    notifications: ABSENT,
    // A Helm hook, which a chart whose objects are resources does not run; an ExternalSecret makes the password.
    redisSecretInit: ABSENT,
    ...redis(args),
  };
}

/** Without high availability what it holds is read again from Git and the cluster. */
function redis(args: ArgoCdArgs) {
  if (args.highAvailability !== true) {
    return { redis: { resources: size("50m", "64Mi") } };
  }
  return {
    "redis-ha": {
      enabled: true,
      existingSecret: REDIS_SECRET,
      redis: { resources: size("50m", "128Mi") },
      sentinel: { resources: size("20m", "64Mi") },
      haproxy: { resources: size("20m", "128Mi"), ...args.placement },
      ...args.placement,
    },
  };
}

/** What stands in ConfigMaps as text is YAML; JSON is YAML too. */
function settings({ sso }: ArgoCdArgs, systems: readonly SystemPlan[]) {
  const watched = Object.entries(watchedKinds(systems)).map(([group, kinds]) => ({
    apiGroups: [group],
    kinds,
    clusters: ["*"],
  }));
  return {
    "admin.enabled": sso === undefined,
    "application.resourceTrackingMethod": "annotation",
    "exec.enabled": false,
    // What it may not read it does not look for.
    "resource.inclusions": JSON.stringify(watched),
    "resource.respectRBAC": "normal",
    "users.anonymous.enabled": "false",
    ...(sso === undefined ? {} : { url: sso.url, "oidc.config": JSON.stringify(signIn(sso)) }),
  };
}

function signIn(sso: ArgoCdSignIn) {
  return {
    name: sso.name,
    issuer: sso.issuer,
    clientID: sso.clientId,
    clientSecret: `$${SIGN_IN_SECRET}:clientSecret`,
    requestedScopes: ["openid", "profile", "email", "groups"],
    requestedIDTokenClaims: { groups: { essential: true } },
  };
}

/** Who is in no group may do nothing. */
function access(sso: ArgoCdSignIn | undefined) {
  return {
    "policy.default": "",
    "policy.csv":
      sso === undefined
        ? ""
        : policyLines(sso.groups)
            .map((line) => `${line}\n`)
            .join(""),
    scopes: "[groups]",
  };
}

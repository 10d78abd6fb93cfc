import type { PlatformAddon } from "../addon";
import { externalSecret } from "../external-secrets";
import { generatedSecret, PASSWORD } from "../generated-secret";
import { GITOPS_RULES, prometheusRule } from "../monitoring/rules";
import type { ArgoCdArgs } from "./args";
import { checkArgoCd, planSystem, type SystemPlan } from "./plan";
import { ARGO_CD_NAMESPACE, CONTROLLER_ACCOUNT, namespaceRoles, repositorySecrets, systemObjects } from "./projects";
import { argoCdValues, METRICS_PORTS, REDIS_SECRET, SIGN_IN_SECRET } from "./values";

/** Seen in use in 2026. */
const VERSION = "9.5.15";

/**
 * Argo CD, which keeps the systems' namespaces as Git has them. It reads the kinds that its systems have, and writes them in
 * their namespaces only; each system has a project that holds it to one repository, its namespaces and its kinds.
 *
 * Its interface is not open to anybody: `kubectl port-forward service/argocd-server -n argocd 8443:443`.
 */
export function argoCd(args: ArgoCdArgs): PlatformAddon {
  const systems: Readonly<Record<string, SystemPlan>> = Object.fromEntries(
    Object.entries(args.systems).map(([name, system]) => [name, planSystem(system)]),
  );
  const { metrics = false, sso } = args;
  return {
    key: "argo-cd",
    dependsOn: metrics ? ["external-secrets", "monitoring"] : ["external-secrets"],
    namespaces: [
      {
        name: ARGO_CD_NAMESPACE,
        ...(metrics ? { openPorts: Object.values(METRICS_PORTS), openTo: ["monitoring"] } : {}),
      },
    ],
    charts: [
      {
        key: "argocd",
        chart: "argo-cd",
        repository: "https://argoproj.github.io/argo-helm",
        version: args.version ?? VERSION,
        namespace: ARGO_CD_NAMESPACE,
        values: argoCdValues(args, Object.values(systems), CONTROLLER_ACCOUNT),
        // Argo CD writes its own keys and the administrator's password.
        keep: { "kubernetes:core/v1:Secret": ["data"] },
      },
    ],
    check: (faults) => checkArgoCd(faults, args),
    prepare: (stage) => [
      ...generatedSecret(
        stage.childName("argocd-redis"),
        { namespace: ARGO_CD_NAMESPACE, secretName: REDIS_SECRET, data: { auth: PASSWORD } },
        stage.options,
      ),
      ...repositorySecrets(stage, systems),
      ...(sso === undefined
        ? []
        : [
            externalSecret(
              stage.childName("argocd-sign-in"),
              {
                namespace: ARGO_CD_NAMESPACE,
                secretName: SIGN_IN_SECRET,
                keys: { clientSecret: { secret: sso.secret, property: "clientSecret" } },
                labels: { "app.kubernetes.io/part-of": "argocd" },
              },
              stage.options,
            ),
          ]),
      ...namespaceRoles(stage, systems),
    ],
    finish: (stage) => [
      ...Object.entries(systems).flatMap(([name, system]) => systemObjects(stage, name, system)),
      ...(metrics ? [prometheusRule(stage.childName("rules", "gitops"), "gitops", GITOPS_RULES, stage.options)] : []),
    ],
  };
}

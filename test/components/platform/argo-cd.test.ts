import assert from "node:assert/strict";
import { Provider } from "@pulumi/kubernetes/provider";
import { type ArgoCdArgs, argoCd, ClusterPlatform, externalSecrets, monitoring } from "../../../components/platform";
import { type Recording, type RecordingMode, recordProgram } from "../../../planner/recorder";
import { plainInputs } from "./plain";

const SHOP: ArgoCdArgs["systems"][string] = {
  repository: "https://github.com/acme/shop.git",
  path: "manifests/shop",
  namespaces: ["shop"],
};
const SIGN_IN: NonNullable<ArgoCdArgs["sso"]> = {
  url: "https://argocd.example.com",
  name: "Example",
  issuer: "https://login.example.com",
  clientId: "argocd",
  secret: "shop/sign-in",
  groups: { platform: "admin", developers: "readonly", support: "operator" },
};

function install(args: ArgoCdArgs, mode: RecordingMode = "known"): Promise<Recording> {
  return recordProgram(
    () => {
      const addons = [
        externalSecrets({
          region: "us-east-1",
          secretArns: ["arn:aws:secretsmanager:us-east-1:111122223333:secret:a"],
        }),
        ...(args.metrics === true ? [monitoring({ grafanaSecret: "grafana" })] : []),
        argoCd(args),
      ];
      const podRole = () => {
        throw new Error("a role was asked for");
      };
      const [first, ...others] = addons;
      assert.ok(first !== undefined);
      const { identity: _none, ...secrets } = first;
      new ClusterPlatform(
        "platform",
        { addons: [secrets, ...others], podRole },
        { provider: new Provider("cluster", { kubeconfig: "{}" }) },
      );
    },
    { mode },
  );
}

const APPLICATION = "kubernetes:argoproj.io/v1alpha1:Application";
const PROJECT = "kubernetes:argoproj.io/v1alpha1:AppProject";

/** Values of the chart. */
function values(args: Partial<ArgoCdArgs> = {}): Record<string, unknown> {
  const [chart] = argoCd({ systems: { shop: SHOP }, ...args }).charts;
  return JSON.parse(JSON.stringify(chart?.values));
}

describe("argoCd", () => {
  it("holds a system to its repository, its namespaces and its kinds, and to nothing of the cluster's", async () => {
    const recording = await install({ systems: { shop: SHOP } });
    const spec = plainInputs(recording.get("platform-project-shop", PROJECT))["spec"];
    assert.deepEqual(spec, {
      description: "What shop may deploy, and where",
      sourceRepos: ["https://github.com/acme/shop.git"],
      destinations: [{ server: "https://kubernetes.default.svc", namespace: "shop" }],
      clusterResourceWhitelist: [],
      namespaceResourceWhitelist: [
        { group: "", kind: "ConfigMap" },
        { group: "", kind: "Service" },
        { group: "", kind: "ServiceAccount" },
        { group: "apps", kind: "Deployment" },
        { group: "autoscaling", kind: "HorizontalPodAutoscaler" },
        { group: "batch", kind: "CronJob" },
        { group: "external-secrets.io", kind: "ExternalSecret" },
        { group: "networking.k8s.io", kind: "Ingress" },
        { group: "networking.k8s.io", kind: "NetworkPolicy" },
        { group: "policy", kind: "PodDisruptionBudget" },
      ],
      syncWindows: [],
    });
  });

  it("follows Git by itself, and leaves an autoscaler its number of pods", async () => {
    const recording = await install({ systems: { shop: { ...SHOP, autoscaled: ["shop/orders"] } } });
    const spec = plainInputs(recording.get("platform-application-shop", APPLICATION))["spec"];
    assert.deepEqual(spec, {
      project: "shop",
      source: {
        repoURL: "https://github.com/acme/shop.git",
        path: "manifests/shop",
        targetRevision: "main",
        directory: { recurse: true },
      },
      destination: { server: "https://kubernetes.default.svc", namespace: "shop" },
      revisionHistoryLimit: 10,
      ignoreDifferences: [
        { group: "apps", kind: "Deployment", namespace: "shop", name: "orders", jsonPointers: ["/spec/replicas"] },
      ],
      syncPolicy: {
        automated: { prune: true, selfHeal: true, allowEmpty: false },
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
    });
  });

  it("leaves to Argo Rollouts what its controller decides", async () => {
    const recording = await install({ systems: { shop: { ...SHOP, progressive: ["shop/orders"] } } });
    const { ignoreDifferences } = plainInputs(recording.get("platform-application-shop", APPLICATION))["spec"];
    assert.deepEqual(
      ignoreDifferences.map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`),
      [
        "Rollout orders",
        "Service orders",
        "Service orders-preview",
        "Service orders-canary",
        "Service orders-stable",
        "VirtualService orders",
      ],
    );
  });

  it("keeps to windows where they are set, and waits for people where it is told to", async () => {
    const window = { kind: "deny", schedule: "0 22 * * 5", duration: "60h", manual: false } as const;
    const recording = await install({ systems: { shop: { ...SHOP, automated: false, syncWindows: [window] } } });
    const application = JSON.stringify(plainInputs(recording.get("platform-application-shop", APPLICATION)));
    assert.ok(!application.includes('"automated"'));
    const project = plainInputs(recording.get("platform-project-shop", PROJECT))["spec"];
    assert.deepEqual(project["syncWindows"], [
      {
        kind: "deny",
        schedule: "0 22 * * 5",
        duration: "60h",
        timeZone: "Etc/UTC",
        applications: ["*"],
        manualSync: false,
      },
    ]);
  });

  it("may write the systems' kinds in their namespaces, and only read them elsewhere", async () => {
    const recording = await install({ systems: { shop: SHOP, stock: { ...SHOP, namespaces: ["stock"] } } });
    const roles = recording.ofType("kubernetes:rbac.authorization.k8s.io/v1:Role").map((role) => plainInputs(role));
    assert.deepEqual(roles.map(({ metadata }) => metadata["namespace"]).sort(), ["shop", "stock"]);
    assert.deepEqual(roles[0]?.["rules"].at(-1), {
      apiGroups: ["policy"],
      resources: ["poddisruptionbudgets"],
      verbs: ["get", "list", "watch", "create", "update", "patch", "delete"],
    });
    const { controller, server } = values() as Record<"controller" | "server", { clusterRoleRules: { rules: Rule[] } }>;
    for (const { rules } of [controller.clusterRoleRules, server.clusterRoleRules]) {
      assert.deepEqual([...new Set(rules.flatMap(({ verbs }) => verbs))], ["get", "list", "watch"]);
      assert.ok(!rules.some(({ resources }) => resources.includes("secrets") || resources.includes("*")));
    }
    const watched = rulesText(controller.clusterRoleRules.rules);
    assert.match(watched, /networking\.k8s\.io: ingresses,networkpolicies/);
    assert.match(watched, /apps: deployments,replicasets/);
  });

  it("takes passwords and keys from External Secrets, and none from the program", async () => {
    const systems = { shop: { ...SHOP, credentials: { secret: "shop/github-app" } } };
    const recording = await install({ systems, sso: SIGN_IN });
    const secrets = recording
      .ofType("kubernetes:external-secrets.io/v1:ExternalSecret")
      .map((secret) => plainInputs(secret))
      .filter(({ metadata }) => metadata["namespace"] === "argocd")
      .map(({ metadata, spec }) => [metadata["name"], spec["target"]["template"]["metadata"]?.["labels"] ?? {}]);
    assert.deepEqual(Object.fromEntries(secrets), {
      "argocd-redis": {},
      "argocd-sign-in": { "app.kubernetes.io/part-of": "argocd" },
      "repository-shop": { "argocd.argoproj.io/secret-type": "repository" },
    });
    assert.deepEqual(recording.ofType("kubernetes:core/v1:Secret"), []);
  });

  it("signs people in by their provider, with the built-in administrator off, and shows strangers nothing", () => {
    const { cm, rbac } = values({ sso: SIGN_IN })["configs"] as Record<"cm" | "rbac", Record<string, string>>;
    assert.equal(cm["admin.enabled"], false);
    assert.equal(JSON.parse(cm["oidc.config"] ?? "").clientSecret, "$argocd-sign-in:clientSecret");
    assert.equal(rbac["policy.default"], "");
    assert.deepEqual((rbac["policy.csv"] ?? "").trim().split("\n").slice(-3), [
      'g, "platform", role:admin',
      'g, "developers", role:readonly',
      'g, "support", role:operator',
    ]);
    const { cm: alone } = values()["configs"] as Record<"cm", Record<string, unknown>>;
    assert.deepEqual([alone["admin.enabled"], "oidc.config" in alone], [true, false]);
  });

  it("stands twice, with three of Redis, where high availability is asked for", () => {
    const replicas = (chart: Record<string, unknown>) =>
      ["server", "repoServer", "applicationSet", "controller"].map((part) => {
        const { replicas: count, pdb } = chart[part] as { replicas: number; pdb?: { maxUnavailable: number } };
        return `${part} ${count} ${pdb?.maxUnavailable ?? "-"}`;
      });
    assert.deepEqual(replicas(values({ highAvailability: true })), [
      "server 2 1",
      "repoServer 2 1",
      "applicationSet 2 1",
      "controller 1 -",
    ]);
    assert.deepEqual(replicas(values()), ["server 1 -", "repoServer 1 -", "applicationSet 1 -", "controller 1 -"]);
    assert.ok("redis-ha" in values({ highAvailability: true }) && !("redis-ha" in values()));
  });

  it("registers the same in a preview", async () => {
    const args = { systems: { shop: SHOP }, sso: SIGN_IN, metrics: true };
    const [known, preview] = await Promise.all([install(args), install(args, "preview")]);
    const urns = (recording: Recording) => recording.resources.map(({ urn }) => urn).sort();
    assert.deepEqual(urns(preview), urns(known));
  });
});

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

function rulesText(rules: readonly Rule[]): string {
  return rules.map(({ apiGroups, resources }) => `${apiGroups.join()}: ${resources.join()}`).join("\n");
}

describe("argoCd fails when", () => {
  it("a system could reach further than it should, and says every fault at once", async () => {
    const systems = {
      Shop: {
        repository: "https://user:hunter2@github.com/acme/shop.git",
        path: "/manifests",
        namespaces: [],
        kinds: { "": ["Namespace", "Secret"], "rbac.authorization.k8s.io": ["RoleBinding"] },
        autoscaled: ["orders"],
        progressive: ["orders"],
        syncWindows: [{ kind: "allow" as const, schedule: "at night", duration: "8 hours" }],
      },
    };
    const groups = { developers: "readonly" as const };
    await assert.rejects(install({ systems, sso: { ...SIGN_IN, issuer: "http://login", groups } }), (error: Error) => {
      const found = [...error.message.matchAll(/^ {2}(\S+): given/gm)].map(([, property]) => property);
      assert.deepEqual(found, [
        "addons.argo-cd.systems.Shop",
        "addons.argo-cd.systems.Shop.repository",
        "addons.argo-cd.systems.Shop.path",
        "addons.argo-cd.systems.Shop.namespaces",
        "addons.argo-cd.systems.Shop.kinds",
        "addons.argo-cd.systems.Shop.kinds",
        "addons.argo-cd.systems.Shop.kinds",
        "addons.argo-cd.systems.Shop.autoscaled",
        "addons.argo-cd.systems.Shop.progressive",
        "addons.argo-cd.systems.Shop.syncWindows",
        "addons.argo-cd.sso.issuer",
        "addons.argo-cd.sso.groups",
      ]);
      assert.ok(!error.message.includes("hunter2"));
      return true;
    });
  });

  it("there is no system, or metrics are asked for without Prometheus", () => {
    assert.deepEqual(argoCd({ systems: { shop: SHOP }, metrics: true }).dependsOn, ["external-secrets", "monitoring"]);
    return assert.rejects(
      install({ systems: {} }),
      /addons\.argo-cd\.systems: given \{\}; allowed: at least one system/,
    );
  });
});

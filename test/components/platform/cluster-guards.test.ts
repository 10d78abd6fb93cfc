import assert from "node:assert/strict";
import { Provider } from "@pulumi/kubernetes/provider";
import {
  autoscaling,
  ClusterPlatform,
  type ImageVerificationArgs,
  imageVerification,
  type PlatformAddon,
  progressiveDelivery,
  TeamAccess,
  type TeamLevel,
  trivyOperator,
} from "../../../components/platform";
import { type Recording, recordProgram } from "../../../planner/recorder";
import { plainInputs } from "./plain";

const REPOSITORY = "arn:aws:ecr:us-east-1:111122223333:repository/shop/orders";
const SIGNED: ImageVerificationArgs = {
  images: ["111122223333.dkr.ecr.us-east-1.amazonaws.com/*"],
  signer: { subject: "https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main" },
  namespaces: ["shop"],
};

function install(addon: PlatformAddon): Promise<Recording> {
  return recordProgram(() => {
    const { dependsOn: _others, identity: _role, ...alone } = addon;
    new ClusterPlatform("platform", { addons: [alone] }, { provider: new Provider("cluster", { kubeconfig: "{}" }) });
  });
}

describe("imageVerification", () => {
  it("lets in our images by the signature of one workflow alone, pinned to what was verified", async () => {
    const { spec } = plainInputs((await install(imageVerification(SIGNED))).get("platform-signed-images"));
    assert.deepEqual([spec.validationActions, spec.failurePolicy], [["Deny"], "Fail"]);
    assert.deepEqual(spec.matchConstraints.namespaceSelector.matchExpressions[0].values, ["shop"]);
    assert.deepEqual(spec.matchConstraints.resourceRules[0].resources, ["pods", "pods/ephemeralcontainers"]);
    assert.deepEqual(spec.matchImageReferences, [{ glob: SIGNED.images[0] }]);
    assert.deepEqual(spec.validationConfigurations, { required: true, verifyDigest: true, mutateDigest: true });
    assert.deepEqual(spec.attestors, [
      {
        name: "signer",
        cosign: {
          keyless: {
            identities: [
              {
                subject: "https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main",
                issuer: "https://token.actions.githubusercontent.com",
              },
            ],
          },
          ctlog: { url: "https://rekor.sigstore.dev" },
        },
      },
    ]);
    assert.equal(spec.validations.length, 3);
  });

  it("reads signatures from the named repositories of ECR, and nothing else", () => {
    const { identity } = imageVerification({ ...SIGNED, repositoryArns: [REPOSITORY] });
    assert.deepEqual(identity?.account, { namespace: "kyverno", name: "kyverno-admission-controller" });
    assert.deepEqual(
      identity?.statements.map(({ resources }) => resources),
      [["*"], [REPOSITORY]],
    );
    assert.equal(imageVerification(SIGNED).identity, undefined);
  });

  it("fails when anybody's workflow would do, or nothing is looked at", async () => {
    const signer = { subject: "https://github.com/acme/*" };
    const wrong = imageVerification({ images: ["*"], signer, namespaces: [] });
    await assert.rejects(install(wrong), (error: Error) => {
      for (const key of ["images", "signer", "namespaces"]) {
        assert.ok(error.message.includes(`addons.image-verification.${key}: given`), key);
      }
      return true;
    });
  });
});

describe("trivyOperator", () => {
  it("scans as nobody, without the nodes' files and without other namespaces' secrets", () => {
    const [chart] = trivyOperator({ namespaces: ["shop", "front"], severity: "CRITICAL" }).charts;
    const values = JSON.parse(JSON.stringify(chart?.values));
    assert.deepEqual([values.targetNamespaces, values.trivy.severity], ["shop,front", "CRITICAL"]);
    assert.deepEqual(
      [values.operator.infraAssessmentScannerEnabled, values.operator.accessGlobalSecretsAndServiceAccount],
      [false, false],
    );
    assert.equal(values.trivyOperator.scanJobPodTemplatePodSecurityContext.runAsNonRoot, true);
    assert.deepEqual(trivyOperator({ metrics: true }).dependsOn, ["monitoring"]);
  });
});

describe("progressiveDelivery", () => {
  it("may shift traffic in the way that was chosen, and ask Prometheus", async () => {
    const recording = await install(progressiveDelivery({ traffic: "alb", metrics: true }));
    const { values } = plainInputs(recording.get("platform-chart-argo-rollouts"));
    const { providers } = values.providerRBAC;
    assert.deepEqual(
      Object.keys(providers).filter((name) => providers[name]),
      ["awsLoadBalancerController"],
    );
    const { egress } = plainInputs(recording.get("platform-namespace-argo-rollouts-policy-prometheus")).spec;
    assert.equal(egress[0].ports[0].port, 9090);
    await assert.rejects(install(progressiveDelivery({ replicas: 9 })), /replicas: given 9/);
  });
});

describe("autoscaling", () => {
  it("measures what it is told of, and installs nothing that changes pods' sizes", async () => {
    const addon = autoscaling({ responseTimes: true, brokers: { rabbitmq: [15_671] }, queueArns: ["arn:queue"] });
    const recording = await install(addon);
    const { values } = plainInputs(recording.get("platform-chart-vertical-pod-autoscaler"));
    assert.deepEqual(
      [values.admissionController.enabled, values.updater.enabled, values.recommender.enabled],
      [false, false, true],
    );
    const { egress } = plainInputs(recording.get("platform-namespace-keda-policy-measured")).spec;
    assert.deepEqual(
      egress.map((rule: { ports: { port: number }[] }) => rule.ports[0]?.port),
      [9090, 15_671],
    );
    assert.deepEqual(
      addon.identity?.statements.map(({ actions }) => actions),
      [["sqs:GetQueueAttributes"]],
    );
    const without = await install(autoscaling({ recommendations: false }));
    assert.equal(without.ofType("kubernetes:helm.sh/v4:Chart").length, 1);
    await assert.rejects(install(autoscaling({ brokers: { rabbitmq: [] } })), /brokers\.rabbitmq: given \[\]/);
  });
});

describe("TeamAccess", () => {
  const grant = (groups: Readonly<Record<string, TeamLevel>>) =>
    recordProgram(() => {
      new TeamAccess("access", { namespace: "shop", groups });
    });

  it("gives each level a Role, and no way to secrets, shells or more rights", async () => {
    const recording = await grant({
      developers: "viewer",
      "on-call": "operator",
      release: "deployer",
      guests: "viewer",
    });
    const roles = recording.ofType("kubernetes:rbac.authorization.k8s.io/v1:Role");
    assert.deepEqual(roles.map(({ name }) => name).sort(), [
      "access-role-deployer",
      "access-role-operator",
      "access-role-viewer",
    ]);
    const rules: { resources: string[]; verbs: string[]; apiGroups: string[] }[] = roles.flatMap(
      (role) => plainInputs(role).rules,
    );
    const resources = new Set(rules.flatMap((rule) => rule.resources));
    for (const forbidden of ["secrets", "pods/exec", "pods/attach", "serviceaccounts", "roles", "rolebindings", "*"]) {
      assert.ok(!resources.has(forbidden), forbidden);
    }
    const verbs = new Set(rules.flatMap((rule) => rule.verbs));
    assert.ok(["escalate", "bind", "impersonate", "*"].every((verb) => !verbs.has(verb)));
    const viewer: typeof rules = plainInputs(recording.get("access-role-viewer")).rules;
    assert.ok(viewer.every((rule) => rule.verbs.every((verb) => ["get", "list", "watch"].includes(verb))));
    assert.deepEqual(plainInputs(recording.get("access-binding-on-call")).subjects, [
      { apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "on-call" },
    ]);
    assert.equal(recording.ofType("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding").length, 4);
  });

  it("fails when there is no group, or one of the cluster's own", async () => {
    await assert.rejects(grant({}), /groups: given \{\}/);
    await assert.rejects(grant({ "system:masters": "viewer" }), /groups\.system:masters: given "system:masters"/);
  });
});

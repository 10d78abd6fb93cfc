import { type Judge, resourceRule, type Subject } from "../../engine";
import { holdsSecret } from "../shared/secrets";
import { containersOf, podGuards, podOf, WORKLOADS } from "../shared/workloads";

export const noLiteralSecret = resourceRule({
  id: "no-literal-secret",
  title: "No secret stands in a manifest",
  why: "Manifests are in Git, in the state and in etcd; a secret there is known to all who read one of them.",
  fix: {
    text: "Let External Secrets fetch it from Secrets Manager, and refer to it by secretKeyRef.",
    code: `env: [{ name: "DATABASE_PASSWORD", valueFrom: { secretKeyRef: { name: "orders-database", key: "password" } } }]`,
  },
  severity: "high",
  frameworks: ["CIS Kubernetes 5.4.1", "CIS Kubernetes 5.4.2", "CIS GKE 4.4.2"],
  types: [...WORKLOADS, "kubernetes:core/v1:Secret", "kubernetes:core/v1:ConfigMap"],
  guards: podGuards("containers[*].env", []).map((guard) => ({
    ...guard,
    broken: [[{ name: "DB_PASSWORD", value: "hunter2hunter2" }]],
  })),
  check(subject, judge) {
    if (subject.type === "kubernetes:core/v1:Secret") {
      checkSecret(subject, judge);
      return;
    }
    if (subject.type === "kubernetes:core/v1:ConfigMap") {
      for (const [name, value] of subject.get("data").members()) {
        judge.attempt(() =>
          judge.require(
            value.unknown || !holdsSecret(name, value.text() ?? ""),
            value.masked(),
            "a reference to a secret",
          ),
        );
      }
      return;
    }
    for (const variable of containersOf(podOf(subject)).flatMap((container) => container.get("env").items())) {
      judge.attempt(() => {
        const value = variable.get("value");
        judge.require(
          value.unknown || !holdsSecret(variable.get("name").text() ?? "", value.text() ?? ""),
          value.masked(),
          "valueFrom.secretKeyRef",
          `${subject.name} holds the secret ${variable.get("name").text()}.`,
        );
      });
    }
  },
});

/** A Secret with data in the program is a secret in the state, unless it is marked as one and comes from elsewhere. */
function checkSecret(secret: Subject, judge: Judge): void {
  const kind = secret.get("type").text() ?? "Opaque";
  if (kind === "kubernetes.io/service-account-token") {
    judge.skip("the cluster fills it");
    return;
  }
  for (const [, value] of [...secret.get("stringData").members(), ...secret.get("data").members()]) {
    judge.attempt(() =>
      judge.require(
        value.secret || value.unknown || value.text() === "",
        value.masked(),
        "a value that External Secrets fetches",
      ),
    );
  }
}

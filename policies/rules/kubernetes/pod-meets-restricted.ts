import { type Judge, type Node, resourceRule } from "../../engine";
import { containersOf, isPrivilegedPlace, podGuards, podOf, WORKLOADS } from "../shared/workloads";

const VOLUMES: readonly string[] = [
  "name",
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

export const podMeetsRestricted = resourceRule({
  id: "pod-meets-restricted",
  title: "Pods meet the restricted Pod Security Standard",
  why: "A program that runs as root, or may become it, turns each bug of the kernel into the whole node.",
  fix: {
    text: "Run as non-root with the default seccomp profile, forbid escalation, drop all capabilities.",
    code: `securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
containers: [{ ..., securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } } }]`,
  },
  severity: "high",
  frameworks: [
    "CIS Kubernetes 5.2.6",
    "CIS Kubernetes 5.2.7",
    "CIS Kubernetes 5.2.8",
    "CIS Kubernetes 5.2.9",
    "CIS Kubernetes 5.6.2",
    "CIS Kubernetes 5.6.3",
    "CIS GKE 4.6.2",
    "CIS GKE 4.6.3",
  ],
  types: WORKLOADS,
  thresholds: ["privilegedNamespaces"],
  guards: [
    ...podGuards("containers[*].securityContext.allowPrivilegeEscalation", [true]),
    ...podGuards("containers[*].securityContext.capabilities.drop", [[]]),
  ],
  applies: (workload, judge) => !isPrivilegedPlace(workload, judge),
  check(workload, judge) {
    const pod = podOf(workload);
    for (const volume of pod.get("volumes").items()) {
      judge.attempt(() => {
        const strange = volume
          .members()
          .map(([key]) => key)
          .filter((key) => !VOLUMES.includes(key) && key !== "hostPath");
        judge.require(strange.length === 0, volume, "a volume of the cluster's own kinds");
      });
    }
    for (const container of containersOf(pod)) {
      judge.attempt(() => checkContainer(container, pod, judge));
    }
  },
});

function checkContainer(container: Node, pod: Node, judge: Judge): void {
  const context = container.get("securityContext");
  const general = pod.get("securityContext");
  const escalation = context.get("allowPrivilegeEscalation");
  judge.require(escalation.flag() === false, escalation, "false");
  const nonRoot = context.get("runAsNonRoot").present ? context.get("runAsNonRoot") : general.get("runAsNonRoot");
  judge.require(nonRoot.flag() === true, nonRoot, "true");
  const user = context.get("runAsUser").present ? context.get("runAsUser") : general.get("runAsUser");
  judge.require(user.number() !== 0, user, "a user that is not root");
  const dropped = context.get("capabilities.drop");
  judge.require(dropped.texts().includes("ALL"), dropped, '"ALL"');
  const added = context.get("capabilities.add");
  judge.require(
    added.texts().every((capability) => capability === "NET_BIND_SERVICE"),
    added,
    "none but NET_BIND_SERVICE",
  );
  const profile = context.get("seccompProfile.type").present
    ? context.get("seccompProfile.type")
    : general.get("seccompProfile.type");
  judge.require(["RuntimeDefault", "Localhost"].includes(profile.text() ?? ""), profile, '"RuntimeDefault"');
}

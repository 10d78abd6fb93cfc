import { type Judge, type Node, resourceRule } from "../../engine";
import { containersOf, isPrivilegedPlace, podGuards, podOf, WORKLOADS } from "../shared/workloads";

const CAPABILITIES: readonly string[] = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
];
const SYSCTLS: readonly string[] = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.ping_group_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
];

export const podMeetsBaseline = resourceRule({
  id: "pod-meets-baseline",
  title: "Pods meet the baseline Pod Security Standard",
  why: "A privileged container, or one with the host's namespaces or files, is the node.",
  fix: {
    text: "Take privileged, host namespaces, host paths, host ports and added capabilities out; system pods belong into a privileged namespace.",
    code: `securityContext: { privileged: false, capabilities: { drop: ["ALL"] } }`,
  },
  severity: "critical",
  frameworks: [
    "CIS Kubernetes 5.2.2",
    "CIS Kubernetes 5.2.3",
    "CIS Kubernetes 5.2.4",
    "CIS Kubernetes 5.2.5",
    "CIS Kubernetes 5.2.10",
    "CIS Kubernetes 5.2.12",
  ],
  types: WORKLOADS,
  thresholds: ["privilegedNamespaces"],
  guards: [
    ...["hostNetwork", "hostPID", "hostIPC"].flatMap((path) => podGuards(path, [true])),
    ...podGuards("containers[*].securityContext.privileged", [true]),
  ],
  applies: (workload, judge) => !isPrivilegedPlace(workload, judge),
  check(workload, judge) {
    const pod = podOf(workload);
    for (const path of ["hostNetwork", "hostPID", "hostIPC"]) {
      judge.attempt(() => judge.require(pod.get(path).flag() !== true, pod.get(path), "false"));
    }
    for (const volume of pod.get("volumes").items()) {
      judge.attempt(() =>
        judge.require(!volume.get("hostPath").present, volume.get("hostPath"), "no volume of the node"),
      );
    }
    for (const sysctl of pod.get("securityContext.sysctls").items()) {
      judge.attempt(() => judge.require(SYSCTLS.includes(sysctl.get("name").text() ?? ""), sysctl, "a safe sysctl"));
    }
    for (const container of containersOf(pod)) {
      judge.attempt(() => checkContainer(container, judge));
    }
  },
});

function checkContainer(container: Node, judge: Judge): void {
  const context = container.get("securityContext");
  const privileged = context.get("privileged");
  judge.require(privileged.flag() !== true, privileged, "false");
  const added = context.get("capabilities.add");
  judge.require(
    added.texts().every((capability) => CAPABILITIES.includes(capability)),
    added,
    "no capability beyond the runtime's own",
  );
  const mount = context.get("procMount");
  judge.require((mount.text() ?? "Default") === "Default", mount, '"Default"');
  const seccomp = context.get("seccompProfile.type");
  judge.require(seccomp.text() !== "Unconfined", seccomp, '"RuntimeDefault"');
  for (const port of container.get("ports").items()) {
    judge.require((port.get("hostPort").number() ?? 0) === 0, port.get("hostPort"), "no port of the node");
  }
}

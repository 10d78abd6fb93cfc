import { holdsAll, resourceRule } from "../../engine";

export const clusterLogsItsControlPlane = resourceRule({
  id: "cluster-logs-its-control-plane",
  title: "Clusters log who asked what of their API",
  why: "Without the audit log nobody knows who read a secret.",
  fix: {
    text: "Switch on at least api, audit and authenticator.",
    code: `enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"]`,
  },
  severity: "medium",
  frameworks: ["FSBP EKS.8"],
  types: ["aws:eks/cluster:Cluster"],
  expects: [{ path: "enabledClusterLogTypes", want: holdsAll("audit", "authenticator") }],
});

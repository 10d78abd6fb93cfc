import { type PolicyResource, REMOVED, resourceRule } from "../../engine";

const EKS = "aws:eks/cluster:Cluster";

function isPublic({ props }: PolicyResource): boolean {
  const config = props["vpcConfig"];
  return typeof config === "object" && config !== null && "publicAccessCidrs" in config;
}

export const clusterEndpointIsRestricted = resourceRule({
  id: "cluster-endpoint-is-restricted",
  title: "The Kubernetes API is not open to the world",
  why: "The API server is the cluster: whoever reaches it may try tokens and its next vulnerability.",
  fix: {
    text: "Switch the public endpoint off, or name the networks in publicAccessCidrs.",
    code: `vpcConfig: { endpointPrivateAccess: true, endpointPublicAccess: false, subnetIds }`,
  },
  severity: "high",
  frameworks: ["FSBP EKS.1", "CIS GKE 5.6.5"],
  types: [EKS, "gcp:container/cluster:Cluster"],
  guards: [
    { type: EKS, path: "vpcConfig.endpointPublicAccess", broken: [true, REMOVED], when: (one) => !isPublic(one) },
    { type: EKS, path: "vpcConfig.publicAccessCidrs", broken: [["0.0.0.0/0"], REMOVED], when: isPublic },
  ],
  check(cluster, judge) {
    if (cluster.type === "gcp:container/cluster:Cluster") {
      const nodes = cluster.get("privateClusterConfig.enablePrivateNodes");
      judge.require(nodes.flag() === true, nodes, "true");
      return;
    }
    const open = cluster.get("vpcConfig.endpointPublicAccess");
    if (open.flag() === false) {
      return;
    }
    const networks = cluster.get("vpcConfig.publicAccessCidrs");
    const listed = networks.texts();
    judge.require(
      listed.length > 0 && !listed.some((network) => /\/0$/.test(network)),
      open,
      "false, or publicAccessCidrs without 0.0.0.0/0",
      `Cluster ${cluster.name} answers the whole internet.`,
    );
  },
});

import { clusterAutoscaler, EksCluster, loadBalancerController, Network } from "multicloud-estate";

const network = new Network("shop", {
  cidrBlock: "10.0.0.0/16",
  zones: ["us-east-1a", "us-east-1b"],
  clusterName: "shop",
});
const cluster = new EksCluster("shop", {
  vpcId: network.vpcId,
  subnetIds: network.subnetIds.private,
  egress: network.egress,
  nodeGroups: { main: { instanceTypes: ["t3.medium"], min: 2, max: 4 } },
  addons: [loadBalancerController(), clusterAutoscaler()],
});
export const endpoint = cluster.endpoint;

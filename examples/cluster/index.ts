import { clusterAutoscaler, EksCluster, loadBalancerController, Network } from "multicloud-estate";

const network = new Network("shop", {
  cidrBlock: "10.0.0.0/16",
  zones: ["us-east-1a", "us-east-1b"],
  clusterName: "shop",
});
const cluster = new EksCluster("shop", {
  vpcId: network.vpcId,
  subnetIds: network.subnetIds.private,
  podBlocks: network.podBlocks,
  egress: network.egress,
  nodeGroups: { main: { instanceTypes: ["t3.medium"], min: 2, max: 4 } },
  addons: [loadBalancerController(), clusterAutoscaler()],
  // Who deploys, and from where.
  access: { delivery: { principalArn: "arn:aws:iam::111122223333:role/shop-deploy", policy: "cluster-admin" } },
  publicAccessCidrs: ["203.0.113.10/32"],
});
export const endpoint = cluster.endpoint;

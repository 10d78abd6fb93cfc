import { Network } from "multicloud-estate";

const network = new Network("shop", {
  cidrBlock: "10.0.0.0/16",
  zones: ["us-east-1a", "us-east-1b"],
  clusterName: "shop",
  interfaceEndpoints: ["ecr.api", "ecr.dkr", "sts"],
});

export const vpcId = network.vpcId;
export const privateSubnetIds = network.subnetIds.private;
export const natAddresses = network.natAddresses;

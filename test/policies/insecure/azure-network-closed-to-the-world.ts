import * as network from "@pulumi/azure-native/network";

new network.NetworkSecurityGroup("shop", {
  resourceGroupName: "shop",
  securityRules: [
    {
      name: "administrators",
      priority: 100,
      direction: "Inbound",
      access: "Allow",
      protocol: "Tcp",
      sourceAddressPrefix: "Internet",
      sourcePortRange: "*",
      destinationAddressPrefix: "*",
      destinationPortRange: "3389",
    },
  ],
});

import * as ec2 from "@pulumi/aws/ec2";

const logged = {
  cloudwatchLogOptions: { logEnabled: true, logGroupArn: "arn:aws:logs:us-east-1:111122223333:log-group:vpn" },
};

new ec2.VpnConnection("analytics", {
  type: "ipsec.1",
  customerGatewayId: "cgw-1",
  vpnGatewayId: "vgw-1",
  tunnel1IkeVersions: ["ikev1", "ikev2"],
  tunnel2IkeVersions: ["ikev2"],
  tunnel1LogOptions: logged,
  tunnel2LogOptions: logged,
});

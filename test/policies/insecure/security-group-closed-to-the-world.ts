import * as ec2 from "@pulumi/aws/ec2";

new ec2.SecurityGroup("bastion", {
  ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, ipv6CidrBlocks: ["::/0"] }],
});

import { stackRule } from "../../engine";
import { isPublic } from "../shared/network";

export const privateSubnetAssignsNoPublicAddress = stackRule({
  id: "private-subnet-assigns-no-public-address",
  title: "Private subnets assign no public addresses",
  why: "A public address in a private subnet is one wrong route away from the internet.",
  fix: {
    text: "Leave mapPublicIpOnLaunch off where no route leads to an internet gateway.",
    code: `new ec2.Subnet("private-a", { ..., mapPublicIpOnLaunch: false });`,
  },
  severity: "medium",
  frameworks: ["FSBP EC2.15"],
  types: ["aws:ec2/subnet:Subnet"],
  guards: [],
  check(subnet, judge, stack) {
    const assigns = subnet.get("mapPublicIpOnLaunch");
    judge.require(
      assigns.flag() !== true || isPublic(subnet, stack),
      assigns,
      "false",
      `${subnet.name} gives public addresses, though no route of its own leads out.`,
    );
  },
});

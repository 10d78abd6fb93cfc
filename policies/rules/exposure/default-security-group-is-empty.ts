import { resourceRule } from "../../engine";

export const defaultSecurityGroupIsEmpty = resourceRule({
  id: "default-security-group-is-empty",
  title: "Default security groups let nothing through",
  why: "What forgets to name a group gets the default one; it should get nothing.",
  fix: {
    text: "Manage the default group with no rules.",
    code: `new ec2.DefaultSecurityGroup("shop", { vpcId: vpc.id, ingress: [], egress: [] });`,
  },
  severity: "medium",
  frameworks: ["FSBP EC2.2", "CIS AWS 6.5"],
  types: ["aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"],
  guards: ["ingress", "egress"].map((path) => ({
    path,
    broken: [[{ protocol: "-1", fromPort: 0, toPort: 0, self: true }]],
  })),
  check(group, judge) {
    for (const path of ["ingress", "egress"]) {
      judge.attempt(() => judge.require(group.get(path).items().length === 0, group.get(path), "no rule"));
    }
  },
});

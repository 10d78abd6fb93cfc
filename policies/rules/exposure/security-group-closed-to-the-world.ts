import { type Stack, type Subject, stackRule } from "../../engine";
import { INGRESS_RULES, type Ingress, ingressOf, SECURITY_GROUPS } from "../shared/network";
import { LOAD_BALANCERS } from "../shared/types";

export const securityGroupClosedToTheWorld = stackRule({
  id: "security-group-closed-to-the-world",
  title: "Security groups are closed to the internet, load balancers' ports 80 and 443 aside",
  why: "A port open to the world is found by scanners the same day.",
  fix: {
    text: "Name the security group or the network that may enter.",
    code: `new vpc.SecurityGroupIngressRule("db", { securityGroupId: db.id, referencedSecurityGroupId: app.id, ipProtocol: "tcp", fromPort: 5432, toPort: 5432 });`,
  },
  severity: "high",
  frameworks: ["FSBP EC2.13", "FSBP EC2.14", "FSBP EC2.18", "FSBP EC2.19", "CIS AWS 6.3", "CIS AWS 6.4", "PCI 1.3.1"],
  types: [...SECURITY_GROUPS, ...INGRESS_RULES],
  guards: [
    {
      type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      path: "cidrIpv4",
      broken: ["0.0.0.0/0"],
      // A load balancer may be open on these.
      when: ({ props }) => props["fromPort"] !== 443 && props["fromPort"] !== 80,
    },
  ],
  check(subject, judge, stack) {
    for (const way of ingressOf(subject, stack)) {
      if (way.uncertain !== undefined) {
        judge.doubt(way.uncertain.path, "the network is not known yet");
      }
      if (!way.world || (web(way) && servesBalancer(subject, stack))) {
        continue;
      }
      const all = way.from === undefined || way.from === -1 || (way.from === 0 && way.to !== 0);
      judge.fail(
        way.node,
        "a security group or a named network",
        `${subject.name} opens ${all ? "every port" : `port ${way.from}${way.to === way.from ? "" : ` to ${way.to}`}`} to the whole internet.`,
      );
    }
  },
});

function web({ from, to }: Ingress): boolean {
  return from === to && (from === 443 || from === 80);
}

/** Is the group that of a load balancer? */
function servesBalancer(subject: Subject, stack: Stack): boolean {
  const groups = SECURITY_GROUPS.some((type) => type === subject.type)
    ? [subject]
    : stack.targets(subject, "securityGroupId", SECURITY_GROUPS);
  return stack.ofTypes(LOAD_BALANCERS).some((balancer) => {
    const used = balancer.get("securityGroups");
    const nodes = used.unknown ? [used] : used.items();
    return nodes.some((node) => stack.resolve(balancer, node, SECURITY_GROUPS).some((group) => groups.includes(group)));
  });
}

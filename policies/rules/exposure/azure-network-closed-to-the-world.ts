import { type Judge, type Node, resourceRule } from "../../engine";

const GROUP = "azure-native:network:NetworkSecurityGroup";
const RULE = "azure-native:network:SecurityRule";

/** What only administrators and databases listen on. */
const ADMINISTRATION = [22, 1433, 3306, 3389, 5432, 5985, 5986, 6379];

const EVERYBODY = /^(\*|internet|any|0\.0\.0\.0\/0|::\/0)$/i;

export const azureNetworkClosedToTheWorld = resourceRule({
  id: "azure-network-closed-to-the-world",
  title: "Network security groups keep administration off the internet",
  why: "Machines whose administration answers the internet are found within minutes.",
  fix: {
    text: "Name the networks that may come in, or reach machines through Bastion.",
    code: `securityRules: [{ ..., direction: "Inbound", access: "Allow", sourceAddressPrefix: "10.30.0.0/20", destinationPortRange: "443" }]`,
  },
  severity: "high",
  frameworks: ["CIS Azure 7.1", "CIS Azure 7.2"],
  types: [GROUP, RULE],
  guards: [
    {
      type: GROUP,
      path: "securityRules[*]",
      broken: [{ direction: "Inbound", access: "Allow", sourceAddressPrefix: "*", destinationPortRange: "*" }],
    },
    {
      type: RULE,
      path: "sourceAddressPrefix",
      broken: ["*", "Internet"],
      when: ({ props }) => props["access"] === "Allow",
    },
  ],
  check(subject, judge) {
    const rules = subject.type === GROUP ? subject.get("securityRules").items() : [subject.props];
    for (const rule of rules) {
      judge.attempt(() => checkRule(rule, judge, subject.name));
    }
  },
});

function checkRule(rule: Node, judge: Judge, name: string): void {
  const letsIn =
    /^inbound$/i.test(rule.get("direction").text() ?? "") && /^allow$/i.test(rule.get("access").text() ?? "");
  const sources = [rule.get("sourceAddressPrefix"), rule.get("sourceAddressPrefixes")];
  const world = sources.some((source) => source.texts().some((text) => EVERYBODY.test(text)));
  const ports = [rule.get("destinationPortRange"), rule.get("destinationPortRanges")].flatMap((node) => node.texts());
  if (letsIn && world) {
    const open = ports.flatMap((range) => administrationIn(range));
    judge.require(open.length === 0, rule, "named networks", `${name} opens ${open.join(", ")} to the internet.`);
  }
}

function administrationIn(range: string): readonly number[] {
  const [from = 0, to = from] = range === "*" ? [0, 65_535] : range.split("-").map(Number);
  return ADMINISTRATION.filter((port) => port >= from && port <= to);
}

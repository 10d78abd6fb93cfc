import { type Subject, stackRule } from "../../engine";

const CONFIGURATION = "aws:msk/configuration:Configuration";
const PROPERTY = /^\s*allow\.everyone\.if\.no\.acl\.found\s*=\s*(\S+)\s*$/m;

export const brokerDeniesWithoutAcl = stackRule({
  id: "broker-denies-without-acl",
  title: "Kafka refuses what no ACL allows",
  why: "By default whoever signs in by password or certificate may do everything with a topic that nobody wrote an ACL for.",
  fix: {
    text: "Switch allow.everyone.if.no.acl.found off in the brokers' configuration.",
    code: `new msk.Configuration("orders", { ..., serverProperties: "allow.everyone.if.no.acl.found=false" });`,
  },
  severity: "high",
  frameworks: ["PCI 7.2.2", "SOC2 CC6.3"],
  types: ["aws:msk/cluster:Cluster"],
  guards: [
    {
      type: CONFIGURATION,
      path: "serverProperties",
      broken: ["allow.everyone.if.no.acl.found=true", "num.partitions=3"],
    },
  ],
  check(cluster, judge, stack) {
    if (!usesAcls(cluster)) {
      judge.skip("IAM decides for every client");
      return;
    }
    const place = cluster.get("configurationInfo.arn");
    const [configuration] = stack.targets(cluster, "configurationInfo.arn", [CONFIGURATION]);
    if (configuration === undefined && place.present) {
      judge.doubt(place.path, "the configuration is not part of the stack");
      return;
    }
    const properties = configuration?.get("serverProperties");
    const value = PROPERTY.exec(properties?.text() ?? "")?.[1];
    judge.require(value === "false", properties ?? place, '"allow.everyone.if.no.acl.found=false"');
  },
});

/** Passwords and certificates are held to ACLs; IAM's clients are not. */
function usesAcls(cluster: Subject): boolean {
  const authentication = cluster.get("clientAuthentication");
  const authorities = authentication.get("tls.certificateAuthorityArns");
  return authentication.get("sasl.scram").flag() === true || authorities.unknown || authorities.items().length > 0;
}

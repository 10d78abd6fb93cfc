import { REMOVED, resourceRule } from "../../engine";

const REST = "aws:apigateway/domainName:DomainName";
const HTTP = "aws:apigatewayv2/domainName:DomainName";

/** `TLS_1_2`, and the newer names, which say the oldest version that they take. */
const CURRENT = /^(TLS_1_2|SecurityPolicy_TLS1[23]_)/;

export const apiDomainRequiresTls = resourceRule({
  id: "api-domain-requires-tls",
  title: "Domain names of APIs speak TLS 1.2 and newer",
  why: "An old version of TLS lets a listener in the middle choose how to break it.",
  fix: {
    text: "Set the security policy; what applies where none is set depends on the kind of endpoint.",
    code: `new apigateway.DomainName("shop", { ..., securityPolicy: "TLS_1_2" });`,
  },
  severity: "high",
  frameworks: ["PCI 4.2.1", "SOC2 CC6.7"],
  types: [REST, HTTP],
  guards: [
    { type: REST, path: "securityPolicy", broken: ["TLS_1_0", REMOVED] },
    { type: HTTP, path: "domainNameConfiguration.securityPolicy", broken: ["TLS_1_0", REMOVED] },
  ],
  check(name, judge) {
    const policy = name.get(name.type === REST ? "securityPolicy" : "domainNameConfiguration.securityPolicy");
    judge.require(CURRENT.test(policy.text() ?? ""), policy, '"TLS_1_2"');
  },
});

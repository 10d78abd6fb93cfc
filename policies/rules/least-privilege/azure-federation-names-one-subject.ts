import { hasWildcard, REMOVED, resourceRule } from "../../engine";

export const azureFederationNamesOneSubject = resourceRule({
  id: "azure-federation-names-one-subject",
  title: "Federated credentials on Azure trust one subject of a known issuer",
  why: "The subject is all that tells one foreign workload from another.",
  fix: {
    text: "Give issuer, audience and the exact subject.",
    code: `new managedidentity.FederatedIdentityCredential("ci", {
  ..., issuer: "https://token.actions.githubusercontent.com", subject: "repo:example/shop:environment:prod",
  audiences: ["api://AzureADTokenExchange"],
});`,
  },
  severity: "high",
  frameworks: ["SOC2 CC6.1"],
  types: ["azure-native:managedidentity:FederatedIdentityCredential"],
  thresholds: ["federationIssuers"],
  guards: [
    { path: "subject", broken: [REMOVED, "repo:example/*", ""] },
    { path: "issuer", broken: [REMOVED, "https://evil.example"] },
  ],
  check(credential, judge) {
    judge.attempt(() => {
      const subject = credential.get("subject");
      if (subject.unknown && credential.sources("subject").length > 0) {
        return;
      }
      const text = subject.text() ?? "";
      judge.require(text !== "" && !hasWildcard(text), subject, "one subject, without wildcards");
    });
    judge.attempt(() => {
      const issuer = credential.get("issuer");
      if (issuer.unknown && credential.sources("issuer").length > 0) {
        return;
      }
      const text = issuer.text() ?? "";
      const allowed = judge.thresholds.federationIssuers;
      judge.require(
        allowed.some((prefix) => text.startsWith(prefix)) ||
          /^https:\/\/[0-9a-f-]+\.tokens\.sts\.global\.api\.aws/.test(text),
        issuer,
        `an issuer that begins with ${allowed.join(", ")}`,
      );
    });
  },
});

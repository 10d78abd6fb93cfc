import { REMOVED, resourceRule } from "../../engine";

export const azureAccountHasNoLocalKeys = resourceRule({
  id: "azure-account-has-no-local-keys",
  title: "Azure accounts take identities, not keys",
  why: "An account's key opens everything to everybody who has it, and tells the log nothing.",
  fix: {
    text: "Set disableLocalAuth (AI services) and enableRbacAuthorization (Key Vault).",
    code: `properties: { ..., disableLocalAuth: true }`,
  },
  severity: "medium",
  frameworks: ["CIS Azure 8.3.6"],
  types: ["azure-native:cognitiveservices:Account", "azure-native:keyvault:Vault"],
  guards: [
    { type: "azure-native:cognitiveservices:Account", path: "properties.disableLocalAuth", broken: [false, REMOVED] },
    { type: "azure-native:keyvault:Vault", path: "properties.enableRbacAuthorization", broken: [false, REMOVED] },
  ],
  check(subject, judge) {
    const path = subject.type === "azure-native:keyvault:Vault" ? "enableRbacAuthorization" : "disableLocalAuth";
    const node = subject.get(`properties.${path}`);
    judge.require(node.flag() === true, node, "true");
  },
});

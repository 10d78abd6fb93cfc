import { stackRule } from "../../engine";

const PRIVATE_ENDPOINT = "azure-native:network:PrivateEndpoint";

export const azureAccountIsPrivate = stackRule({
  id: "azure-account-is-private",
  title: "Azure accounts answer chosen networks only",
  why: "An account's endpoint has a public name; the network rules are what stands before its key.",
  fix: {
    text: "Disable public network access behind a private endpoint, or deny by default and name the addresses.",
    code: `properties: { ..., publicNetworkAccess: "Enabled", networkAcls: { defaultAction: "Deny", ipRules: [{ value: natAddress }] } }`,
  },
  severity: "high",
  frameworks: ["CIS Azure 8.3.7", "CIS Azure 8.3.8", "CIS Azure 9.3.2.2", "CIS Azure 9.3.2.3"],
  types: [
    "azure-native:cognitiveservices:Account",
    "azure-native:keyvault:Vault",
    "azure-native:storage:StorageAccount",
  ],
  guards: [],
  check(account, judge) {
    const storage = account.type === "azure-native:storage:StorageAccount";
    const base = storage ? account.props : account.get("properties");
    const access = base.get("publicNetworkAccess");
    const rules = base.get(storage ? "networkRuleSet" : "networkAcls");
    const fallback = rules.get("defaultAction");
    const closed = !access.unknown && (access.text() ?? "").toLowerCase() === "disabled";
    judge.require(
      closed || fallback.text() === "Deny",
      fallback,
      `"Deny", or publicNetworkAccess "Disabled" behind a ${PRIVATE_ENDPOINT.split(":")[2]}`,
      `${account.name} answers every network.`,
    );
  },
});

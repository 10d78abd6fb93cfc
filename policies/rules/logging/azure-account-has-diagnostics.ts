import { Node, stackRule } from "../../engine";

export const azureAccountHasDiagnostics = stackRule({
  id: "azure-account-has-diagnostics",
  title: "Azure accounts send their logs somewhere",
  why: "Azure keeps resource logs only where a diagnostic setting says so.",
  fix: {
    text: "Add a diagnostic setting to each account and vault.",
    code: `new monitor.DiagnosticSetting("language", { resourceUri: account.id, workspaceId: workspace.id, logs: [{ categoryGroup: "allLogs", enabled: true }] });`,
  },
  severity: "medium",
  frameworks: ["CIS Azure 6.1.1.4"],
  types: ["azure-native:keyvault:Vault", "azure-native:cognitiveservices:Account"],
  guards: [],
  check(account, judge, stack) {
    const settings = ["azure-native:monitor:DiagnosticSetting", "azure-native:insights:DiagnosticSetting"];
    const { found, perhaps } = stack.referrers(account, settings, "resourceUri");
    if (found.length === 0 && perhaps.length > 0) {
      judge.doubt("", `${perhaps.map(({ name }) => name).join(", ")} may belong to this account`);
    } else {
      judge.require(
        found.length > 0,
        new Node("", account.name),
        "a diagnostic setting",
        `${account.name} sends its logs nowhere.`,
      );
    }
  },
});

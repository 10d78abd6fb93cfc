import { REMOVED, resourceRule } from "../../engine";

export const azureDataEncryptedWithCustomerKey = resourceRule({
  id: "azure-data-encrypted-with-customer-key",
  title: "Azure accounts encrypt with a customer key",
  why: "Documents sent to the language service, and blobs, are the customers' words.",
  fix: {
    text: "Set encryption.keySource to Microsoft.KeyVault (AI services) or Microsoft.Keyvault (storage) and name the key.",
    code: `encryption: { keySource: "Microsoft.KeyVault", keyVaultProperties: { keyName: key.name, keyVaultUri: vault.properties.vaultUri } }`,
  },
  severity: "medium",
  frameworks: ["CIS Azure 9.3.6", "PCI 3.5.1"],
  types: ["azure-native:cognitiveservices:Account", "azure-native:storage:StorageAccount"],
  guards: [
    {
      type: "azure-native:cognitiveservices:Account",
      path: "properties.encryption.keySource",
      broken: [REMOVED, "Microsoft.CognitiveServices"],
    },
    {
      type: "azure-native:storage:StorageAccount",
      path: "encryption.keySource",
      broken: [REMOVED, "Microsoft.Storage"],
    },
  ],
  check(subject, judge) {
    const base = subject.type === "azure-native:cognitiveservices:Account" ? "properties.encryption" : "encryption";
    const source = subject.get(`${base}.keySource`);
    judge.require((source.text() ?? "").toLowerCase() === "microsoft.keyvault", source, '"Microsoft.KeyVault"');
  },
});

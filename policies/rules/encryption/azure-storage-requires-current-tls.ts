import { isNotFalse, oneOf, resourceRule } from "../../engine";

export const azureStorageRequiresCurrentTls = resourceRule({
  id: "azure-storage-requires-current-tls",
  title: "Azure storage accepts TLS 1.2 and newer only",
  why: "Older versions of TLS can be broken, and a storage account accepts them until it is told not to.",
  fix: {
    text: "Set minimumTlsVersion to TLS1_2 and enableHttpsTrafficOnly to true.",
    code: `new storage.StorageAccount("lake", { ..., minimumTlsVersion: "TLS1_2", enableHttpsTrafficOnly: true });`,
  },
  severity: "high",
  frameworks: ["CIS Azure 9.3.6", "PCI 4.2.1"],
  types: ["azure-native:storage:StorageAccount"],
  expects: [
    { path: "minimumTlsVersion", want: oneOf("TLS1_2", "TLS1_3") },
    { path: "enableHttpsTrafficOnly", want: isNotFalse },
  ],
  remediate: (account) => ({ ...account.resource.props, minimumTlsVersion: "TLS1_2", enableHttpsTrafficOnly: true }),
});

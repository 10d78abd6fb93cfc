import type { Rule } from "../../engine";
import { azureDataEncryptedWithCustomerKey } from "./azure-data-encrypted-with-customer-key";
import { azureStorageRequiresCurrentTls } from "./azure-storage-requires-current-tls";
import { backupVaultEncryptedWithCustomerKey } from "./backup-vault-encrypted-with-customer-key";
import { brokerEncryptsInTransitAndAtRest } from "./broker-encrypts-in-transit-and-at-rest";
import { bucketEncryptedWithCustomerKey } from "./bucket-encrypted-with-customer-key";
import { bucketRefusesPlainHttp } from "./bucket-refuses-plain-http";
import { cacheEncryptedAndAuthenticated } from "./cache-encrypted-and-authenticated";
import { clusterSecretsEncrypted } from "./cluster-secrets-encrypted";
import { databaseEncryptedWithCustomerKey } from "./database-encrypted-with-customer-key";
import { databasePasswordManaged } from "./database-password-managed";
import { databaseRequiresTls } from "./database-requires-tls";
import { documentDatabaseRequiresTls } from "./document-database-requires-tls";
import { fileSystemEncryptedWithCustomerKey } from "./file-system-encrypted-with-customer-key";
import { functionEnvironmentEncrypted } from "./function-environment-encrypted";
import { googleDataEncryptedWithCustomerKey } from "./google-data-encrypted-with-customer-key";
import { googleTableEncryptedWithCustomerKey } from "./google-table-encrypted-with-customer-key";
import { keyRotates } from "./key-rotates";
import { keyUsedByItsOwnAccountOnly } from "./key-used-by-its-own-account-only";
import { logGroupEncryptedWithCustomerKey } from "./log-group-encrypted-with-customer-key";
import { parameterSecretIsSecureString } from "./parameter-secret-is-secure-string";
import { queueEncrypted } from "./queue-encrypted";
import { searchDataEncryptedWithCustomerKey } from "./search-data-encrypted-with-customer-key";
import { searchDomainEncrypted } from "./search-domain-encrypted";
import { secretEncryptedWithCustomerKey } from "./secret-encrypted-with-customer-key";
import { tableEncryptedWithCustomerKey } from "./table-encrypted-with-customer-key";
import { topicEncryptedWithCustomerKey } from "./topic-encrypted-with-customer-key";
import { vectorsEncryptedWithCustomerKey } from "./vectors-encrypted-with-customer-key";
import { volumeEncrypted } from "./volume-encrypted";
import { vpnRequiresCurrentIke } from "./vpn-requires-current-ike";

/** The rules of this family, in the order of their ids. */
export const ENCRYPTION_RULES: readonly Rule[] = [
  azureDataEncryptedWithCustomerKey,
  azureStorageRequiresCurrentTls,
  backupVaultEncryptedWithCustomerKey,
  brokerEncryptsInTransitAndAtRest,
  bucketEncryptedWithCustomerKey,
  bucketRefusesPlainHttp,
  cacheEncryptedAndAuthenticated,
  clusterSecretsEncrypted,
  databaseEncryptedWithCustomerKey,
  databasePasswordManaged,
  databaseRequiresTls,
  documentDatabaseRequiresTls,
  fileSystemEncryptedWithCustomerKey,
  functionEnvironmentEncrypted,
  googleDataEncryptedWithCustomerKey,
  googleTableEncryptedWithCustomerKey,
  keyRotates,
  keyUsedByItsOwnAccountOnly,
  logGroupEncryptedWithCustomerKey,
  parameterSecretIsSecureString,
  queueEncrypted,
  searchDataEncryptedWithCustomerKey,
  searchDomainEncrypted,
  secretEncryptedWithCustomerKey,
  tableEncryptedWithCustomerKey,
  topicEncryptedWithCustomerKey,
  vectorsEncryptedWithCustomerKey,
  volumeEncrypted,
  vpnRequiresCurrentIke,
];

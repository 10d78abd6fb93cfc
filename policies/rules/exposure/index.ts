import type { Rule } from "../../engine";
import { apiDomainRequiresTls } from "./api-domain-requires-tls";
import { apiRouteIsAuthorized } from "./api-route-is-authorized";
import { apiStageHasFirewall } from "./api-stage-has-firewall";
import { azureAccountIsPrivate } from "./azure-account-is-private";
import { azureNetworkClosedToTheWorld } from "./azure-network-closed-to-the-world";
import { brokerIsPrivateAndAuthenticated } from "./broker-is-private-and-authenticated";
import { bucketBlocksPublicAccess } from "./bucket-blocks-public-access";
import { bucketHasNoAcl } from "./bucket-has-no-acl";
import { clusterEndpointIsRestricted } from "./cluster-endpoint-is-restricted";
import { dataStoreNotReachableFromInternet } from "./data-store-not-reachable-from-internet";
import { databaseIsPrivate } from "./database-is-private";
import { defaultSecurityGroupIsEmpty } from "./default-security-group-is-empty";
import { distributionRequiresTls } from "./distribution-requires-tls";
import { functionPermissionNamesItsSource } from "./function-permission-names-its-source";
import { functionUrlRequiresSignature } from "./function-url-requires-signature";
import { googleComputeIsPrivate } from "./google-compute-is-private";
import { googleDataIsPrivate } from "./google-data-is-private";
import { identityPoolRefusesGuests } from "./identity-pool-refuses-guests";
import { instanceRequiresMetadataToken } from "./instance-requires-metadata-token";
import { keyCannotBeLockedOut } from "./key-cannot-be-locked-out";
import { listenerHasIssuedCertificate } from "./listener-has-issued-certificate";
import { listenerRequiresTls } from "./listener-requires-tls";
import { privateSubnetAssignsNoPublicAddress } from "./private-subnet-assigns-no-public-address";
import { publicAccessBlockIsComplete } from "./public-access-block-is-complete";
import { resourcePolicyRefusesStrangers } from "./resource-policy-refuses-strangers";
import { searchDomainIsPrivate } from "./search-domain-is-private";
import { securityGroupClosedToTheWorld } from "./security-group-closed-to-the-world";
import { userPoolClientUsesSafeFlows } from "./user-pool-client-uses-safe-flows";
import { userPoolGuardsSignIn } from "./user-pool-guards-sign-in";

/** The rules of this family, in the order of their ids. */
export const EXPOSURE_RULES: readonly Rule[] = [
  apiDomainRequiresTls,
  apiRouteIsAuthorized,
  apiStageHasFirewall,
  azureAccountIsPrivate,
  brokerIsPrivateAndAuthenticated,
  azureNetworkClosedToTheWorld,
  bucketBlocksPublicAccess,
  bucketHasNoAcl,
  clusterEndpointIsRestricted,
  dataStoreNotReachableFromInternet,
  databaseIsPrivate,
  defaultSecurityGroupIsEmpty,
  distributionRequiresTls,
  functionPermissionNamesItsSource,
  functionUrlRequiresSignature,
  googleComputeIsPrivate,
  googleDataIsPrivate,
  identityPoolRefusesGuests,
  instanceRequiresMetadataToken,
  keyCannotBeLockedOut,
  listenerHasIssuedCertificate,
  listenerRequiresTls,
  privateSubnetAssignsNoPublicAddress,
  publicAccessBlockIsComplete,
  resourcePolicyRefusesStrangers,
  searchDomainIsPrivate,
  securityGroupClosedToTheWorld,
  userPoolClientUsesSafeFlows,
  userPoolGuardsSignIn,
];

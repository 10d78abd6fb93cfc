import type { Rule } from "../../engine";
import { assumableRoleIsBounded } from "./assumable-role-is-bounded";
import { azureAccountHasNoLocalKeys } from "./azure-account-has-no-local-keys";
import { azureFederationNamesOneSubject } from "./azure-federation-names-one-subject";
import { azureRoleIsNarrow } from "./azure-role-is-narrow";
import { brokerDeniesWithoutAcl } from "./broker-denies-without-acl";
import { conditionIsNotVacuous } from "./condition-is-not-vacuous";
import { decryptNamesItsKeys } from "./decrypt-names-its-keys";
import { functionHasWhatItNeedsAndNoMore } from "./function-has-what-it-needs-and-no-more";
import { googleClusterRunsAsOwnAccount } from "./google-cluster-runs-as-own-account";
import { googleImpersonationIsBound } from "./google-impersonation-is-bound";
import { googleProjectRoleIsNarrow } from "./google-project-role-is-narrow";
import { noGoogleServiceAccountKey } from "./no-google-service-account-key";
import { noUserWithStaticKeys } from "./no-user-with-static-keys";
import { passRoleNamesRoleAndService } from "./pass-role-names-role-and-service";
import { pipelineRoleBoundToOneRepository } from "./pipeline-role-bound-to-one-repository";
import { podIdentityBindsOneServiceAccount } from "./pod-identity-binds-one-service-account";
import { podRoleBoundToOneServiceAccount } from "./pod-role-bound-to-one-service-account";
import { policyHasNoServiceWildcard } from "./policy-has-no-service-wildcard";
import { policyIsValid } from "./policy-is-valid";
import { policyNamesItsActions } from "./policy-names-its-actions";
import { policyNamesItsResources } from "./policy-names-its-resources";
import { roleCannotEscalate } from "./role-cannot-escalate";
import { roleHasNoBroadManagedPolicy } from "./role-has-no-broad-managed-policy";
import { roleReachesOnlyStoresItNames } from "./role-reaches-only-stores-it-names";
import { roleTrustsNamedPrincipals } from "./role-trusts-named-principals";
import { searchDomainControlsAccess } from "./search-domain-controls-access";
import { workloadIdentityProviderHasCondition } from "./workload-identity-provider-has-condition";

/** The rules of this family, in the order of their ids. */
export const LEAST_PRIVILEGE_RULES: readonly Rule[] = [
  assumableRoleIsBounded,
  azureAccountHasNoLocalKeys,
  azureFederationNamesOneSubject,
  azureRoleIsNarrow,
  brokerDeniesWithoutAcl,
  conditionIsNotVacuous,
  decryptNamesItsKeys,
  functionHasWhatItNeedsAndNoMore,
  googleClusterRunsAsOwnAccount,
  googleImpersonationIsBound,
  googleProjectRoleIsNarrow,
  noGoogleServiceAccountKey,
  noUserWithStaticKeys,
  passRoleNamesRoleAndService,
  pipelineRoleBoundToOneRepository,
  podIdentityBindsOneServiceAccount,
  podRoleBoundToOneServiceAccount,
  policyHasNoServiceWildcard,
  policyIsValid,
  policyNamesItsActions,
  policyNamesItsResources,
  roleCannotEscalate,
  roleHasNoBroadManagedPolicy,
  roleReachesOnlyStoresItNames,
  roleTrustsNamedPrincipals,
  searchDomainControlsAccess,
  workloadIdentityProviderHasCondition,
];

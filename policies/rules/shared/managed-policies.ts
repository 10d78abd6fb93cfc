/**
 * AWS's own policies by which whoever carries them gains further rights: what `role-cannot-escalate` finds in their documents, of
 * which there were 1,582 on 30 September 2026 (as moto 5.2.5 keeps them). Those that AWS writes for its services' own roles are not
 * among them, nor is `AmazonEKSComputePolicy`, which is for the control plane of EKS, nor what {@link isBroadByName} knows.
 */
export const ESCALATING_POLICIES: readonly string[] = [
  "AIDevOpsAgentActionsPolicy",
  "AWSApplicationMigrationNetworkMigrationMultiAccount",
  "AWSApplicationMigrationSSMAccess",
  "AWSBackupOperatorAccess",
  "AWSCloud9Administrator",
  "AWSCloud9EnvironmentMember",
  "AWSCloud9User",
  "AWSCodeBuildAdminAccess",
  "AWSCodeBuildDeveloperAccess",
  "AWSDeepRacerCloudFormationAccessPolicy",
  "AWSEC2VssRestorePolicy",
  "AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy",
  "AWSElasticDisasterRecoveryLaunchActionsPolicy",
  "AWSForWordPressPluginPolicy",
  "AWSManagedAccountManagementAccess",
  "AWSManagedSettingsAdminAccess",
  "AWSQuickSetupDeploymentRolePolicy",
  "AWSQuickSetupDistributorPermissionsBoundary",
  "AWSQuickSetupEnableDHMCExecutionPolicy",
  "AWSQuickSetupJITNADeploymentRolePolicy",
  "AWSQuickSetupManageJITNAResourcesExecutionPolicy",
  "AWSQuickSetupManagedInstanceProfileExecutionPolicy",
  "AWSQuickSetupPatchPolicyDeploymentRolePolicy",
  "AWSQuickSetupPatchPolicyPermissionsBoundary",
  "AWSQuickSetupSSMDeploymentRolePolicy",
  "AWSQuickSetupSSMHostMgmtPermissionsBoundary",
  "AWSQuickSetupSSMManageResourcesExecutionPolicy",
  "AWSRoboMakerServiceRolePolicy",
  "AWSSSOMasterAccountAdministrator",
  "AWSSSOMemberAccountAdministrator",
  "AWSSystemsManagerJustInTimeAccessTokenPolicy",
  "AWSTransformInfrastructureExecutorAccessEC2",
  "AccountManagementFromVercel",
  "AmazonDataZoneRedshiftGlueProvisioningPolicy",
  "AmazonDataZoneSageMakerEnvironmentRolePermissionsBoundary",
  "AmazonDataZoneSageMakerProvisioningRolePolicy",
  "AmazonDynamoDBFullAccesswithDataPipeline",
  "AmazonEC2RolePolicyForLaunchWizard",
  "AmazonSageMakerHyperPodInferenceAccess",
  "AmazonSageMakerPipelinesIntegrations",
  "AmazonSageMakerSpacesControllerPolicy",
  "AmazonSecurityLakeAdministrator",
  "EC2ImageBuilderExecutionPolicy",
  "EC2InstanceConnect",
  "SageMakerStudioAdminIAMDefaultExecutionPolicy",
  "SageMakerStudioAdminIAMPermissiveExecutionPolicy",
  "SageMakerStudioUserIAMDefaultExecutionPolicy",
  "SageMakerStudioUserIAMPermissiveExecutionPolicy",
  "job-function/DataScientist",
];

const BROAD =
  /^(AdministratorAccess.*|PowerUserAccess|IAMFullAccess|.*FullAccess(V2|_v2)?|job-function\/.*(Administrator|PowerUser).*|AmazonElasticMapReduceforEC2Role|AmazonEC2RoleforSSM)$/;

/** Names that promise every action of a service, or of all. @param name as in the ARN, without the path of service roles */
export function isBroadByName(name: string): boolean {
  return BROAD.test(name);
}

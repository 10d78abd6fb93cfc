/** A way to more rights than one was given. */
export interface EscalationMethod {
  readonly name: string;
  /** All of them are needed. */
  readonly actions: readonly string[];
  /** The service that runs with the passed role. */
  readonly passTo?: string;
}

const single = (...actions: readonly string[]): readonly EscalationMethod[] =>
  actions.map((action) => ({ name: action, actions: [action] }));

const pass = (service: string, ...actions: readonly string[]): EscalationMethod => ({
  name: `iam:PassRole with ${actions.join(" and ")}`,
  actions: ["iam:PassRole", ...actions],
  passTo: service,
});

/** The ways by which an identity widens its own rights at once, each with a single action. */
export const DIRECT_METHODS: readonly EscalationMethod[] = single(
  "iam:AddUserToGroup",
  "iam:AttachGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:CreatePolicyVersion",
  "iam:DeleteRolePermissionsBoundary",
  "iam:DeleteUserPermissionsBoundary",
  "iam:PutGroupPolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
  "iam:PutUserPermissionsBoundary",
  "iam:PutUserPolicy",
  "iam:SetDefaultPolicyVersion",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateLoginProfile",
  "sso:AttachManagedPolicyToPermissionSet",
  "sso:PutInlinePolicyToPermissionSet",
);

/** The ways over a service that acts with a role: pass it one that may do more, and let it act. */
export const PASS_ROLE_METHODS: readonly EscalationMethod[] = [
  pass("apprunner.amazonaws.com", "apprunner:CreateService"),
  pass("autoscaling.amazonaws.com", "autoscaling:CreateLaunchConfiguration", "autoscaling:CreateAutoScalingGroup"),
  pass("batch.amazonaws.com", "batch:RegisterJobDefinition", "batch:SubmitJob"),
  pass("bedrock.amazonaws.com", "bedrock:CreateAgent"),
  pass("cloudformation.amazonaws.com", "cloudformation:CreateStack"),
  pass("cloudformation.amazonaws.com", "cloudformation:UpdateStack"),
  pass("cloudformation.amazonaws.com", "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
  pass("codebuild.amazonaws.com", "codebuild:CreateProject", "codebuild:StartBuild"),
  pass("codebuild.amazonaws.com", "codebuild:UpdateProject", "codebuild:StartBuild"),
  pass("codepipeline.amazonaws.com", "codepipeline:CreatePipeline"),
  pass("datapipeline.amazonaws.com", "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"),
  pass("ec2.amazonaws.com", "ec2:RunInstances"),
  pass("ec2.amazonaws.com", "ec2:AssociateIamInstanceProfile"),
  pass("ecs-tasks.amazonaws.com", "ecs:RegisterTaskDefinition", "ecs:RunTask"),
  pass("ecs-tasks.amazonaws.com", "ecs:RegisterTaskDefinition", "ecs:CreateService"),
  pass("events.amazonaws.com", "events:PutRule", "events:PutTargets"),
  pass("glue.amazonaws.com", "glue:CreateDevEndpoint"),
  pass("glue.amazonaws.com", "glue:CreateJob", "glue:StartJobRun"),
  pass("glue.amazonaws.com", "glue:UpdateJob", "glue:StartJobRun"),
  pass("lambda.amazonaws.com", "lambda:CreateFunction", "lambda:InvokeFunction"),
  pass("lambda.amazonaws.com", "lambda:CreateFunction", "lambda:CreateEventSourceMapping"),
  pass("lambda.amazonaws.com", "lambda:CreateFunction", "lambda:AddPermission"),
  pass("lambda.amazonaws.com", "lambda:UpdateFunctionConfiguration", "lambda:UpdateFunctionCode"),
  pass("pods.eks.amazonaws.com", "eks:CreatePodIdentityAssociation"),
  pass("sagemaker.amazonaws.com", "sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"),
  pass("sagemaker.amazonaws.com", "sagemaker:CreateProcessingJob"),
  pass("sagemaker.amazonaws.com", "sagemaker:CreateTrainingJob"),
  pass("scheduler.amazonaws.com", "scheduler:CreateSchedule"),
  pass("ssm.amazonaws.com", "ssm:StartAutomationExecution"),
  pass("states.amazonaws.com", "states:CreateStateMachine", "states:StartExecution"),
  pass("states.amazonaws.com", "states:UpdateStateMachine", "states:StartExecution"),
];

/** Ways through something that already runs with a role, dangerous where any such thing may be chosen. */
export const TAKEOVER_METHODS: readonly EscalationMethod[] = single(
  "cloudformation:UpdateStack",
  "codebuild:StartBuild",
  "ec2-instance-connect:SendSSHPublicKey",
  "ecs:ExecuteCommand",
  "eks:CreateAccessEntry",
  "eks:AssociateAccessPolicy",
  "glue:UpdateDevEndpoint",
  "lambda:UpdateFunctionCode",
  "lambda:UpdateFunctionConfiguration",
  "sagemaker:CreatePresignedNotebookInstanceUrl",
  "ssm:SendCommand",
  "ssm:StartSession",
);

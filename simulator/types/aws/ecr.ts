import { regionalArn, text } from "../../arn";
import type { TypeModel } from "../../model";

const REPOSITORY = "aws:ecr/repository:Repository";

/** Amazon Elastic Container Registry. */
export const ecrTypes: readonly TypeModel[] = [
  {
    type: REPOSITORY,
    nameProperty: "name",
    nameLimit: {
      max: 256,
      pattern: /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/,
      source: "ECR API reference, CreateRepository, read 2026-11",
    },
    outputs: (request) => ({
      arn: regionalArn(request, "ecr", `repository/${request.physicalName}`),
      registryId: request.cloud.aws.accountId,
      repositoryUrl: `${request.cloud.aws.accountId}.dkr.ecr.${request.cloud.aws.region}.amazonaws.com/${request.physicalName}`,
    }),
    replaceOn: ["name", "encryptionConfigurations"],
    minutes: { create: 0.1 },
    stateful: true,
  },
  {
    type: "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    id: (request) => text(request, "repository"),
    outputs: (request) => ({ registryId: request.cloud.aws.accountId }),
    replaceOn: ["repository"],
    references: { repository: REPOSITORY },
  },
  {
    type: "aws:ecr/repositoryPolicy:RepositoryPolicy",
    id: (request) => text(request, "repository"),
    outputs: (request) => ({ registryId: request.cloud.aws.accountId }),
    replaceOn: ["repository"],
    references: { repository: REPOSITORY },
  },
  {
    type: "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
    id: (request) => request.cloud.aws.accountId,
    outputs: (request) => ({ registryId: request.cloud.aws.accountId }),
  },
  {
    type: "aws:ecr/replicationConfiguration:ReplicationConfiguration",
    id: (request) => request.cloud.aws.accountId,
    outputs: (request) => ({ registryId: request.cloud.aws.accountId }),
  },
  {
    type: "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate",
    id: (request) => text(request, "prefix"),
    outputs: (request) => ({ registryId: request.cloud.aws.accountId }),
    replaceOn: ["prefix", "region"],
    references: { customRoleArn: "aws:iam/role:Role" },
  },
];

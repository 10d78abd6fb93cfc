import * as ecr from "@pulumi/aws/ecr";
import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import { grant, parseArn, serviceTrust } from "../core";
import type { ImageReplication } from "./image-repository";
import { lifecycleRules, type RepositoriesPlan } from "./image-repository-plan";

interface Maker {
  name(role: string): string;
  readonly options: pulumi.CustomResourceOptions;
}

/**
 * The registry's rule of replication, and what the copies of repositories look like: without a template ECR would make them
 * with a key of its own, tags that move, and no end.
 */
export function replicateImages(
  make: Maker,
  prefix: string,
  { region, key }: ImageReplication,
  plan: RepositoriesPlan,
): void {
  const account = key.arn.apply((arn) => parseArn(arn).account);
  const role = new iam.Role(
    make.name("replication-role"),
    {
      description: "Makes the copies of repositories in another region",
      assumeRolePolicy: serviceTrust("ecr.amazonaws.com", { StringEquals: { "aws:SourceAccount": account } }),
    },
    make.options,
  );
  const policy = grant({ granteeName: make.name("replication"), role }, "make", [
    {
      sid: "MakeRepositories",
      actions: ["ecr:CreateRepository", "ecr:ReplicateImage", "ecr:TagResource"],
      resources: [
        key.arn.apply((arn) => {
          const { partition, account: owner } = parseArn(arn);
          return `arn:${partition}:ecr:${region}:${owner}:repository/${prefix}/*`;
        }),
      ],
    },
    {
      sid: "HandKeyToRepositories",
      actions: ["kms:CreateGrant", "kms:DescribeKey", "kms:RetireGrant"],
      resources: [key.arn],
      conditions: { StringEquals: { "kms:ViaService": `ecr.${region}.amazonaws.com` } },
    },
  ]);
  const template = new ecr.RepositoryCreationTemplate(
    make.name("replica-template"),
    {
      region,
      prefix,
      description: "Copies of images from another region",
      appliedFors: ["REPLICATION"],
      imageTagMutability: "IMMUTABLE",
      encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: key.arn }],
      lifecyclePolicy: JSON.stringify(lifecycleRules(plan.general)),
      customRoleArn: role.arn,
    },
    { ...make.options, dependsOn: [policy] },
  );
  new ecr.ReplicationConfiguration(
    make.name("replication"),
    {
      replicationConfiguration: {
        rules: [
          {
            destinations: [{ region, registryId: account }],
            repositoryFilters: [{ filter: `${prefix}/`, filterType: "PREFIX_MATCH" }],
          },
        ],
      },
    },
    { ...make.options, dependsOn: [template] },
  );
}

import type { Judge, Node, Subject } from "../../engine";
import { type PolicyDocument, parsePolicy } from "../../iam";

/** Where a type keeps the policy that says who may use it, and what an attacker would ask for. */
export interface ResourcePolicyPlace {
  readonly path: string;
  /** Asked one by one, of each of the resources. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

const account = "111122223333";

/** The types that carry a resource policy. Wildcards in a statement's resource meet these names whatever they are. */
export const RESOURCE_POLICIES: Readonly<Record<string, ResourcePolicyPlace>> = {
  "aws:s3/bucketPolicy:BucketPolicy": {
    path: "policy",
    actions: [
      "s3:GetObject",
      "s3:PutObject",
      "s3:DeleteObject",
      "s3:ListBucket",
      "s3:PutBucketPolicy",
      "s3:PutObjectAcl",
    ],
    resources: ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/key"],
  },
  "aws:sqs/queuePolicy:QueuePolicy": queue("policy"),
  "aws:sqs/queue:Queue": queue("policy"),
  "aws:sns/topicPolicy:TopicPolicy": topic("policy"),
  "aws:sns/topic:Topic": topic("policy"),
  "aws:kms/key:Key": key("policy"),
  "aws:kms/keyPolicy:KeyPolicy": key("policy"),
  "aws:kms/replicaKey:ReplicaKey": key("policy"),
  "aws:secretsmanager/secretPolicy:SecretPolicy": secret("policy"),
  "aws:secretsmanager/secret:Secret": secret("policy"),
  "aws:ecr/repositoryPolicy:RepositoryPolicy": {
    path: "policy",
    actions: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:PutImage", "ecr:SetRepositoryPolicy"],
    resources: [`arn:aws:ecr:us-east-1:${account}:repository/name`],
  },
  "aws:dynamodb/resourcePolicy:ResourcePolicy": {
    path: "policy",
    actions: ["dynamodb:GetItem", "dynamodb:Scan", "dynamodb:PutItem", "dynamodb:DeleteTable"],
    resources: [`arn:aws:dynamodb:us-east-1:${account}:table/name`],
  },
  "aws:msk/clusterPolicy:ClusterPolicy": {
    path: "policy",
    actions: [
      "kafka:CreateVpcConnection",
      "kafka:GetBootstrapBrokers",
      "kafka-cluster:Connect",
      "kafka-cluster:ReadData",
    ],
    resources: [`arn:aws:kafka:us-east-1:${account}:cluster/name/id`],
  },
  "aws:opensearch/domainPolicy:DomainPolicy": search("accessPolicies"),
  "aws:opensearch/domain:Domain": search("accessPolicies"),
  "aws:efs/fileSystemPolicy:FileSystemPolicy": {
    path: "policy",
    actions: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite", "elasticfilesystem:ClientRootAccess"],
    resources: [`arn:aws:elasticfilesystem:us-east-1:${account}:file-system/name`],
  },
};

function queue(path: string): ResourcePolicyPlace {
  const actions = [
    "sqs:SendMessage",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:PurgeQueue",
    "sqs:SetQueueAttributes",
  ];
  return { path, actions, resources: [`arn:aws:sqs:us-east-1:${account}:name`] };
}

function topic(path: string): ResourcePolicyPlace {
  const actions = ["sns:Publish", "sns:Subscribe", "sns:SetTopicAttributes", "sns:AddPermission", "sns:DeleteTopic"];
  return { path, actions, resources: [`arn:aws:sns:us-east-1:${account}:name`] };
}

function key(path: string): ResourcePolicyPlace {
  const actions = [
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:PutKeyPolicy",
    "kms:CreateGrant",
    "kms:ScheduleKeyDeletion",
  ];
  return { path, actions, resources: [`arn:aws:kms:us-east-1:${account}:key/id`] };
}

function secret(path: string): ResourcePolicyPlace {
  const actions = [
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:PutResourcePolicy",
  ];
  return { path, actions, resources: [`arn:aws:secretsmanager:us-east-1:${account}:secret:name`] };
}

function search(path: string): ResourcePolicyPlace {
  const actions = ["es:ESHttpGet", "es:ESHttpPost", "es:ESHttpDelete"];
  return {
    path,
    actions,
    resources: [`arn:aws:es:us-east-1:${account}:domain/name`, `arn:aws:es:us-east-1:${account}:domain/name/index`],
  };
}

/** A policy where it stands, parsed; doubts what is unknown in it, objects to what is no policy. */
export function readPolicy(node: Node, judge: Judge): PolicyDocument | undefined {
  if (!node.present) {
    return undefined;
  }
  const document = parsePolicy(node.raw);
  for (const place of document.unknown) {
    judge.doubt(node.path, `${place} is not known yet`);
  }
  return document;
}

/**
 * The resource names to ask about: those that the statements themselves name, and the general ones. A hostile question about
 * a name that no statement speaks of would prove nothing.
 */
export function askedResources(document: PolicyDocument, place: ResourcePolicyPlace): readonly string[] {
  const named = document.statements.flatMap((statement) => statement.resources ?? []);
  const concrete = named.filter((name) => name !== "*").map((name) => name.replace(/\*/g, "x").replace(/\?/g, "x"));
  return [...new Set([...concrete, ...place.resources])];
}

/** The subject's own policy, where it has one. */
export function ownPolicy(
  subject: Subject,
  judge: Judge,
): { readonly node: Node; readonly document: PolicyDocument; readonly place: ResourcePolicyPlace } | undefined {
  const place = RESOURCE_POLICIES[subject.type];
  if (place === undefined) {
    return undefined;
  }
  const node = subject.get(place.path);
  const document = readPolicy(node, judge);
  return document === undefined ? undefined : { node, document, place };
}

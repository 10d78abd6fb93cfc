import { regionalArn, text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";

const USER = "aws:elasticache/user:User";
const USER_GROUP = "aws:elasticache/userGroup:UserGroup";
const SUBNETS = "aws:elasticache/subnetGroup:SubnetGroup";
const PARAMETERS = "aws:elasticache/parameterGroup:ParameterGroup";
const ID = {
  max: 40,
  pattern: /^[a-zA-Z](-?[a-zA-Z0-9])*$/,
  source: "ElastiCache API reference, read 2026-11",
} as const;
const LONG = { ...ID, max: 255 } as const;

/** `master.<group>.<code>.use1.cache.amazonaws.com`, as groups with TLS are named. */
function host(request: CreateRequest, role: "master" | "replica"): string {
  const region = request.cloud.aws.region.replace(/^([a-z]{2})-([a-z])[a-z]*-(\d)$/, "$1$2$3");
  const code = request.digits(6, "alphanumeric", "endpoint").toLowerCase();
  return `${role}.${request.physicalName}.${code}.${region}.cache.amazonaws.com`;
}

function members(request: CreateRequest): readonly string[] {
  const count = request.inputs["numCacheClusters"];
  return Array.from(
    { length: typeof count === "number" ? count : 1 },
    (_, position) => `${request.physicalName}-${String(position + 1).padStart(3, "0")}`,
  );
}

/** Amazon ElastiCache. */
export const elasticacheTypes: readonly TypeModel[] = [
  {
    type: "aws:elasticache/replicationGroup:ReplicationGroup",
    nameProperty: "replicationGroupId",
    nameLimit: ID,
    outputs: (request) => ({
      arn: regionalArn(request, "elasticache", `replicationgroup:${request.physicalName}`),
      primaryEndpointAddress: host(request, "master"),
      readerEndpointAddress: host(request, "replica"),
      memberClusters: members(request),
      clusterEnabled: false,
      engineVersionActual: text(request, "engineVersion"),
    }),
    secretOutputs: ["authToken", "authTokenWo"],
    replaceOn: ["replicationGroupId", "subnetGroupName", "kmsKeyId", "atRestEncryptionEnabled", "port"],
    minutes: { create: 12, update: 15, delete: 10 },
    stateful: true,
    references: {
      kmsKeyId: "aws:kms/key:Key",
      subnetGroupName: SUBNETS,
      parameterGroupName: PARAMETERS,
      securityGroupIds: "aws:ec2/securityGroup:SecurityGroup",
      userGroupIds: USER_GROUP,
    },
  },
  {
    type: USER,
    nameProperty: "userId",
    nameLimit: ID,
    outputs: (request) => ({ arn: regionalArn(request, "elasticache", `user:${request.physicalName}`) }),
    secretOutputs: ["passwords", "passwordsWo"],
    replaceOn: ["userId", "userName", "engine"],
    minutes: { create: 0.5 },
  },
  {
    type: USER_GROUP,
    nameProperty: "userGroupId",
    nameLimit: ID,
    outputs: (request) => ({ arn: regionalArn(request, "elasticache", `usergroup:${request.physicalName}`) }),
    replaceOn: ["userGroupId", "engine"],
    minutes: { create: 1, delete: 2 },
    references: { userIds: USER },
  },
  {
    type: SUBNETS,
    nameProperty: "name",
    nameLimit: LONG,
    outputs: (request) => ({ arn: regionalArn(request, "elasticache", `subnetgroup:${request.physicalName}`) }),
    replaceOn: ["name"],
    references: { subnetIds: "aws:ec2/subnet:Subnet" },
  },
  {
    type: PARAMETERS,
    nameProperty: "name",
    nameLimit: LONG,
    outputs: (request) => ({ arn: regionalArn(request, "elasticache", `parametergroup:${request.physicalName}`) }),
    replaceOn: ["name", "family"],
  },
];

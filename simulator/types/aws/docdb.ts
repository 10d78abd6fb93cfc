import { globalArn, number, regionalArn, text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";
import { refusesGlobalPassword } from "./data-refusals";

const CLUSTER = "aws:docdb/cluster:Cluster";
const PARAMETERS = "aws:docdb/clusterParameterGroup:ClusterParameterGroup";
const SUBNETS = "aws:docdb/subnetGroup:SubnetGroup";
const GLOBAL = "aws:docdb/globalCluster:GlobalCluster";
const SOURCE = "Amazon DocumentDB quotas, read 2026-11";
const NAME = { max: 63, pattern: /^[a-zA-Z](-?[a-zA-Z0-9])*$/, source: SOURCE } as const;

/** `<name>.<role>-<account's code>.<region>.docdb.amazonaws.com`; instances have no role. */
function host(request: CreateRequest, role = ""): string {
  const code = request.digits(12, "alphanumeric", "endpoint").toLowerCase();
  return `${request.physicalName}.${role}${code}.${request.cloud.aws.region}.docdb.amazonaws.com`;
}

function clusterOutputs(request: CreateRequest, id: string): Record<string, unknown> {
  const resourceId = `cluster-${request.digits(26, "base32", "resource")}`;
  const secret = regionalArn(
    request,
    "secretsmanager",
    `secret:rds!cluster-${request.digits(8)}-${request.digits(6, "alphanumeric", "secret")}`,
  );
  return {
    arn: regionalArn(request, "rds", `cluster:${request.physicalName}`),
    clusterIdentifier: id,
    clusterResourceId: resourceId,
    endpoint: host(request, "cluster-"),
    readerEndpoint: host(request, "cluster-ro-"),
    port: number(request, "port", 27_017),
    masterUserSecrets:
      request.inputs["manageMasterUserPassword"] === true ? [{ secretArn: secret, secretStatus: "active" }] : [],
  };
}

/** Amazon DocumentDB, whose ARNs are those of RDS. */
export const docdbTypes: readonly TypeModel[] = [
  {
    type: CLUSTER,
    nameProperty: "clusterIdentifier",
    nameLimit: NAME,
    outputs: clusterOutputs,
    secretOutputs: ["masterPassword", "masterPasswordWo"],
    replaceOn: [
      "clusterIdentifier",
      "engine",
      "masterUsername",
      "kmsKeyId",
      "storageEncrypted",
      "dbSubnetGroupName",
      "port",
      "snapshotIdentifier",
      "region",
    ],
    minutes: { create: 2, update: 3, delete: 3 },
    refuses: refusesGlobalPassword,
    stateful: true,
    references: {
      kmsKeyId: "aws:kms/key:Key",
      dbSubnetGroupName: SUBNETS,
      dbClusterParameterGroupName: PARAMETERS,
      vpcSecurityGroupIds: "aws:ec2/securityGroup:SecurityGroup",
    },
  },
  {
    type: "aws:docdb/clusterInstance:ClusterInstance",
    nameProperty: "identifier",
    nameLimit: NAME,
    outputs: (request) => ({
      arn: regionalArn(request, "rds", `db:${request.physicalName}`),
      identifier: request.physicalName,
      endpoint: host(request),
      port: 27_017,
      dbiResourceId: `db-${request.digits(26, "base32", "resource")}`,
      writer: request.physicalName.endsWith("-1"),
    }),
    replaceOn: [
      "identifier",
      "clusterIdentifier",
      "engine",
      "availabilityZone",
      "performanceInsightsKmsKeyId",
      "region",
    ],
    minutes: { create: 8, update: 8, delete: 6 },
    references: { clusterIdentifier: CLUSTER },
  },
  {
    type: PARAMETERS,
    nameProperty: "name",
    nameLimit: { ...NAME, max: 255 },
    outputs: (request) => ({ arn: regionalArn(request, "rds", `cluster-pg:${request.physicalName}`) }),
    replaceOn: ["name", "namePrefix", "family", "description", "region"],
  },
  {
    type: SUBNETS,
    nameProperty: "name",
    nameLimit: { max: 255, source: SOURCE },
    outputs: (request) => ({
      arn: regionalArn(request, "rds", `subgrp:${request.physicalName}`),
      supportedNetworkTypes: ["IPV4"],
    }),
    replaceOn: ["name", "namePrefix", "region"],
    references: { subnetIds: "aws:ec2/subnet:Subnet" },
  },
  {
    type: GLOBAL,
    nameProperty: "globalClusterIdentifier",
    nameLimit: { ...NAME, max: 255 },
    outputs: (request) => ({
      // No region: it spans them.
      arn: globalArn(request, "rds", `global-cluster:${text(request, "globalClusterIdentifier")}`),
      globalClusterResourceId: `cluster-${request.digits(16, "hex", "resource")}`,
      globalClusterMembers: [],
      status: "available",
    }),
    replaceOn: ["globalClusterIdentifier", "engine", "databaseName", "storageEncrypted"],
    minutes: { create: 1, delete: 1 },
  },
];

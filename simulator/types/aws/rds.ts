import { globalArn, regionalArn, text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";
import { refusesGlobalPassword, refusesReplica } from "./data-refusals";

const INSTANCE = "aws:rds/instance:Instance";
const CLUSTER = "aws:rds/cluster:Cluster";
const CLUSTER_PARAMETERS = "aws:rds/clusterParameterGroup:ClusterParameterGroup";
const GLOBAL = "aws:rds/globalCluster:GlobalCluster";
const PROXY = "aws:rds/proxy:Proxy";
const SUBNETS = "aws:rds/subnetGroup:SubnetGroup";
const PARAMETERS = "aws:rds/parameterGroup:ParameterGroup";
const ROLE = "aws:iam/role:Role";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const SOURCE = "RDS quotas and constraints, read 2026-11";
const NAME = { max: 255, pattern: /^[a-zA-Z](-?[a-zA-Z0-9])*$/, source: SOURCE } as const;
const PORTS: Readonly<Record<string, number>> = {
  mysql: 3306,
  mariadb: 3306,
  postgres: 5432,
  "aurora-mysql": 3306,
  "aurora-postgresql": 5432,
};

/** `<name>.<account's code>.<region>.rds.amazonaws.com` */
function host(request: CreateRequest): string {
  const code = request.digits(12, "alphanumeric", "endpoint").toLowerCase();
  return `${request.physicalName}.${code}.${request.cloud.aws.region}.rds.amazonaws.com`;
}

function masterSecrets(request: CreateRequest, resourceId: string, kind: "db" | "cluster"): readonly object[] {
  if (request.inputs["manageMasterUserPassword"] !== true) {
    return [];
  }
  const id = request.digits(32, "hex", "secret").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  const suffix = request.digits(6, "alphanumeric", resourceId);
  return [
    {
      secretArn: regionalArn(request, "secretsmanager", `secret:rds!${kind}-${id}-${suffix}`),
      kmsKeyId: text(request, "masterUserSecretKmsKeyId"),
      secretStatus: "active",
    },
  ];
}

function instanceOutputs(request: CreateRequest): Record<string, unknown> {
  const resourceId = `db-${request.digits(26, "base32", "resource")}`;
  const port = PORTS[text(request, "engine", "mysql")] ?? 3306;
  return {
    arn: regionalArn(request, "rds", `db:${request.physicalName}`),
    address: host(request),
    endpoint: `${host(request)}:${port}`,
    port,
    resourceId,
    identifier: request.physicalName,
    engineVersionActual: text(request, "engineVersion"),
    status: "available",
    masterUserSecrets: masterSecrets(request, resourceId, "db"),
  };
}

/** `<name>.cluster-<code>.<region>.rds.amazonaws.com`, and `cluster-ro-` for readers. */
function clusterHost(request: CreateRequest, role: "cluster" | "cluster-ro"): string {
  return host(request).replace(/\.([a-z0-9]{12})\./, `.${role}-$1.`);
}

function clusterOutputs(request: CreateRequest): Record<string, unknown> {
  const resourceId = `cluster-${request.digits(26, "base32", "resource")}`;
  return {
    arn: regionalArn(request, "rds", `cluster:${request.physicalName}`),
    endpoint: clusterHost(request, "cluster"),
    readerEndpoint: clusterHost(request, "cluster-ro"),
    port: PORTS[text(request, "engine")] ?? 3306,
    clusterResourceId: resourceId,
    clusterIdentifier: request.physicalName,
    engineVersionActual: text(request, "engineVersion"),
    masterUserSecrets: masterSecrets(request, resourceId, "cluster"),
  };
}

/** Amazon Aurora. */
const auroraTypes: readonly TypeModel[] = [
  {
    type: CLUSTER,
    nameProperty: "clusterIdentifier",
    nameLimit: { ...NAME, max: 63 },
    outputs: clusterOutputs,
    secretOutputs: ["masterPassword", "masterPasswordWo"],
    replaceOn: [
      "clusterIdentifier",
      "engine",
      "engineMode",
      "masterUsername",
      "kmsKeyId",
      "storageEncrypted",
      "databaseName",
      "dbSubnetGroupName",
    ],
    minutes: { create: 2, update: 3, delete: 3 },
    refuses: refusesGlobalPassword,
    stateful: true,
    references: {
      kmsKeyId: "aws:kms/key:Key",
      dbSubnetGroupName: SUBNETS,
      dbClusterParameterGroupName: CLUSTER_PARAMETERS,
      vpcSecurityGroupIds: GROUP,
    },
  },
  {
    type: "aws:rds/clusterInstance:ClusterInstance",
    nameProperty: "identifier",
    nameLimit: { ...NAME, max: 63 },
    outputs: (request) => ({
      arn: regionalArn(request, "rds", `db:${request.physicalName}`),
      endpoint: host(request),
      port: PORTS[text(request, "engine")] ?? 3306,
      dbiResourceId: `db-${request.digits(26, "base32", "resource")}`,
      identifier: request.physicalName,
      writer: request.physicalName.endsWith("-1"),
    }),
    replaceOn: ["identifier", "clusterIdentifier", "engine", "availabilityZone"],
    minutes: { create: 8, update: 8, delete: 6 },
    references: { clusterIdentifier: CLUSTER, monitoringRoleArn: ROLE },
  },
  {
    type: CLUSTER_PARAMETERS,
    nameProperty: "name",
    nameLimit: NAME,
    outputs: (request) => ({ arn: regionalArn(request, "rds", `cluster-pg:${request.physicalName}`) }),
    replaceOn: ["name", "namePrefix", "family", "description"],
  },
  {
    type: GLOBAL,
    nameProperty: "globalClusterIdentifier",
    nameLimit: { ...NAME, max: 63 },
    outputs: (request) => ({
      // No region: it spans them.
      arn: globalArn(request, "rds", `global-cluster:${request.physicalName}`),
      globalClusterResourceId: `cluster-${request.digits(16, "hex", "resource")}`,
      globalClusterMembers: [],
    }),
    replaceOn: ["globalClusterIdentifier", "engine", "storageEncrypted"],
    minutes: { create: 1, delete: 1 },
  },
];

/** Amazon Relational Database Service. */
export const rdsTypes: readonly TypeModel[] = [
  ...auroraTypes,
  {
    type: INSTANCE,
    nameProperty: "identifier",
    nameLimit: { ...NAME, max: 63 },
    id: (request) => `db-${request.digits(26, "base32", "resource")}`,
    outputs: instanceOutputs,
    secretOutputs: ["password", "passwordWo"],
    replaceOn: ["identifier", "engine", "username", "kmsKeyId", "storageEncrypted", "availabilityZone", "dbName"],
    minutes: { create: 12, update: 10, delete: 8 },
    refuses: refusesReplica,
    stateful: true,
    references: {
      kmsKeyId: "aws:kms/key:Key",
      dbSubnetGroupName: SUBNETS,
      parameterGroupName: PARAMETERS,
      vpcSecurityGroupIds: GROUP,
      monitoringRoleArn: ROLE,
    },
  },
  {
    type: PARAMETERS,
    nameProperty: "name",
    nameLimit: NAME,
    outputs: (request) => ({ arn: regionalArn(request, "rds", `pg:${request.physicalName}`) }),
    replaceOn: ["name", "namePrefix", "family", "description"],
  },
  {
    type: SUBNETS,
    nameProperty: "name",
    nameLimit: { max: 255, source: SOURCE },
    outputs: (request) => ({
      arn: regionalArn(request, "rds", `subgrp:${request.physicalName}`),
      supportedNetworkTypes: ["IPV4"],
    }),
    replaceOn: ["name", "namePrefix"],
    references: { subnetIds: "aws:ec2/subnet:Subnet" },
  },
  {
    type: PROXY,
    nameProperty: "name",
    nameLimit: { ...NAME, max: 63 },
    outputs: (request) => ({
      arn: regionalArn(request, "rds", `db-proxy:prx-${request.digits(17)}`),
      endpoint: host(request).replace(/\.([a-z0-9]{12})\./, ".proxy-$1."),
    }),
    replaceOn: ["name", "engineFamily", "vpcSubnetIds"],
    minutes: { create: 6, delete: 5 },
    references: { roleArn: ROLE, vpcSecurityGroupIds: GROUP, vpcSubnetIds: "aws:ec2/subnet:Subnet" },
  },
  {
    type: "aws:rds/proxyEndpoint:ProxyEndpoint",
    nameProperty: "dbProxyEndpointName",
    nameLimit: { ...NAME, max: 63 },
    id: (request) => `${text(request, "dbProxyName")}/${request.physicalName}`,
    outputs: (request) => ({
      arn: regionalArn(request, "rds", `db-proxy-endpoint:prx-endpoint-${request.digits(17)}`),
      endpoint: host(request).replace(/\.([a-z0-9]{12})\./, ".endpoint.proxy-$1."),
      isDefault: false,
    }),
    replaceOn: ["dbProxyEndpointName", "dbProxyName", "targetRole", "vpcSubnetIds"],
    minutes: { create: 5, delete: 5 },
    references: { dbProxyName: PROXY, vpcSecurityGroupIds: GROUP, vpcSubnetIds: "aws:ec2/subnet:Subnet" },
  },
  {
    type: "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup",
    id: (request) => text(request, "dbProxyName"),
    outputs: (request) => ({
      name: "default",
      arn: regionalArn(request, "rds", `target-group:prx-tg-${request.digits(17)}`),
    }),
    replaceOn: ["dbProxyName"],
    references: { dbProxyName: PROXY },
  },
  {
    type: "aws:rds/proxyTarget:ProxyTarget",
    id: (request) =>
      `${text(request, "dbProxyName")}/${text(request, "targetGroupName")}/${proxied(request).type}/${proxied(request).id}`,
    outputs: (request) => ({ rdsResourceId: proxied(request).id, type: proxied(request).type }),
    replaceOn: ["dbProxyName", "targetGroupName", "dbInstanceIdentifier", "dbClusterIdentifier"],
    minutes: { create: 3 },
    references: { dbProxyName: PROXY },
  },
];

function proxied(request: CreateRequest): { readonly type: string; readonly id: string } {
  const cluster = text(request, "dbClusterIdentifier");
  return cluster === ""
    ? { type: "RDS_INSTANCE", id: text(request, "dbInstanceIdentifier") }
    : { type: "TRACKED_CLUSTER", id: cluster };
}

import { regionalArn, text } from "../../arn";
import type { CreateRequest, Inventory, PlainObject, TypeModel } from "../../model";

const DOMAIN = "aws:opensearch/domain:Domain";
const SECURITY_POLICY = "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy";
const LOG_POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const SUBNET = "aws:ec2/subnet:Subnet";
const SERVERLESS_NAME = {
  max: 32,
  pattern: /^[a-z][a-z0-9-]{2,31}$/,
  source: "OpenSearch Serverless API, CreateCollection, read 2026-11",
} as const;

function block(request: CreateRequest, property: string): PlainObject {
  const value = request.inputs[property];
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function domainOutputs(request: CreateRequest): PlainObject {
  const { accountId, region } = request.cloud.aws;
  const access = "vpcOptions" in request.inputs ? "vpc" : "search";
  const endpoint = `${access}-${request.physicalName}-${request.digits(26, "base32").toLowerCase()}.${region}.es.amazonaws.com`;
  return {
    arn: regionalArn(request, "es", `domain/${request.physicalName}`),
    domainId: `${accountId}/${request.physicalName}`,
    endpoint,
    dashboardEndpoint: `${endpoint}/_dashboards`,
    ipAddressType: "ipv4",
  };
}

/** OpenSearch checks its nodes, its subnets and its leave to log before it begins. */
function refusesDomain(request: CreateRequest, inventory: Inventory): readonly string[] {
  const cluster = block(request, "clusterConfig");
  const zones = block({ ...request, inputs: cluster }, "zoneAwarenessConfig")["availabilityZoneCount"] ?? 1;
  const subnets = block(request, "vpcOptions")["subnetIds"];
  const burstable = /^t[23]\./.test(String(cluster["instanceType"]));
  const logs = request.inputs["logPublishingOptions"];
  const mayLog = inventory
    .list(LOG_POLICY)
    .some(({ inputs }) => String(inputs["policyDocument"]).includes('"es.amazonaws.com"'));
  return [
    ...(Array.isArray(subnets) && subnets.length !== zones
      ? [`ValidationException: You must specify exactly ${String(zones)} subnets`]
      : []),
    ...(burstable && "autoTuneOptions" in request.inputs
      ? ["ValidationException: Autotune is not supported in t2/t3 instance types"]
      : []),
    ...(Array.isArray(logs) && logs.length > 0 && !mayLog
      ? ["ValidationException: The Resource Access Policy for CloudWatch Logs does not let es.amazonaws.com write"]
      : []),
  ];
}

/** A collection needs a policy that says how it is encrypted, and it needs it first. */
function refusesCollection(request: CreateRequest, inventory: Inventory): readonly string[] {
  const covered = inventory
    .list(SECURITY_POLICY)
    .some(
      ({ inputs }) =>
        inputs["type"] === "encryption" && String(inputs["policy"]).includes(`"collection/${request.physicalName}"`),
    );
  return covered
    ? []
    : [`ValidationException: No matching security policy of encryption type found for ${request.physicalName}`];
}

function collectionOutputs(request: CreateRequest, id: string): PlainObject {
  const host = `https://${id}.${request.cloud.aws.region}.aoss.amazonaws.com`;
  return {
    arn: regionalArn(request, "aoss", `collection/${id}`),
    collectionEndpoint: host,
    dashboardEndpoint: `${host}/_dashboards`,
    kmsKeyArn: "auto",
  };
}

/** Amazon OpenSearch Service and OpenSearch Serverless. */
export const opensearchTypes: readonly TypeModel[] = [
  {
    type: DOMAIN,
    nameProperty: "domainName",
    nameLimit: {
      max: 28,
      pattern: /^[a-z][a-z0-9-]{2,27}$/,
      source: "OpenSearch Service API, CreateDomain, read 2026-11",
    },
    id: (request) => regionalArn(request, "es", `domain/${request.physicalName}`),
    outputs: domainOutputs,
    secretOutputs: ["advancedSecurityOptions.masterUserOptions.masterUserPassword"],
    replaceOn: ["domainName", "encryptAtRest.kmsKeyId", "ipAddressType"],
    minutes: { create: 18, update: 15, delete: 8 },
    stateful: true,
    refuses: refusesDomain,
    references: {
      "encryptAtRest.kmsKeyId": "aws:kms/key:Key",
      "vpcOptions.subnetIds": SUBNET,
      "vpcOptions.securityGroupIds": GROUP,
    },
  },
  {
    type: "aws:opensearch/domainPolicy:DomainPolicy",
    id: (request) => `esd-policy-${text(request, "domainName")}`,
    replaceOn: ["domainName"],
    minutes: { create: 2, update: 2, delete: 2 },
    references: { domainName: DOMAIN },
  },
  {
    type: "aws:opensearch/serverlessCollection:ServerlessCollection",
    nameProperty: "name",
    nameLimit: SERVERLESS_NAME,
    id: (request) => request.digits(20, "alphanumeric").toLowerCase(),
    outputs: collectionOutputs,
    replaceOn: ["name", "type", "standbyReplicas", "collectionGroupName"],
    minutes: { create: 5, delete: 2 },
    stateful: true,
    refuses: refusesCollection,
  },
  {
    type: SECURITY_POLICY,
    nameProperty: "name",
    nameLimit: SERVERLESS_NAME,
    // A name is free for each kind of policy.
    nameScope: "none",
    id: (request) => `${request.physicalName}/${text(request, "type")}`,
    outputs: (request) => ({ policyVersion: request.digits(20, "alphanumeric") }),
    replaceOn: ["name", "type"],
  },
  {
    type: "aws:opensearch/serverlessAccessPolicy:ServerlessAccessPolicy",
    nameProperty: "name",
    nameLimit: SERVERLESS_NAME,
    outputs: (request) => ({ policyVersion: request.digits(20, "alphanumeric") }),
    replaceOn: ["name", "type"],
  },
  {
    type: "aws:opensearch/serverlessVpcEndpoint:ServerlessVpcEndpoint",
    nameProperty: "name",
    nameLimit: SERVERLESS_NAME,
    id: (request) => `vpce-0${request.digits(16)}`,
    replaceOn: ["name", "vpcId"],
    minutes: { create: 2, update: 2, delete: 3 },
    references: { vpcId: "aws:ec2/vpc:Vpc", subnetIds: SUBNET, securityGroupIds: GROUP },
  },
];

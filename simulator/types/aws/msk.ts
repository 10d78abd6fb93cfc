import { number, regionalArn, text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";
import { refusesBrokerCount, refusesScramSecret } from "./data-refusals";
import { uuid } from "./uuid";

const CLUSTER = "aws:msk/cluster:Cluster";
const CONFIGURATION = "aws:msk/configuration:Configuration";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const SUBNET = "aws:ec2/subnet:Subnet";
const SECRET = "aws:secretsmanager/secret:Secret";
const NAME = {
  max: 64,
  pattern: /^[A-Za-z0-9][A-Za-z0-9-]*$/,
  source: "Amazon MSK API reference, CreateCluster, read 2026-11",
} as const;
/** Bootstrap strings name up to three brokers. */
const NAMED_BROKERS = 3;

function clusterUuid(request: CreateRequest): string {
  return `${uuid(request, "cluster")}-${request.digits(1, "decimal", "cell")}`;
}

function clusterArn(request: CreateRequest): string {
  return regionalArn(request, "kafka", `cluster/${request.physicalName}/${clusterUuid(request)}`);
}

/** `b-1.<name>.<code>.c2.kafka.<region>.amazonaws.com:<port>,…` */
function brokers(request: CreateRequest, port: number): string {
  const code = request.digits(6, "alphanumeric", "endpoint").toLowerCase();
  const host = `${request.physicalName.toLowerCase()}.${code}.c2.kafka.${request.cloud.aws.region}.amazonaws.com`;
  const count = Math.min(NAMED_BROKERS, number(request, "numberOfBrokerNodes", 2));
  return Array.from({ length: count }, (_, position) => `b-${position + 1}.${host}:${port}`).join(",");
}

/** Amazon Managed Streaming for Apache Kafka. */
export const mskTypes: readonly TypeModel[] = [
  {
    type: CLUSTER,
    nameProperty: "clusterName",
    nameLimit: NAME,
    id: clusterArn,
    outputs: (request, id) => ({
      arn: id,
      clusterUuid: clusterUuid(request),
      bootstrapBrokers: "",
      bootstrapBrokersTls: brokers(request, 9094),
      bootstrapBrokersSaslScram: brokers(request, 9096),
      bootstrapBrokersSaslIam: brokers(request, 9098),
      currentVersion: `K${request.digits(13, "alphanumeric", "version").toUpperCase()}`,
      // No ZooKeeper.
      zookeeperConnectString: "",
      zookeeperConnectStringTls: "",
    }),
    replaceOn: [
      "clusterName",
      "brokerNodeGroupInfo.clientSubnets",
      "brokerNodeGroupInfo.securityGroups",
      "encryptionInfo.encryptionAtRestKmsKeyArn",
      "encryptionInfo.encryptionInTransit.inCluster",
    ],
    minutes: { create: 28, update: 25, delete: 4 },
    refuses: refusesBrokerCount,
    stateful: true,
    references: {
      "brokerNodeGroupInfo.clientSubnets": SUBNET,
      "brokerNodeGroupInfo.securityGroups": GROUP,
      "encryptionInfo.encryptionAtRestKmsKeyArn": "aws:kms/key:Key",
      "configurationInfo.arn": CONFIGURATION,
      "loggingInfo.brokerLogs.cloudwatchLogs.logGroup": "aws:cloudwatch/logGroup:LogGroup",
    },
  },
  {
    type: "aws:msk/serverlessCluster:ServerlessCluster",
    nameProperty: "clusterName",
    nameLimit: NAME,
    id: (request) => `${clusterArn(request)}-s1`,
    outputs: (request, id) => ({
      arn: id,
      clusterUuid: `${clusterUuid(request)}-s1`,
      bootstrapBrokersSaslIam: `boot-${request.digits(8, "alphanumeric", "endpoint").toLowerCase()}.c1.kafka-serverless.${request.cloud.aws.region}.amazonaws.com:9098`,
    }),
    replaceOn: ["clusterName", "vpcConfigs", "clientAuthentication"],
    minutes: { create: 5, delete: 4 },
    stateful: true,
  },
  {
    type: CONFIGURATION,
    nameProperty: "name",
    nameLimit: {
      max: 256,
      pattern: /^[0-9A-Za-z-]+$/,
      source: "Amazon MSK API reference, CreateConfiguration, read 2026-11",
    },
    id: (request) => configurationArn(request),
    outputs: (request, id) => ({ arn: id, latestRevision: 1, region: request.cloud.aws.region }),
    replaceOn: ["name", "kafkaVersions"],
  },
  {
    type: "aws:msk/singleScramSecretAssociation:SingleScramSecretAssociation",
    id: (request) => `${text(request, "clusterArn")},${text(request, "secretArn")}`,
    replaceOn: ["clusterArn", "secretArn"],
    refuses: refusesScramSecret,
    minutes: { create: 0.5, delete: 0.5 },
    references: { clusterArn: CLUSTER, secretArn: SECRET },
  },
];

function configurationArn(request: CreateRequest): string {
  const id = `${uuid(request, "configuration")}-${request.digits(1, "decimal", "cell")}`;
  return regionalArn(request, "kafka", `configuration/${request.physicalName}/${id}`);
}

import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as msk from "@pulumi/aws/msk";
import type * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../core";
import type { ChildMaker } from "./child-maker";
import type { StreamPlan } from "./event-stream-plan";

/** Share of the disk from which it grows, in percent. */
const GROW_AT_PERCENT = 70;

/** What clusters of both kinds are made of. */
export interface ClusterParts extends ChildMaker {
  readonly plan: StreamPlan;
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroupId: pulumi.Output<string>;
}

/** Adds the key, which a serverless cluster does not take. */
export interface ProvisionedParts extends ClusterParts {
  readonly key: EncryptionKey;
}

export function makeServerless(parts: ClusterParts): msk.ServerlessCluster {
  return new msk.ServerlessCluster(
    parts.name("cluster"),
    {
      clusterName: parts.plan.clusterName,
      vpcConfigs: [{ subnetIds: [...parts.subnetIds], securityGroupIds: [parts.securityGroupId] }],
      clientAuthentication: { sasl: { iam: { enabled: true } } },
    },
    protection(parts),
  );
}

/** Brokers with their configuration, logs and growing disks. */
export function makeProvisioned(parts: ProvisionedParts): msk.Cluster {
  const { plan, key } = parts;
  const configuration = makeConfiguration(parts);
  const logs = new cloudwatch.LogGroup(
    parts.name("logs"),
    { kmsKeyId: key.arn, retentionInDays: plan.logRetentionDays },
    parts.options,
  );
  const exporter = { enabledInBroker: plan.openMonitoring };
  const cluster = new msk.Cluster(
    parts.name("cluster"),
    {
      clusterName: plan.clusterName,
      kafkaVersion: plan.kafkaVersion,
      numberOfBrokerNodes: plan.brokers,
      enhancedMonitoring: plan.monitoring,
      brokerNodeGroupInfo: {
        instanceType: plan.instanceType,
        clientSubnets: [...parts.subnetIds],
        securityGroups: [parts.securityGroupId],
        storageInfo: { ebsStorageInfo: { volumeSize: plan.storageGiB } },
        connectivityInfo: { publicAccess: { type: "DISABLED" } },
      },
      clientAuthentication: { sasl: { iam: true, scram: true }, unauthenticated: false },
      encryptionInfo: {
        encryptionAtRestKmsKeyArn: key.arn,
        encryptionInTransit: { clientBroker: "TLS", inCluster: true },
      },
      configurationInfo: { arn: configuration.arn, revision: configuration.latestRevision },
      openMonitoring: { prometheus: { jmxExporter: exporter, nodeExporter: exporter } },
      loggingInfo: { brokerLogs: { cloudwatchLogs: { enabled: true, logGroup: logs.name } } },
    },
    // Storage scaling changes the size behind Pulumi's back.
    { ...protection(parts), ignoreChanges: ["brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize"] },
  );
  makeStorageScaling(parts, cluster);
  return cluster;
}

function protection({ plan, options }: ClusterParts): pulumi.CustomResourceOptions {
  return plan.deletionProtection ? { ...options, protect: true } : options;
}

function makeConfiguration({ plan, name, options }: ClusterParts): msk.Configuration {
  const properties = Object.entries(plan.serverProperties).sort(([left], [right]) => (left < right ? -1 : 1));
  return new msk.Configuration(
    name("configuration"),
    {
      description: `Brokers of stream ${plan.clusterName}`,
      serverProperties: properties.map(([property, value]) => `${property}=${value}\n`).join(""),
    },
    options,
  );
}

/** Disks grow when they fill, and never shrink. */
function makeStorageScaling({ plan, name, options }: ClusterParts, cluster: msk.Cluster): void {
  if (plan.maxStorageGiB === plan.storageGiB) {
    return;
  }
  const target = new appautoscaling.Target(
    name("storage"),
    {
      serviceNamespace: "kafka",
      scalableDimension: "kafka:broker-storage:VolumeSize",
      resourceId: cluster.arn,
      // MSK takes 1 here and grows from what there is (MSK developer guide, "Automatic scaling", read 2026-11).
      minCapacity: 1,
      maxCapacity: plan.maxStorageGiB,
    },
    options,
  );
  new appautoscaling.Policy(
    name("storage-policy"),
    {
      policyType: "TargetTrackingScaling",
      serviceNamespace: target.serviceNamespace,
      scalableDimension: target.scalableDimension,
      resourceId: target.resourceId,
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "KafkaBrokerStorageUtilization" },
        targetValue: GROW_AT_PERCENT,
        disableScaleIn: true,
      },
    },
    options,
  );
}

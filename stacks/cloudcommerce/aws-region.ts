import type * as pulumi from "@pulumi/pulumi";
import {
  clusterAutoscaler,
  containerInsights,
  EksCluster,
  loadBalancerController,
  PredictiveScaling,
} from "../../components/cluster";
import { EncryptionKey } from "../../components/core";
import { ObjectStore } from "../../components/data";
import { Network } from "../../components/network";
import { COST_ANOMALY_SERVICE, OBSERVABILITY_KEY_SERVICES, REPORT_KEY_SERVICES } from "../../components/observability";
import { apiAccess, makeContainerLogs, observabilityNodes } from "../shared/cluster";
import type { ClusterSettings, NetworkSettings } from "../shared/settings";
import type { AwsHomeSettings } from "./settings";

/** What one region is made from. */
export interface RegionPlace {
  readonly region: string;
  readonly network: NetworkSettings;
  readonly cluster: ClusterSettings;
  /** The first region's key, of which the second's is a replica. */
  readonly keyOf?: EncryptionKey;
}

/** What the EBS driver writes on every volume of a cluster: its own mark, since the provider's tags do not reach volumes. */
export function volumeTag({ cluster }: Pick<RegionPlace, "cluster">) {
  return { key: "ebs.csi.aws.com/cluster-name", value: cluster.name } as const;
}

/** What everything else of a region stands on. */
export interface Region extends RegionPlace {
  readonly key: EncryptionKey;
  readonly vpc: Network;
  /** Receives the access logs of buckets and of the balancer. */
  readonly accessLogs: ObjectStore;
  readonly eks: EksCluster;
  /** Where its resources belong. */
  readonly opts: pulumi.ComponentResourceOptions;
}

/** Key, network and cluster of one region. */
export function makeRegion(
  place: RegionPlace,
  settings: AwsHomeSettings,
  opts: pulumi.ComponentResourceOptions,
): Region {
  const { deletionProtection } = settings.data;
  const key = new EncryptionKey(
    "shop-key",
    {
      description: "The shop's data, secrets and logs at rest",
      services: [
        "autoscaling",
        "cloudfront.amazonaws.com",
        COST_ANOMALY_SERVICE,
        ...REPORT_KEY_SERVICES,
        ...OBSERVABILITY_KEY_SERVICES,
      ],
      ...(place.keyOf === undefined ? { multiRegion: true } : { replicaOf: place.keyOf }),
    },
    { ...opts, protect: deletionProtection },
  );
  const vpc = new Network(
    "shop-network",
    {
      ...place.network,
      key,
      clusterName: place.cluster.name,
      flowLogs: { retentionDays: settings.logs.retentionDays },
    },
    opts,
  );
  const accessLogs = new ObjectStore("shop-access-logs", { role: "log", deletionProtection }, opts);
  const eks = makeCluster(place, { key, vpc }, settings, opts);
  return { ...place, key, vpc, accessLogs, eks, opts };
}

function makeCluster(
  place: RegionPlace,
  { key, vpc }: Pick<Region, "key" | "vpc">,
  settings: AwsHomeSettings,
  opts: pulumi.ComponentResourceOptions,
): EksCluster {
  const { name, version, nodeGroups } = place.cluster;
  const { retentionDays } = settings.logs;
  const eks = new EksCluster(
    "shop-cluster",
    {
      vpcId: vpc.vpcId,
      subnetIds: [...vpc.subnetIds.private],
      podBlocks: vpc.podBlocks,
      egress: vpc.egress,
      clusterName: name,
      version,
      nodeGroups: { ...nodeGroups, observability: observabilityNodes(settings.platformNodes) },
      ...apiAccess(place.cluster),
      addons: [loadBalancerController(), clusterAutoscaler(), containerInsights()],
      key,
      logRetentionDays: retentionDays,
      deletionProtection: settings.data.deletionProtection,
    },
    opts,
  );
  makeContainerLogs("shop", eks, { clusterName: name, key, retentionDays });
  const { main } = eks.autoScalingGroups;
  if (main !== undefined) {
    new PredictiveScaling("shop-forecast", { groups: { main } }, opts);
  }
  return eks;
}

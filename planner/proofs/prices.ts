import type { RecordedResource, RecordedValue } from "../recorder";
import { listOf, numberOf, objectOf, property, textOf, textsOf } from "./read";
import { searchCollectionPrice, searchDomainPrice, searchEndpointPrice } from "./search-prices";

/**
 * List prices in US dollars, us-east-1 and us-east4, in 2026. EC2's and RDS' are those that copies of the price lists give
 * (read 2026-11); the others are from memory, recheck before release. They are approximations for planning: taxes, data
 * transfer and what depends on traffic alone are not in them.
 */
export const PRICED_ON = "2026-11";

/** Hours in a month, as the clouds' calculators count them. */
export const HOURS = 730;

/** On-demand Linux prices an hour by instance type (EC2 price list). */
const INSTANCE_HOUR: Readonly<Record<string, number>> = {
  "t3.small": 0.0208,
  "t3.medium": 0.0416,
  "t3.large": 0.0832,
  "t3.xlarge": 0.1664,
  "t4g.small": 0.0168,
  "t4g.medium": 0.0336,
  "t4g.large": 0.0672,
  "m6i.large": 0.096,
  "m6i.xlarge": 0.192,
  "m7g.large": 0.0816,
  "m7i.large": 0.1008,
  "c6i.large": 0.085,
  "c7g.large": 0.0725,
  "r6i.large": 0.126,
  "r7g.large": 0.1071,
};

/** Where a price list has no line for the size, what is assumed: a t3.medium. */
const FALLBACK_INSTANCE = "t3.medium";
/** Spot capacity costs about this share of on demand (EC2 Spot advisor, typical). */
const SPOT_SHARE = 0.35;

/** ElastiCache node prices an hour: Redis OSS. Valkey costs a fifth less (both from memory, recheck before release). */
const CACHE_HOUR: Readonly<Record<string, number>> = {
  "cache.t4g.micro": 0.016,
  "cache.t4g.small": 0.032,
  "cache.t4g.medium": 0.065,
  "cache.t3.micro": 0.017,
  "cache.t3.small": 0.034,
  "cache.m7g.large": 0.158,
  "cache.r7g.large": 0.219,
};

/** RDS instance prices an hour, MySQL, one zone; PostgreSQL costs six percent more on t3 (RDS price list). */
const DATABASE_HOUR: Readonly<Record<string, number>> = {
  "db.t3.micro": 0.017,
  "db.t3.small": 0.034,
  "db.t3.medium": 0.068,
  "db.t4g.micro": 0.016,
  "db.t4g.small": 0.032,
  "db.t4g.medium": 0.065,
  "db.m7g.large": 0.168,
};

/** Compute Engine by processor and by gigabyte of memory an hour, us-east4 (from memory, recheck before release). */
const GOOGLE_HOUR: Readonly<Record<string, { readonly processor: number; readonly gigabyte: number }>> = {
  e2: { processor: 0.02456, gigabyte: 0.00329 },
  n2: { processor: 0.0356, gigabyte: 0.00477 },
  n2d: { processor: 0.03097, gigabyte: 0.00415 },
};
/** Dataproc's premium by processor an hour, and a balanced disk by gigabyte and month (from memory, recheck before release). */
const DATAPROC_PROCESSOR_HOUR = 0.01;
const GOOGLE_BALANCED_GIGABYTE = 0.11;
/** Gigabytes of memory by processor. */
const GOOGLE_MEMORY: Readonly<Record<string, number>> = { standard: 4, highmem: 8 };

/** Nodes of one shape with their disks, as Dataproc bills them. */
function googleNodes(count: number, machineType: string, diskGigabytes: number) {
  const [family = "n2", shape = "standard", processors = "2"] = machineType.split("-");
  const { processor, gigabyte } = GOOGLE_HOUR[family] ?? { processor: 0.0356, gigabyte: 0.00477 };
  const hour = Number(processors) * (processor + DATAPROC_PROCESSOR_HOUR + (GOOGLE_MEMORY[shape] ?? 4) * gigabyte);
  return {
    what: `${count} × ${machineType} with ${diskGigabytes} GB, Dataproc`,
    monthlyUsd: count * (hour * HOURS + diskGigabytes * GOOGLE_BALANCED_GIGABYTE),
  };
}

/** A streaming worker of two processors and 8 GB, without the data that it takes (Dataflow price list, us-east4). */
const STREAMING_WORKER_HOUR = 2 * 0.069 + 8 * 0.003557;

/** MSK broker prices an hour (MSK price list). */
const BROKER_HOUR: Readonly<Record<string, number>> = {
  "kafka.t3.small": 0.0456,
  "kafka.m5.large": 0.21,
  "kafka.m5.xlarge": 0.42,
  "kafka.m7g.large": 0.204,
  "kafka.m7g.xlarge": 0.408,
};

/** A gigabyte-month on a broker's disk (MSK price list). */
const BROKER_GIGABYTE = 0.1;
/** A serverless stream an hour, without traffic and partitions (MSK price list, from memory, recheck before release). */
const SERVERLESS_STREAM_HOUR = 0.75;

/** Aurora instance prices an hour, MySQL and PostgreSQL alike (Aurora price list, from memory, recheck before release). */
const AURORA_HOUR: Readonly<Record<string, number>> = {
  "db.t3.medium": 0.082,
  "db.t4g.medium": 0.073,
  "db.t4g.large": 0.146,
  "db.r6g.large": 0.26,
  "db.r7g.large": 0.276,
  "db.r7g.xlarge": 0.552,
};
/** An Aurora capacity unit an hour (the same). */
const CAPACITY_UNIT_HOUR = 0.12;

/** DocumentDB instance prices an hour (DocumentDB price list, from memory, recheck before release). */
const DOCUMENT_HOUR: Readonly<Record<string, number>> = {
  "db.t3.medium": 0.078,
  "db.t4g.medium": 0.0755,
  "db.r5.large": 0.277,
  "db.r6g.large": 0.263,
  "db.r6g.xlarge": 0.526,
};

/** Azure VPN gateway prices an hour, zone-redundant sizes (VPN Gateway price page). */
const AZURE_GATEWAY_HOUR: Readonly<Record<string, number>> = { VpnGw1AZ: 0.19, VpnGw2AZ: 0.49, VpnGw3AZ: 1.25 };

/** One Bigtable node an hour (Bigtable price page). */
const BIGTABLE_NODE_HOUR = 0.65;

/** Gigabyte-months. */
const GP3_GIGABYTE = 0.08;

/** What a resource costs a month while nobody uses it: units times price. */
export interface Price {
  readonly what: string;
  readonly monthlyUsd: number;
}

/** @param all the whole stack, where a price stands in another resource */
type Pricer = (resource: RecordedResource, all: readonly RecordedResource[]) => readonly Price[];

function fixed(what: string, monthlyUsd: number): Pricer {
  return () => [{ what, monthlyUsd }];
}

function hourly(what: string, hour: number): Pricer {
  return fixed(`${what}, ${hour} $/h`, hour * HOURS);
}

function interfaceEndpoint(what: string, subnetIds: RecordedValue | undefined) {
  const zones = Math.max(1, listOf(subnetIds).length);
  return { what: `${what} in ${zones} zones`, monthlyUsd: 0.01 * HOURS * zones };
}

/** Prices by type; a type that is not here costs nothing while it is idle, or only what is used. */
export const PRICES: Readonly<Record<string, Pricer>> = {
  "aws:eks/cluster:Cluster": hourly("EKS control plane", 0.1),
  "aws:eks/nodeGroup:NodeGroup": ({ inputs }) => {
    const count = numberOf(objectOf(inputs["scalingConfig"])["desiredSize"], 1);
    const type = textsOf(inputs["instanceTypes"])[0] ?? FALLBACK_INSTANCE;
    const spot = inputs["capacityType"] === "SPOT";
    const hour = (INSTANCE_HOUR[type] ?? INSTANCE_HOUR[FALLBACK_INSTANCE] ?? 0) * (spot ? SPOT_SHARE : 1);
    const known = type in INSTANCE_HOUR ? "" : `, priced as ${FALLBACK_INSTANCE}`;
    return [{ what: `${count} × ${type}${spot ? " spot" : ""}${known}`, monthlyUsd: count * hour * HOURS }];
  },
  "aws:ec2/natGateway:NatGateway": hourly("NAT gateway without traffic", 0.045),
  "aws:ec2/eip:Eip": hourly("public IPv4 address", 0.005),
  "aws:ec2/vpcEndpoint:VpcEndpoint": ({ inputs }) =>
    inputs["vpcEndpointType"] === "Interface" ? [interfaceEndpoint("interface endpoint", inputs["subnetIds"])] : [],
  "aws:ec2/vpnConnection:VpnConnection": hourly("site-to-site VPN connection", 0.05),
  "aws:lb/loadBalancer:LoadBalancer": hourly("load balancer without traffic", 0.0225),
  "kubernetes:networking.k8s.io/v1:Ingress": ({ inputs }) =>
    textOf(objectOf(inputs["spec"])["ingressClassName"]) === "alb"
      ? [{ what: "application load balancer without traffic", monthlyUsd: 0.0225 * HOURS }]
      : [],
  "aws:elasticache/replicationGroup:ReplicationGroup": (group) => {
    const nodes = numberOf(
      group.inputs["numCacheClusters"],
      numberOf(group.inputs["numNodeGroups"], 1) * (1 + numberOf(group.inputs["replicasPerNodeGroup"], 0)),
    );
    const type = textOf(group.inputs["nodeType"]) ?? "cache.t4g.micro";
    return [{ what: `${nodes} × ${type}`, monthlyUsd: nodes * (CACHE_HOUR[type] ?? 0.032) * HOURS }];
  },
  "aws:rds/instance:Instance": ({ inputs }) => {
    const type = textOf(inputs["instanceClass"]) ?? "db.t3.micro";
    const copies = inputs["multiAz"] === true ? 2 : 1;
    const storage = numberOf(inputs["allocatedStorage"], 20) * 0.115 * copies;
    return [
      { what: `${type}, ${copies} zone(s)`, monthlyUsd: copies * (DATABASE_HOUR[type] ?? 0.034) * HOURS + storage },
    ];
  },
  "aws:rds/proxy:Proxy": hourly("database proxy for the two processors at least billed", 0.03),
  // The proxy's own endpoint is in its price; each further one is an interface endpoint (RDS Proxy's price list, read 2026-11).
  "aws:rds/proxyEndpoint:ProxyEndpoint": ({ inputs }) => [
    interfaceEndpoint("further endpoint of a database proxy", inputs["vpcSubnetIds"]),
  ],
  "aws:msk/cluster:Cluster": ({ inputs }) => {
    const count = numberOf(inputs["numberOfBrokerNodes"], 2);
    const type = textOf(objectOf(inputs["brokerNodeGroupInfo"])["instanceType"]) ?? "kafka.t3.small";
    const storage = objectOf(objectOf(objectOf(inputs["brokerNodeGroupInfo"])["storageInfo"])["ebsStorageInfo"]);
    const size = numberOf(storage["volumeSize"], 100);
    return [
      { what: `${count} × ${type}`, monthlyUsd: count * (BROKER_HOUR[type] ?? 0.21) * HOURS },
      { what: `${count} × ${size} GB on brokers`, monthlyUsd: count * size * BROKER_GIGABYTE },
    ];
  },
  "aws:msk/serverlessCluster:ServerlessCluster": hourly("serverless stream without partitions", SERVERLESS_STREAM_HOUR),
  "aws:rds/clusterInstance:ClusterInstance": ({ inputs }, all) => {
    const type = textOf(inputs["instanceClass"]) ?? "db.t4g.medium";
    if (type !== "db.serverless") {
      return [{ what: `Aurora ${type}`, monthlyUsd: (AURORA_HOUR[type] ?? 0.276) * HOURS }];
    }
    const cluster = all.find(
      ({ id, type }) => type === "aws:rds/cluster:Cluster" && id === inputs["clusterIdentifier"],
    );
    const least = numberOf(objectOf(cluster?.inputs["serverlessv2ScalingConfiguration"])["minCapacity"], 0.5);
    return [{ what: `${least} Aurora capacity units at least`, monthlyUsd: least * CAPACITY_UNIT_HOUR * HOURS }];
  },
  "aws:docdb/clusterInstance:ClusterInstance": ({ inputs }) => {
    const type = textOf(inputs["instanceClass"]) ?? "db.r6g.large";
    return [{ what: `DocumentDB ${type}`, monthlyUsd: (DOCUMENT_HOUR[type] ?? 0.263) * HOURS }];
  },
  "aws:opensearch/domain:Domain": (domain) => searchDomainPrice(domain, HOURS),
  "aws:opensearch/serverlessCollection:ServerlessCollection": (collection) => searchCollectionPrice(collection, HOURS),
  "aws:opensearch/serverlessVpcEndpoint:ServerlessVpcEndpoint": (endpoint) => searchEndpointPrice(endpoint, HOURS),
  "aws:kms/key:Key": fixed("customer key", 1),
  "aws:kms/replicaKey:ReplicaKey": fixed("replica of a customer key", 1),
  "aws:secretsmanager/secret:Secret": fixed("secret", 0.4),
  "aws:cloudwatch/metricAlarm:MetricAlarm": fixed("metric alarm", 0.1),
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": fixed("composite alarm", 0.5),
  "aws:cloudwatch/dashboard:Dashboard": fixed("dashboard", 3),
  "aws:wafv2/webAcl:WebAcl": ({ inputs }) => [
    { what: `web ACL with ${listOf(inputs["rules"]).length} rules`, monthlyUsd: 5 + listOf(inputs["rules"]).length },
  ],
  "aws:route53/zone:Zone": fixed("hosted zone", 0.5),
  "aws:route53/resolverEndpoint:ResolverEndpoint": ({ inputs }) => {
    const addresses = listOf(inputs["ipAddresses"]).length;
    return [{ what: `${addresses} addresses of a resolver, 0.125 $/h each`, monthlyUsd: addresses * 0.125 * HOURS }];
  },
  "aws:route53/healthCheck:HealthCheck": ({ inputs }) => {
    // Of an endpoint in AWS: half a dollar, and each of TLS, the faster pace and the measure of latency another (price list).
    const extras = [
      textOf(inputs["type"])?.startsWith("HTTPS") === true,
      numberOf(inputs["requestInterval"], 30) === 10,
      inputs["measureLatency"] === true,
    ].filter(Boolean).length;
    return [{ what: `health check with ${extras} extras`, monthlyUsd: 0.5 + extras }];
  },
  "aws:ebs/volume:Volume": (volume) => {
    const size = numberOf(property(volume, "size"), 8);
    return [{ what: `${size} GB gp3`, monthlyUsd: size * GP3_GIGABYTE }];
  },
  "gcp:kms/cryptoKey:CryptoKey": fixed("active key version", 0.06),
  "gcp:compute/routerNat:RouterNat": hourly("Cloud NAT gateway without traffic", 0.0014),
  "gcp:compute/vPNTunnel:VPNTunnel": hourly("VPN tunnel", 0.05),
  "gcp:dataproc/cluster:Cluster": ({ inputs }) => {
    const config = objectOf(inputs["clusterConfig"]);
    const nodes = (group: string, fallback: number) => {
      const shape = objectOf(config[group]);
      return googleNodes(
        numberOf(shape["numInstances"], fallback),
        textOf(shape["machineType"]) ?? "n2-standard-2",
        numberOf(objectOf(shape["diskConfig"])["bootDiskSizeGb"], 100),
      );
    };
    return [nodes("masterConfig", 1), nodes("workerConfig", 2)];
  },
  "gcp:dataflow/flexTemplateJob:FlexTemplateJob": ({ inputs }) => {
    const workers = numberOf(inputs["numWorkers"], 1);
    return [{ what: `${workers} streaming worker(s) at least`, monthlyUsd: workers * STREAMING_WORKER_HOUR * HOURS }];
  },
  "gcp:dataflow/pipeline:Pipeline": fixed("a batch run of ten minutes a day", 0.9),
  "azure-native:network:VirtualNetworkGateway": ({ inputs }) => {
    const sku = textOf(objectOf(inputs["sku"])["name"]) ?? "VpnGw1AZ";
    return [{ what: `VPN gateway ${sku}`, monthlyUsd: (AZURE_GATEWAY_HOUR[sku] ?? 0.19) * HOURS }];
  },
  "azure-native:network:PublicIPAddress": hourly("public address", 0.005),
  "azure-native:network:PrivateEndpoint": hourly("private endpoint", 0.01),
  "azure-native:privatedns:PrivateZone": fixed("private zone", 0.5),
  "gcp:bigtable/instance:Instance": ({ inputs }) => {
    const clusters = listOf(inputs["clusters"]).map(objectOf);
    const nodes = clusters.reduce(
      (sum, cluster) =>
        sum + numberOf(objectOf(cluster["autoscalingConfig"])["minNodes"], numberOf(cluster["numNodes"], 1)),
      0,
    );
    return [{ what: `${nodes} Bigtable node(s) at least`, monthlyUsd: nodes * BIGTABLE_NODE_HOUR * HOURS }];
  },
};

import type { Claim, ResourceClaim } from "../../../planner/report/claims";
import { part, type SpecLine } from "../spec-line";

function subnets(availabilityZone: string): ResourceClaim {
  return { type: "aws:ec2/subnet:Subnet", where: { availabilityZone }, exactly: 3 };
}

function addon(addonName: string): ResourceClaim {
  return { type: "aws:eks/addon:Addon", where: { addonName } };
}

function chart(chartName: RegExp): Claim {
  return { type: /^kubernetes:helm\.sh\//, where: { chart: chartName } };
}

function enabled(service: string): ResourceClaim {
  return { type: "gcp:projects/service:Service", where: { service: `${service}.googleapis.com` } };
}

export const INFRASTRUCTURE: readonly SpecLine[] = [
  ...part("Infrastructure", [
    {
      line: "us-east-1, AWS 10.20.0.0/16",
      where: [{ type: "aws:ec2/vpc:Vpc", where: { cidrBlock: "10.20.0.0/16" }, exactly: 1 }],
    },
    {
      line: "us-east4, Google 10.30.0.0/20",
      where: [
        {
          type: "gcp:compute/subnetwork:Subnetwork",
          where: { ipCidrRange: "10.30.0.0/20", region: "us-east4", privateIpGoogleAccess: true },
          exactly: 1,
        },
      ],
      note: "The systems' ranges are apart from each other, since a VPN joins them.",
    },
    { line: "VPC across two zones", where: [subnets("us-east-1a"), subnets("us-east-1b")] },
    {
      line: "EKS and node groups: t3.medium, 2–4",
      where: [
        { type: "aws:eks/cluster:Cluster", exactly: 1 },
        {
          type: "aws:eks/nodeGroup:NodeGroup",
          name: /main/,
          where: { "instanceTypes.*": "t3.medium", "scalingConfig.minSize": 2, "scalingConfig.maxSize": 4 },
        },
      ],
      note: "Prometheus, Elasticsearch and Argo CD have nodes of their own: a t3.medium cannot hold them.",
    },
    { line: "Cluster Autoscaler", where: [chart(/cluster-autoscaler/)] },
    {
      line: "RDS db.t3.micro, multi-AZ",
      where: [
        {
          type: "aws:rds/instance:Instance",
          where: { engine: "mysql", instanceClass: "db.t3.micro", multiAz: true },
          exactly: 1,
        },
        { file: "stacks/Pulumi.microservices-dev.yaml", says: /multiZone: false/ },
      ],
      note: "The free tier excludes it: two zones in production, one in development.",
    },
    {
      line: "MySQL 8.4, extended support off",
      where: [
        {
          type: "aws:rds/instance:Instance",
          where: { engineVersion: /^8\.4/, engineLifecycleSupport: "open-source-rds-extended-support-disabled" },
        },
      ],
      note: "8.0 left standard support on 31 July 2026.",
    },
    {
      line: "DynamoDB pay per request",
      where: [{ type: "aws:dynamodb/table:Table", where: { billingMode: "PAY_PER_REQUEST" }, exactly: 1 }],
      note: '"Auto-scaling (pay-per-request)" mixes two modes.',
    },
    {
      line: "MSK, two kafka.t3.small brokers",
      where: [
        {
          type: "aws:msk/cluster:Cluster",
          where: { numberOfBrokerNodes: 2, "brokerNodeGroupInfo.instanceType": "kafka.t3.small" },
          exactly: 1,
        },
      ],
    },
    {
      line: "Replication factor 2, seven-day retention for replay",
      where: [
        {
          type: "aws:msk/configuration:Configuration",
          where: { serverProperties: /default\.replication\.factor\s*=\s*2/ },
        },
        { type: "aws:msk/configuration:Configuration", where: { serverProperties: /log\.retention\.hours\s*=\s*168/ } },
      ],
    },
    {
      line: "S3-triggered Lambda",
      where: [
        { type: "aws:lambda/function:Function", name: /catalog-import/ },
        { type: /^aws:s3\/bucketNotification|^aws:cloudwatch\/eventRule/ },
        { from: /uploads|catalog/, to: /catalog-import/ },
      ],
    },
    {
      line: "The function validates uploaded catalogue files and upserts products",
      where: [
        { who: /catalog-import/, may: /^dynamodb:PutItem$/, on: /table\/microservices-products/ },
        { file: "functions/catalog-import/read.ts" },
        { file: "test/functions/catalog-import.test.ts" },
      ],
    },
    {
      line: "Google Cloud: Dataproc, Cloud Storage lake and Flink checkpoints",
      where: [
        { type: "gcp:dataproc/cluster:Cluster", exactly: 1 },
        { type: "gcp:storage/bucket:Bucket", name: /lake/ },
        { type: "gcp:storage/bucket:Bucket", name: /checkpoint/ },
      ],
    },
  ]),
  ...part("Across clouds", [
    {
      line: "HA VPN with BGP",
      where: [
        { type: "gcp:compute/haVpnGateway:HaVpnGateway", exactly: 1 },
        { type: "gcp:compute/vPNTunnel:VPNTunnel", where: { ikeVersion: 2 }, exactly: 4 },
        { type: "gcp:compute/routerPeer:RouterPeer", exactly: 4 },
        { type: "aws:ec2/vpnConnection:VpnConnection", exactly: 2 },
      ],
      note: "Flink reads MSK across clouds, and no network path is drawn.",
    },
    {
      line: "TLS + SCRAM with a secret `AmazonMSK_*` under a customer key",
      where: [
        { type: "aws:secretsmanager/secret:Secret", where: { name: /^AmazonMSK_/, kmsKeyId: /^arn:aws:kms:/ } },
        { type: /^aws:msk\/(scramSecretAssociation|singleScramSecretAssociation)/ },
        { type: "aws:msk/cluster:Cluster", where: { "clientAuthentication.sasl.scram": true } },
      ],
    },
    {
      line: "Names of the brokers resolve from Google",
      where: [
        { type: "gcp:dns/managedZone:ManagedZone", where: { "forwardingConfig.targetNameServers.*.ipv4Address": /./ } },
        { type: "aws:route53/resolverEndpoint:ResolverEndpoint", where: { direction: "INBOUND" } },
      ],
    },
  ]),
  ...part("What the diagrams omit", [
    { line: "Pod-identity agent", where: [addon("eks-pod-identity-agent")] },
    { line: "EBS CSI", where: [addon("aws-ebs-csi-driver")] },
    { line: "metrics-server", where: [addon("metrics-server")] },
    { line: "Load-balancer controller", where: [chart(/aws-load-balancer-controller/)] },
    {
      line: "Gateway endpoints for S3 and DynamoDB",
      where: ["s3", "dynamodb"].map((service) => ({
        type: "aws:ec2/vpcEndpoint:VpcEndpoint",
        where: { serviceName: new RegExp(`\\.${service}$`), vpcEndpointType: "Gateway" },
      })),
    },
    {
      line: "Service API enablement on Google Cloud",
      where: [enabled("dataproc"), enabled("compute"), enabled("dns")],
    },
  ]),
];

import type { ResourceClaim } from "../../../planner/report/claims";
import { part, type SpecLine } from "../spec-line";

function subnet(cidrBlock: string, availabilityZone: string): ResourceClaim {
  return { type: "aws:ec2/subnet:Subnet", where: { cidrBlock, availabilityZone }, exactly: 1 };
}

function chart(chartName: RegExp): ResourceClaim {
  return { type: /^kubernetes:helm\.sh\//, where: { chart: chartName } };
}

function addon(addonName: string): ResourceClaim {
  return { type: "aws:eks/addon:Addon", where: { addonName } };
}

const NETWORK = part("Network", [
  { line: "VPC 10.0.0.0/16", where: [{ type: "aws:ec2/vpc:Vpc", where: { cidrBlock: "10.0.0.0/16" }, exactly: 1 }] },
  { line: "DNS on", where: [{ type: "aws:ec2/vpc:Vpc", where: { enableDnsSupport: true, enableDnsHostnames: true } }] },
  { line: "Public 10.0.1.0/24 (us-east-1a)", where: [subnet("10.0.1.0/24", "us-east-1a")] },
  { line: "Public 10.0.2.0/24 (1b)", where: [subnet("10.0.2.0/24", "us-east-1b")] },
  { line: "Private 10.0.10.0/24 (1a)", where: [subnet("10.0.10.0/24", "us-east-1a")] },
  { line: "Private 10.0.11.0/24 (1b)", where: [subnet("10.0.11.0/24", "us-east-1b")] },
  { line: "One internet gateway", where: [{ type: "aws:ec2/internetGateway:InternetGateway", exactly: 1 }] },
  {
    line: "One NAT gateway per zone",
    where: [
      { type: "aws:ec2/natGateway:NatGateway", name: /us-east-1a$/, exactly: 1 },
      { type: "aws:ec2/natGateway:NatGateway", name: /us-east-1b$/, exactly: 1 },
    ],
  },
  {
    line: "Private subnets reach the internet through NAT, public ones through the internet gateway",
    where: [
      {
        type: "aws:ec2/route:Route",
        name: /private/,
        where: { destinationCidrBlock: "0.0.0.0/0", natGatewayId: /^nat-/ },
        exactly: 2,
      },
      { type: "aws:ec2/route:Route", name: /public/, where: { destinationCidrBlock: "0.0.0.0/0", gatewayId: /^igw-/ } },
    ],
    note: "The arrows NAT→private and EKS→ALB oppose the traffic: routes lead private → NAT → internet gateway, and the balancer targets pods.",
  },
  { line: "Nodes private only", where: [{ box: /^cloudmart$/, inside: /^private subnets$/ }] },
]);

const CLUSTER = part("Cluster", [
  {
    line: "EKS `cloudmart-cluster`",
    where: [{ type: "aws:eks/cluster:Cluster", where: { name: "cloudmart-cluster" }, exactly: 1 }],
  },
  {
    line: "A Kubernetes version in standard support",
    where: [
      {
        type: "aws:eks/cluster:Cluster",
        where: { version: /^1\.3[5-9]$/, "upgradePolicy.supportType": "STANDARD" },
      },
    ],
    note: "1.28 is past its extended support.",
  },
  {
    line: "Managed group of t3.medium",
    where: [{ type: "aws:eks/nodeGroup:NodeGroup", where: { "instanceTypes.*": "t3.medium" } }],
  },
  {
    line: "1–4 nodes",
    where: [
      { type: "aws:eks/nodeGroup:NodeGroup", where: { "scalingConfig.minSize": 2, "scalingConfig.maxSize": 4 } },
      { file: "stacks/Pulumi.cloudmart-dev.yaml", says: /main: \{ instanceTypes: \[t3\.medium\], min: 1, max: 4/ },
    ],
    note: "One node cannot stand in two zones: at least two in production, one elsewhere.",
  },
  { line: "Autoscaled", where: [chart(/cluster-autoscaler/)] },
  {
    line: "Kubernetes secrets encrypted by KMS",
    where: [
      {
        type: "aws:eks/cluster:Cluster",
        where: { "encryptionConfig.resources.*": "secrets", "encryptionConfig.provider.keyArn": /^arn:aws:kms:/ },
      },
    ],
  },
  {
    line: "Three images in ECR: frontend (React/Nginx), backend (Node/Express), AI service",
    where: [
      { type: "aws:ecr/repository:Repository", name: /frontend/, exactly: 1 },
      { type: "aws:ecr/repository:Repository", name: /backend/, exactly: 1 },
      { type: "aws:ecr/repository:Repository", name: /(^|-)ai(-|$)/, exactly: 1 },
    ],
  },
  {
    line: "Ingress paths reach authentication, product, order and support",
    where: ["auth", "product", "order", "support"].map((name) => ({
      type: /ListenerRule$|:Ingress$/,
      name: new RegExp(name),
      where: { "conditions.*.pathPattern.values.*": new RegExp(name) },
    })),
  },
  {
    line: "Only support and backend reach AI",
    where: [
      { from: /^backend$/, to: /^ai$/ },
      { from: /^support$/, to: /^ai$/ },
      { callersOf: /^ai$/, are: [/^backend$/, /^support$/, /^cloudmart-edge-/] },
    ],
    note: "`/ai/*` goes through the balancer to the AI service, because a CDN in front of Azure AI would expose its keys.",
  },
  {
    line: "Fargate tasks (analytics backfill)",
    where: [{ type: "aws:ecs/taskDefinition:TaskDefinition", where: { "requiresCompatibilities.*": "FARGATE" } }],
  },
]);

const OMITTED = part("What the diagrams omit", [
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
    where: ["bigquery", "storage", "dataflow"].map((service) => ({
      type: "gcp:projects/service:Service",
      where: { service: `${service}.googleapis.com` },
    })),
  },
]);

export const PLATFORM: readonly SpecLine[] = [...NETWORK, ...CLUSTER, ...OMITTED];

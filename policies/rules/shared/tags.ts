import { Node, type Subject } from "../../engine";

/** The resources that carry tags, by the property that holds them. */
const AWS_TAGGED = [
  "acm/certificate:Certificate",
  "apigateway/restApi:RestApi",
  "apigateway/stage:Stage",
  "apigatewayv2/api:Api",
  "apigatewayv2/stage:Stage",
  "backup/plan:Plan",
  "backup/vault:Vault",
  "bedrock/agentKnowledgeBase:AgentKnowledgeBase",
  "budgets/budget:Budget",
  "cloudfront/distribution:Distribution",
  "cloudtrail/trail:Trail",
  "cloudwatch/eventRule:EventRule",
  "cloudwatch/logGroup:LogGroup",
  "cloudwatch/metricAlarm:MetricAlarm",
  "cognito/userPool:UserPool",
  "docdb/cluster:Cluster",
  "docdb/clusterInstance:ClusterInstance",
  "dynamodb/table:Table",
  "ebs/volume:Volume",
  "ec2/customerGateway:CustomerGateway",
  "ec2/eip:Eip",
  "ec2/flowLog:FlowLog",
  "ec2/instance:Instance",
  "ec2/internetGateway:InternetGateway",
  "ec2/launchTemplate:LaunchTemplate",
  "ec2/natGateway:NatGateway",
  "ec2/networkAcl:NetworkAcl",
  "ec2/routeTable:RouteTable",
  "ec2/securityGroup:SecurityGroup",
  "ec2/subnet:Subnet",
  "ec2/vpc:Vpc",
  "ec2/vpcEndpoint:VpcEndpoint",
  "ec2/vpnConnection:VpnConnection",
  "ec2/vpnGateway:VpnGateway",
  "ec2transitgateway/transitGateway:TransitGateway",
  "ecr/repository:Repository",
  "efs/accessPoint:AccessPoint",
  "efs/fileSystem:FileSystem",
  "eks/addon:Addon",
  "eks/cluster:Cluster",
  "eks/fargateProfile:FargateProfile",
  "eks/nodeGroup:NodeGroup",
  "elasticache/replicationGroup:ReplicationGroup",
  "elasticache/subnetGroup:SubnetGroup",
  "iam/openIdConnectProvider:OpenIdConnectProvider",
  "iam/policy:Policy",
  "iam/role:Role",
  "kms/key:Key",
  "lambda/eventSourceMapping:EventSourceMapping",
  "lambda/function:Function",
  "lb/loadBalancer:LoadBalancer",
  "lb/targetGroup:TargetGroup",
  "msk/cluster:Cluster",
  "opensearch/domain:Domain",
  "rds/cluster:Cluster",
  "rds/clusterInstance:ClusterInstance",
  "rds/instance:Instance",
  "rds/parameterGroup:ParameterGroup",
  "rds/subnetGroup:SubnetGroup",
  "s3/bucket:Bucket",
  "s3/bucketV2:BucketV2",
  "secretsmanager/secret:Secret",
  "sfn/stateMachine:StateMachine",
  "sns/topic:Topic",
  "sqs/queue:Queue",
  "ssm/parameter:Parameter",
  "wafv2/webAcl:WebAcl",
  "vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
].map((token) => `aws:${token}`);

const GOOGLE_LABELLED = [
  "bigquery/dataset:Dataset",
  "bigquery/table:Table",
  "bigtable/instance:Instance",
  "dataproc/cluster:Cluster",
  "kms/cryptoKey:CryptoKey",
  "pubsub/subscription:Subscription",
  "pubsub/topic:Topic",
  "secretmanager/secret:Secret",
  "storage/bucket:Bucket",
  "compute/vPNTunnel:VPNTunnel",
].map((token) => `gcp:${token}`);

const AZURE_TAGGED = [
  "cognitiveservices:Account",
  "keyvault:Vault",
  "managedidentity:UserAssignedIdentity",
  "network:PrivateEndpoint",
  "network:VirtualNetwork",
  "operationalinsights:Workspace",
  "resources:ResourceGroup",
  "storage:StorageAccount",
].map((token) => `azure-native:${token}`);

/** Every type that carries tags or labels. */
export const TAGGED: readonly string[] = [...AWS_TAGGED, ...GOOGLE_LABELLED, ...AZURE_TAGGED];

export function tagProperty(type: string): "tags" | "labels" {
  return type.startsWith("gcp:") ? "labels" : "tags";
}

/** The tags that a resource will carry: its own, and those that its provider adds to everything. */
export function effectiveTags(subject: Subject): ReadonlyMap<string, Node> {
  const property = tagProperty(subject.type);
  const provider = new Node("provider", subject.resource.provider?.props ?? {});
  const general =
    property === "labels" ? decoded(provider.get("defaultLabels")) : decoded(provider.get("defaultTags")).get("tags");
  const places = [general, subject.outputs.get("tagsAll"), subject.get(property)];
  return new Map(places.filter((place) => place.present && !place.unknown).flatMap((place) => place.members()));
}

/** Providers hand nested settings on as JSON text. */
function decoded(node: Node): Node {
  const text = node.unknown ? undefined : node.text();
  if (text === undefined) {
    return node;
  }
  try {
    return new Node(node.path, JSON.parse(text));
  } catch {
    return new Node(node.path, undefined);
  }
}

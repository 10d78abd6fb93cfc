import type { PlannedResource } from "../../plan/document";
import { numberOf, objectOf, textOf, textsOf } from "../../proofs/read";
import { clip } from "../../terminal/table";
import { kindOf } from "./resources";

/** What a box says about one of its children. */
interface Highlight {
  /** Children with the same heading share a line. */
  readonly heading: string;
  readonly text: string;
}

type Reader = (resource: PlannedResource) => Highlight;

/** The types that a reader of a diagram looks for, in the order in which a box lists them. */
const READERS: Readonly<Record<string, Reader>> = {
  "aws:cloudfront/distribution:Distribution": named("CloudFront distribution"),
  "aws:wafv2/webAcl:WebAcl": named("WAF"),
  "aws:lb/loadBalancer:LoadBalancer": (one) => ({
    heading: one.inputs["internal"] === true ? "internal load balancer" : "load balancer",
    text: "",
  }),
  "aws:eks/cluster:Cluster": (one) => ({ heading: "EKS", text: textOf(one.inputs["version"]) ?? "" }),
  "aws:eks/nodeGroup:NodeGroup": (one) => {
    const scaling = objectOf(one.inputs["scalingConfig"]);
    const count = range(numberOf(scaling["minSize"], 0), numberOf(scaling["maxSize"], 0));
    return { heading: "nodes", text: `${count} × ${textsOf(one.inputs["instanceTypes"]).join(" or ")}` };
  },
  "aws:eks/fargateProfile:FargateProfile": named("Fargate profile"),
  "aws:lambda/function:Function": (one) => ({ heading: "Lambda", text: textOf(one.inputs["runtime"]) ?? "image" }),
  "aws:ecs/taskDefinition:TaskDefinition": named("Fargate task"),
  "aws:sfn/stateMachine:StateMachine": named("state machine"),
  "aws:apigateway/restApi:RestApi": named("REST API"),
  "aws:apigatewayv2/api:Api": named("API"),
  "aws:cognito/userPool:UserPool": named("user pool"),
  "aws:dynamodb/table:Table": physical("DynamoDB"),
  "aws:rds/instance:Instance": engine("RDS"),
  "aws:rds/cluster:Cluster": engine("Aurora"),
  "aws:docdb/cluster:Cluster": named("DocumentDB"),
  "aws:elasticache/replicationGroup:ReplicationGroup": (one) => ({
    heading: "ElastiCache",
    text: `${textOf(one.inputs["engine"]) ?? "redis"}, ${numberOf(one.inputs["numCacheClusters"], 1)} × ${textOf(one.inputs["nodeType"]) ?? "node"}`,
  }),
  "aws:elasticache/serverlessCache:ServerlessCache": engine("ElastiCache serverless"),
  "aws:opensearch/domain:Domain": named("OpenSearch"),
  "aws:opensearch/serverlessCollection:ServerlessCollection": named("OpenSearch Serverless"),
  "aws:bedrock/agentKnowledgeBase:AgentKnowledgeBase": named("knowledge base"),
  "aws:s3/vectorsVectorBucket:VectorsVectorBucket": named("S3 Vectors"),
  "aws:msk/cluster:Cluster": named("MSK"),
  "aws:s3/bucket:Bucket": named("S3 bucket"),
  "aws:s3/bucketV2:BucketV2": named("S3 bucket"),
  "aws:sqs/queue:Queue": named("SQS queue"),
  "aws:sns/topic:Topic": named("SNS topic"),
  "aws:ecr/repository:Repository": physical("ECR"),
  "aws:secretsmanager/secret:Secret": named("secret"),
  "aws:kms/key:Key": named("KMS key"),
  "aws:budgets/budget:Budget": named("budget"),
  "aws:cloudwatch/metricAlarm:MetricAlarm": named("alarm"),
  "aws:cloudwatch/dashboard:Dashboard": named("dashboard"),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": named("OIDC provider"),
  "gcp:storage/bucket:Bucket": named("Cloud Storage bucket"),
  "gcp:bigquery/dataset:Dataset": named("BigQuery dataset"),
  "gcp:bigquery/table:Table": (one) => ({
    heading: one.inputs["view"] === undefined ? "tables" : "view",
    text: textOf(one.inputs["tableId"]) ?? "",
  }),
  "gcp:dataflow/flexTemplateJob:FlexTemplateJob": named("Dataflow job"),
  "gcp:dataflow/job:Job": named("Dataflow job"),
  "gcp:dataproc/cluster:Cluster": named("Dataproc cluster"),
  "gcp:storage/transferJob:TransferJob": named("Storage Transfer job"),
  "gcp:bigtable/instance:Instance": named("Bigtable"),
  "gcp:serviceaccount/account:Account": named("service account"),
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": named("identity pool"),
  "gcp:kms/cryptoKey:CryptoKey": named("KMS key"),
  "gcp:projects/service:Service": named("enabled API"),
  "azure-native:cognitiveservices:Account": (one) => ({
    heading: "AI account",
    text: textOf(one.inputs["kind"]) ?? "",
  }),
  "azure-native:keyvault:Vault": named("Key Vault"),
  "azure-native:managedidentity:UserAssignedIdentity": named("managed identity"),
  "azure-native:operationalinsights:Workspace": named("log workspace"),
  "azure-native:resources:ResourceGroup": named("resource group"),
  "azure-native:network:VirtualNetworkGateway": named("VPN gateway"),
  "kubernetes:helm.sh/v4:Chart": chart,
  "kubernetes:helm.sh/v3:Release": chart,
  "kubernetes:apps/v1:Deployment": (one) => {
    const spec = objectOf(one.inputs["spec"]);
    const pods = numberOf(spec["replicas"], 1);
    return {
      heading: "Deployment",
      text: "replicas" in spec ? `${pods} ${pods === 1 ? "pod" : "pods"}` : "autoscaled",
    };
  },
  "kubernetes:apps/v1:DaemonSet": named("DaemonSet"),
  "kubernetes:apps/v1:StatefulSet": named("StatefulSet"),
  "kubernetes:batch/v1:CronJob": named("CronJob"),
  "kubernetes:batch/v1:Job": named("Job"),
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": (one) => {
    const spec = objectOf(one.inputs["spec"]);
    return { heading: "scales", text: range(numberOf(spec["minReplicas"], 1), numberOf(spec["maxReplicas"], 1)) };
  },
  "kubernetes:networking.k8s.io/v1:Ingress": named("Ingress"),
};

/** The order of the table above, for sorting. */
const ORDER = new Map(Object.keys(READERS).map((type, index) => [type, index]));

/** Lines that a box has room for; the rest is in the count. */
const LINE_LIMIT = 5;
/** Longest line, in characters. */
const LINE_LENGTH = 34;
/** More children of one kind are counted and not named. */
const NAMED_LIMIT = 6;

/** The children that matter, a line for each kind. */
export function highlights(resources: readonly PlannedResource[]): readonly string[] {
  const lines = new Map<string, string[]>();
  const known = resources
    .filter((resource) => ORDER.has(resource.type))
    .sort((left, right) => (ORDER.get(left.type) ?? 0) - (ORDER.get(right.type) ?? 0));
  for (const resource of known) {
    const { heading, text } = READERS[resource.type]?.(resource) ?? { heading: kindOf(resource.type), text: "" };
    lines.set(heading, [...(lines.get(heading) ?? []), text]);
  }
  return [...lines].slice(0, LINE_LIMIT).flatMap(([heading, texts]) => linesOf(heading, texts));
}

function linesOf(heading: string, texts: readonly string[]): readonly string[] {
  const said = texts.filter((text) => text !== "");
  if (said.length === 0) {
    return [texts.length === 1 ? heading : `${texts.length} ${heading}s`];
  }
  return said.length > NAMED_LIMIT ? [`${heading}: ${said.length}`] : folded(`${heading}: ${said.join(", ")}`);
}

/** A long list goes on in further lines. */
function folded(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/(?<=, )/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.trimEnd().length <= LINE_LENGTH) {
      lines[lines.length - 1] = last + word;
    } else {
      lines.push(word);
    }
  }
  return lines.map((line) => clip(line.trimEnd(), LINE_LENGTH + 2));
}

function range(from: number, to: number): string {
  return from === to ? String(from) : `${from}–${to}`;
}

function named(heading: string): Reader {
  return () => ({ heading, text: "" });
}

/** By the name that the cloud knows, without the system's name before it. */
function physical(heading: string): Reader {
  return (resource) => ({ heading, text: shortName(textOf(resource.outputs["name"]) ?? resource.name) });
}

function engine(heading: string): Reader {
  return (resource) => ({
    heading,
    text: [textOf(resource.inputs["engine"]), textOf(resource.inputs["engineVersion"])].filter(Boolean).join(" "),
  });
}

function chart(resource: PlannedResource): Highlight {
  return { heading: "chart", text: textOf(resource.inputs["chart"])?.split("/").at(-1) ?? resource.name };
}

/** `cloudmart-orders` → `orders`, `cloudmart-orders-1a2b3c4` → `orders`. */
function shortName(name: string): string {
  return name.replace(/-[0-9a-f]{7}$/, "").replace(/^[a-z0-9]+[-/](?=.)/, "");
}

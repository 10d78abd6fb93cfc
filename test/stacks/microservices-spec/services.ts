import type { Claim } from "../../../planner/report/claims";
import { part, type SpecLine } from "../spec-line";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const SCALER = /HorizontalPodAutoscaler$/;
const PROD = "stacks/Pulumi.microservices-prod.yaml";

/** Who calls the services from outside their namespace: the balancer's rule, and nobody else. */
const EDGE = /^shop-edge/;
/** Prometheus, which reads every service's metrics. */
const METRICS = /^shop-platform$/;

function listens(service: string, port: number): Claim {
  return {
    type: DEPLOYMENT,
    name: new RegExp(`^${service}-deployment$`),
    where: { "spec.template.spec.containers.*.ports.*.containerPort": port },
    exactly: 1,
  };
}

function pods(service: string, replicas: number): Claim {
  return {
    type: DEPLOYMENT,
    name: new RegExp(`^${service}-deployment$`),
    where: { "spec.replicas": replicas },
    exactly: 1,
  };
}

function scaled(service: string, minReplicas: number, maxReplicas: number): readonly Claim[] {
  const name = new RegExp(`^${service}-autoscaler$`);
  return [
    {
      type: SCALER,
      name,
      where: { "spec.minReplicas": minReplicas, "spec.maxReplicas": maxReplicas },
      exactly: 1,
    },
    { type: SCALER, name, where: { "spec.metrics.*.resource.target.averageUtilization": 70 } },
    { type: SCALER, name, where: { "spec.metrics.*.resource.target.averageUtilization": 80 } },
  ];
}

function environment(service: string, value: RegExp): Claim {
  return {
    type: DEPLOYMENT,
    name: new RegExp(`^${service}-deployment$`),
    where: { "spec.template.spec.containers.*.env.*.value": value },
  };
}

export const SERVICES: readonly SpecLine[] = [
  ...part("Services", [
    { line: "api-gateway on port 5000", where: [listens("api-gateway", 5000)] },
    { line: "api-gateway HPA 2–10, CPU 70 %, memory 80 %", where: scaled("api-gateway", 2, 10) },
    {
      line: "api-gateway is stateless",
      where: [{ type: "aws:iam/role:Role", name: /api-gateway/, exactly: 0 }],
      note: "It has no role in AWS at all.",
    },
    {
      line: "Public load balancer for the gateway",
      where: [
        { type: "aws:lb/loadBalancer:LoadBalancer", where: { internal: false }, exactly: 1 },
        { from: /^shop-edge/, to: /^api-gateway$/ },
      ],
    },
    {
      line: "REST from the gateway to all services",
      where: ["user", "product", "order", "notification"].flatMap((name): readonly Claim[] => [
        { from: /^api-gateway$/, to: new RegExp(`^${name}$`) },
        environment("api-gateway", new RegExp(`^http://${name}\\.shop\\.svc`)),
      ]),
      note: "The arrows to order and notification are not drawn: all four are wired.",
    },
    { line: "user on port 5001, 2 replicas", where: [listens("user", 5001), pods("user", 2)] },
    {
      line: "user → RDS MySQL `users`",
      where: [
        { from: /^user$/, to: /^shop-database$/ },
        { who: /user/, may: /^rds-db:connect$/, on: /dbuser:.*\/users$/ },
        environment("user", /^users$/),
      ],
    },
    { line: "product on port 5002, 2 replicas", where: [listens("product", 5002), pods("product", 2)] },
    {
      line: "product → DynamoDB, key `product_id`",
      where: [
        { from: /^product$/, to: /^shop-data$/ },
        { type: "aws:dynamodb/table:Table", where: { hashKey: "product_id" }, exactly: 1 },
      ],
    },
    { line: "order on port 5003", where: [listens("order", 5003)] },
    { line: "order HPA 2–8, CPU 70 %, memory 80 %", where: scaled("order", 2, 8) },
    {
      line: "order → RDS MySQL `orders`",
      where: [
        { from: /^order$/, to: /^shop-database$/ },
        { who: /order/, may: /^rds-db:connect$/, on: /dbuser:.*\/orders$/ },
      ],
    },
    {
      line: "order produces Kafka `orders`",
      where: [
        { from: /^order$/, to: /^shop-stream$/ },
        { who: /order/, may: /^kafka-cluster:WriteData$/, on: /:topic\/.*\/orders$/ },
      ],
    },
    {
      line: "notification on port 5004, 1 replica",
      where: [
        listens("notification", 5004),
        pods("notification", 1),
        { type: /PodDisruptionBudget$/, name: /^notification-/, where: { "spec.maxUnavailable": 1 }, exactly: 1 },
      ],
      note: "One consumer and availability exclude each other: one stays, and a drained node may take it away.",
    },
    {
      line: "notification is a consumer group of `orders`",
      where: [
        { from: /^notification$/, to: /^shop-stream$/ },
        { who: /notification/, may: /^kafka-cluster:ReadData$/, on: /:topic\/.*\/orders$/ },
        { who: /notification/, may: /^kafka-cluster:AlterGroup$/, on: /:group\/.*\/notification$/ },
      ],
    },
    {
      line: "E-mail and SMS by SES and SNS",
      where: [
        { who: /notification/, may: /^ses:SendEmail$/, on: /:identity\// },
        { who: /notification/, may: /^sns:Publish$/, on: /:sns:/ },
        { type: "aws:sesv2/emailIdentity:EmailIdentity" },
        { type: "aws:sns/topic:Topic", name: /customers/ },
      ],
    },
    {
      line: "analytics: Dataproc, 1 master and 2 workers",
      where: [
        {
          type: "gcp:dataproc/cluster:Cluster",
          where: {
            "clusterConfig.masterConfig.numInstances": 1,
            "clusterConfig.workerConfig.numInstances": 2,
          },
          exactly: 1,
        },
      ],
    },
    {
      line: "Flink on image 2.2 or newer",
      where: [
        {
          type: "gcp:dataproc/cluster:Cluster",
          where: {
            "clusterConfig.softwareConfig.imageVersion": /^2\.[2-9]/,
            "clusterConfig.softwareConfig.optionalComponents.*": "FLINK",
          },
        },
      ],
      note: "Image 2.1 is unsupported, and the provider knows no Flink job: an initialization action starts it.",
    },
    {
      line: "Flink: `orders` → windowed aggregates → `analytics-results`",
      where: [
        {
          type: "gcp:compute/firewall:Firewall",
          name: /shop-stream-9096-shop-flink$/,
          where: { direction: "EGRESS", "allows.*.ports.*": "9096" },
          exactly: 1,
        },
        {
          type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
          name: /^shop-stream-ingress-shop-flink-9096$/,
          where: { cidrIpv4: "10.30.0.0/20" },
          exactly: 1,
        },
        { type: "gcp:storage/bucketObject:BucketObject", name: /^shop-flink-job-sql$/, exactly: 1 },
        { file: "functions/flink-order-analytics/job.sql", says: /TUMBLE\(TABLE orders/ },
        { file: "test/functions/flink-order-analytics/job.test.ts" },
      ],
      note: "The topic of the results has no consumer in the design: it is kept, and none is invented.",
    },
    {
      line: "Static-replica services have no HPA",
      where: [{ type: SCALER, exactly: 2 }],
    },
    {
      line: "Kubernetes DNS discovery",
      where: ["user", "product", "order", "notification", "api-gateway"].map((name) => ({
        type: "kubernetes:core/v1:Service",
        name: new RegExp(`^${name}-service$`),
        where: { "spec.type": "ClusterIP" },
      })),
    },
    {
      line: "Liveness and readiness probes",
      where: ["api-gateway", "user", "product", "order", "notification"].map((name) => ({
        type: DEPLOYMENT,
        name: new RegExp(`^${name}-deployment$`),
        where: {
          "spec.template.spec.containers.*.livenessProbe.httpGet.path": /^\//,
          "spec.template.spec.containers.*.readinessProbe.httpGet.path": /^\//,
        },
      })),
    },
    {
      line: "Exactly the drawn connections",
      where: [
        { callersOf: /^user$/, are: [/^api-gateway$/, METRICS] },
        { callersOf: /^product$/, are: [/^api-gateway$/, METRICS] },
        { callersOf: /^order$/, are: [/^api-gateway$/, METRICS] },
        { callersOf: /^notification$/, are: [/^api-gateway$/, METRICS] },
        { callersOf: /^api-gateway$/, are: [EDGE, METRICS] },
      ],
    },
    {
      line: "Python and Flask: the images are the services' own",
      where: [
        { type: "aws:ecr/repository:Repository", exactly: 5 },
        { file: PROD, says: /images: \{\}/ },
      ],
    },
  ]),
];

import type { Claim, ResourceClaim } from "../../../planner/report/claims";
import { part, type SpecLine } from "../spec-line";

function chart(name: RegExp): Claim {
  return { type: "kubernetes:helm.sh/v4:Chart", where: { chart: name } };
}

function nodes(name: RegExp, where: ResourceClaim["where"] & object): ResourceClaim {
  return { type: "aws:eks/nodeGroup:NodeGroup", name, where };
}

function objective(service: string): Claim {
  return {
    type: "estate:resilience:RecoveryObjectives",
    where: { [`services.${service}.rpoMinutes`]: 60, [`services.${service}.rtoMinutes`]: 15 },
  };
}

export const OPERATIONS: readonly SpecLine[] = [
  ...part("Cluster", [
    {
      line: "us-east-1, 10.40.0.0/16; DR us-west-2",
      where: [
        { type: "aws:ec2/vpc:Vpc", where: { cidrBlock: "10.40.0.0/16" }, exactly: 1 },
        { type: "aws:ec2/vpc:Vpc", where: { cidrBlock: "10.41.0.0/16" }, exactly: 1 },
        { type: "pulumi:providers:aws", where: { region: "us-west-2" }, exactly: 1 },
      ],
    },
    {
      line: "EKS in public and private subnets of two zones",
      where: [
        { type: "aws:eks/cluster:Cluster", exactly: 2 },
        { type: "aws:ec2/subnet:Subnet", where: { availabilityZone: "us-east-1a" }, exactly: 3 },
        { type: "aws:ec2/subnet:Subnet", where: { availabilityZone: "us-east-1b" }, exactly: 3 },
      ],
    },
    {
      line: "Main t3.medium 2–10",
      where: [
        nodes(/main/, { "instanceTypes.*": "t3.medium", "scalingConfig.minSize": 2, "scalingConfig.maxSize": 10 }),
      ],
      note: "A t3.medium cannot hold Prometheus, Elasticsearch and the mesh: the platform has nodes of its own.",
    },
    {
      line: "Spot group of mixed types",
      where: [nodes(/spot/, { capacityType: "SPOT", "instanceTypes.1": "t3a.large" })],
    },
    { line: "Cluster autoscaling", where: [chart(/cluster-autoscaler/)] },
  ]),
  ...part("Data model", [
    {
      line: "MongoDB: users",
      where: [{ type: "aws:docdb/cluster:Cluster", exactly: 2 }],
      note: "DocumentDB in production, MongoDB itself in development and staging.",
    },
    {
      line: "PostgreSQL with read replica and pooling",
      where: [
        { type: "aws:rds/cluster:Cluster", where: { engine: "aurora-postgresql" }, exactly: 2 },
        { type: "aws:rds/clusterInstance:ClusterInstance", exactly: 4 },
        { type: "aws:rds/proxy:Proxy" },
      ],
    },
    {
      line: "Orders partitioned by date, and indexes",
      where: [
        { file: "stacks/cloudcommerce/setup/postgres/30-orders.sql", says: /PARTITION BY RANGE \(ordered_at\)/ },
        { type: "kubernetes:batch/v1:Job", name: /^tables-/, exactly: 1 },
      ],
    },
    {
      line: "Redis by ElastiCache",
      where: [{ type: "aws:elasticache/replicationGroup:ReplicationGroup", exactly: 2 }],
    },
    {
      line: "RabbitMQ by its operator: order notifications",
      where: [{ type: "kubernetes:rabbitmq.com/v1beta1:RabbitmqCluster", where: { "spec.replicas": 3 }, exactly: 2 }],
    },
  ]),
  ...part("Observability", [
    { line: "Prometheus, Grafana, Alertmanager", where: [chart(/^kube-prometheus-stack$/)] },
    {
      line: "SLA alerts",
      where: [
        { type: "kubernetes:monitoring.coreos.com/v1:PrometheusRule", name: /objectives/ },
        { type: "kubernetes:monitoring.coreos.com/v1alpha1:AlertmanagerConfig" },
      ],
    },
    {
      line: "Elasticsearch, Logstash, Kibana, Filebeat",
      where: [
        { type: "kubernetes:elasticsearch.k8s.elastic.co/v1:Elasticsearch" },
        { type: "kubernetes:logstash.k8s.elastic.co/v1alpha1:Logstash" },
        { type: "kubernetes:kibana.k8s.elastic.co/v1:Kibana" },
        { type: "kubernetes:beat.k8s.elastic.co/v1beta1:Beat" },
      ],
    },
    { line: "Jaeger", where: [chart(/^jaeger$/)], note: "Jaeger 2: the first ended in December 2025." },
  ]),
  ...part("Security", [
    {
      line: "RBAC",
      where: [{ type: "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding", name: /^shop-access-/ }],
    },
    {
      line: "Default-deny network policies",
      where: [{ type: "kubernetes:networking.k8s.io/v1:NetworkPolicy", name: /default-deny$/ }],
    },
    {
      line: "Restricted Pod Security",
      where: [
        {
          type: "kubernetes:core/v1:Namespace",
          name: /^shop-namespace$/,
          where: { "metadata.labels.*": "restricted" },
        },
      ],
      note: "Istio's CNI plugin takes the place of its privileged init container; Falco and Filebeat have namespaces of their own.",
    },
    {
      line: "External Secrets and Secrets Manager",
      where: [chart(/^external-secrets$/), { type: "aws:secretsmanager/secret:Secret" }],
    },
    { line: "Falco", where: [chart(/^falco$/)] },
    { line: "Trivy", where: [chart(/^trivy-operator$/)] },
    {
      line: "Cosign, verified at admission",
      where: [{ type: "kubernetes:policies.kyverno.io/v1:ImageValidatingPolicy" }],
    },
  ]),
  ...part("Environments", [
    {
      line: "Development: Docker Compose",
      where: [{ file: "stacks/cloudcommerce/compose.yaml", says: /name: cloudcommerce/ }],
    },
    {
      line: "Staging: Minikube or Kind",
      where: [{ file: "stacks/Pulumi.cloudcommerce-staging.yaml", says: /mode: cluster/ }],
      note: "It has no cloud resources at all; the balancer and ElastiCache are production's.",
    },
  ]),
  ...part("DR", [
    {
      line: "Daily database backups kept 30 days, copied to the other region",
      where: [
        {
          type: "aws:backup/plan:Plan",
          name: /database/,
          where: { "rules.0.lifecycle.deleteAfter": 30, "rules.0.copyActions.0.lifecycle.deleteAfter": 30 },
        },
      ],
    },
    { line: "EBS snapshots", where: [{ type: "aws:backup/plan:Plan", name: /volumes/ }] },
    {
      line: "RTO 15 min for critical services, RPO 1 h",
      where: ["user", "product", "order", "payment", "site"].map(objective),
      note: "No restore is that fast: warm copies, point-in-time recovery, and a name that fails over. The plan works out both figures.",
    },
    {
      line: "Cross-region replication",
      where: [
        { type: "aws:rds/globalCluster:GlobalCluster" },
        { type: "aws:docdb/globalCluster:GlobalCluster" },
        { type: "aws:s3/bucketReplicationConfig:BucketReplicationConfig", name: /^shop-site-files-web-/ },
        { type: "aws:ecr/replicationConfiguration:ReplicationConfiguration" },
        {
          type: "aws:cloudfront/distribution:Distribution",
          where: { "originGroups.0.members.1.originId": "copy-web" },
        },
      ],
    },
    {
      line: "Health-check failover",
      where: [
        {
          type: "aws:route53/healthCheck:HealthCheck",
          where: { resourcePath: "/healthz/region" },
          exactly: 2,
        },
        {
          type: "kubernetes:networking.k8s.io/v1:Ingress",
          name: /^shop-routes-route-region$/,
          where: { "spec.rules.0.http.paths.0.backend.service.name": "order" },
        },
      ],
      note: "Kong's own answer to the balancer knows no store: Route 53 asks the order service, which looks at its own.",
    },
  ]),
  ...part("Cost", [
    {
      line: "Budgets, Cost Explorer, utilisation reports, quotas, automated cleanup",
      where: [
        { type: "aws:budgets/budget:Budget" },
        { type: "aws:costexplorer/anomalyMonitor:AnomalyMonitor" },
        { type: "aws:bcmdata/export:Export" },
        { type: "kubernetes:core/v1:ResourceQuota", name: /^shop-quota$/ },
        { type: "aws:cloudwatch/metricAlarm:MetricAlarm", name: /quotas/ },
        {
          type: "aws:lambda/function:Function",
          name: /^shop-cleanup-/,
          where: { "environment.variables.DRY_RUN": "false", "environment.variables.KUBERNETES_VOLUMES": "clean" },
          exactly: 2,
        },
      ],
      note: "What to buy in advance is decided by people; nothing here buys anything.",
    },
  ]),
];

import type { Claim } from "../../../planner/report/claims";
import { part, type SpecLine } from "../spec-line";

const README = "stacks/microservices/README.md";

function chart(name: RegExp, values?: RegExp): Claim {
  return { type: /^kubernetes:helm\.sh\//, where: { chart: name, ...(values === undefined ? {} : { values }) } };
}

export const OPERATIONS: readonly SpecLine[] = [
  ...part("Security", [
    {
      line: "Private data stores",
      where: [
        { type: "aws:rds/instance:Instance", where: { publiclyAccessible: false } },
        {
          type: "aws:msk/cluster:Cluster",
          where: { "brokerNodeGroupInfo.connectivityInfo.publicAccess.type": "DISABLED" },
        },
        { box: /^shop-database$/, inside: /^isolated subnets$/ },
      ],
    },
    {
      line: "Service-account roles",
      where: ["user", "product", "order", "notification"].map((serviceAccount) => ({
        type: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
        where: { namespace: "shop", serviceAccount },
        exactly: 1,
      })),
    },
    {
      line: "Kubernetes secrets",
      where: [chart(/external-secrets/), { type: /ExternalSecret$/ }, { no: /^kubernetes:core\/v1:Secret$/ }],
      note: "Plain secrets and GitOps exclude each other: External Secrets brings them from Secrets Manager, nothing stands in Git.",
    },
    {
      line: "HTTPS at public edges",
      where: [
        {
          type: "aws:lb/listener:Listener",
          where: { port: 443, protocol: "HTTPS", sslPolicy: /TLS13-1-2/ },
          exactly: 1,
        },
        { type: "aws:lb/listener:Listener", exactly: 1 },
      ],
    },
    {
      line: "Tight security groups",
      where: [
        {
          type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
          where: { cidrIpv4: "0.0.0.0/0" },
          exactly: 1,
        },
        {
          type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
          where: { cidrIpv4: "0.0.0.0/0", fromPort: 443, toPort: 443 },
          exactly: 1,
        },
      ],
    },
    {
      line: "No plaintext secret in code or state",
      where: [
        {
          type: "aws:secretsmanager/secretVersion:SecretVersion",
          where: { secretString: /^(?!\[secret\])/ },
          exactly: 0,
        },
      ],
    },
  ]),
  ...part("Observability", [
    { line: "Prometheus and Grafana", where: [chart(/kube-prometheus-stack/)] },
    {
      line: "Rate, latency, errors",
      where: [
        { type: "kubernetes:core/v1:ConfigMap", name: /dashboard/, where: { data: /rate\(/ } },
        { type: /PrometheusRule$/, where: { "spec.groups.*.rules.*.alert": /Latency|Slow|Error/ } },
      ],
    },
    {
      line: "Cluster health",
      where: [{ type: /PrometheusRule$/, where: { "spec.groups.*.rules.*.alert": /Node|Pod|Cluster/ } }],
    },
    {
      line: "Database connections",
      where: [{ type: /PrometheusRule$/, where: { "spec.groups.*.rules.*.expr": /database_connections/i } }],
    },
    {
      line: "Kafka lag",
      where: [{ type: /PrometheusRule$/, where: { "spec.groups.*.rules.*.expr": /lag/i } }],
    },
    {
      line: "EFK for all pods",
      where: [chart(/fluent-bit/), { type: /:Elasticsearch$/ }],
    },
    { line: "Kibana search", where: [{ type: /:Kibana$/ }] },
    {
      line: "OpenTelemetry later",
      where: [{ type: /^kubernetes:helm\.sh\//, where: { chart: /opentelemetry/ }, exactly: 0 }],
    },
  ]),
  ...part("Delivery, environments, recovery", [
    {
      line: "Argo CD: declared state, traceable history, easy reversal",
      where: [
        chart(/argo-cd/),
        {
          type: /:Application$/,
          where: { "spec.source.path": /manifests\/microservices-prod/, "spec.syncPolicy.automated.selfHeal": true },
        },
      ],
    },
    {
      line: "Replicas under an HPA are left out of GitOps",
      where: [
        { type: /:Application$/, where: { "spec.ignoreDifferences.*.jsonPointers.*": "/spec/replicas" } },
        { type: "kubernetes:apps/v1:Deployment", name: /^order-/, where: { "spec.replicas": /./ }, exactly: 0 },
      ],
    },
    {
      line: "Reviewed infrastructure changes applied by CI/CD",
      where: [
        { type: "aws:iam/role:Role", where: { assumeRolePolicy: /token\.actions\.githubusercontent\.com/ } },
        { file: ".github/workflows/deploy.yml", says: /Pulumi\.\*-"\$environment"\.yaml/ },
        { file: ".github/workflows/preview.yml", says: /pull_request/ },
      ],
    },
    {
      line: "GitHub OIDC for every cloud",
      where: [
        {
          type: "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
          where: { oidc: /githubusercontent/ },
        },
      ],
    },
    {
      line: "No routine kubectl",
      where: [
        { type: "pulumi:providers:kubernetes", where: { renderYamlToDirectory: "manifests/microservices-prod" } },
      ],
    },
    {
      line: "Development and production",
      where: ["dev", "prod"].map((name) => ({ file: `stacks/Pulumi.microservices-${name}.yaml` })),
    },
    {
      line: "Recovery: multi-AZ and Kafka replay",
      where: [
        { type: "aws:rds/instance:Instance", where: { multiAz: true, backupRetentionPeriod: 35 } },
        { type: "aws:msk/configuration:Configuration", where: { serverProperties: /log\.retention\.hours\s*=\s*168/ } },
      ],
    },
    {
      line: "Tags: system, environment, owner",
      where: [
        {
          type: "pulumi:providers:aws",
          where: {
            "defaultTags.tags.system": "microservices",
            "defaultTags.tags.environment": "prod",
            "defaultTags.tags.owner": /./,
          },
        },
      ],
    },
    {
      line: "A budget for the stack",
      where: [{ type: "aws:budgets/budget:Budget" }, { type: "gcp:billing/budget:Budget" }],
    },
  ]),
  ...part("Cost", [
    {
      line: "Stated $50–100",
      where: [{ file: README, says: /control plane/i }],
      note: "Impossible: the control plane, nodes, NAT, brokers, database and balancer alone exceed it several times. The estimate is published; the control plane has no free period.",
    },
    {
      line: "Spending watched in CloudWatch",
      where: [{ type: "aws:cloudwatch/metricAlarm:MetricAlarm", where: { metricName: "EstimatedCharges" } }],
    },
  ]),
  ...part("Future, off by default", [
    { line: "Istio", where: [{ no: /istio/ }] },
    { line: "Kong", where: [{ type: /^kubernetes:helm\.sh\//, where: { chart: /kong/ }, exactly: 0 }] },
    { line: "Redis", where: [{ no: /^aws:elasticache\// }] },
    { line: "CloudFront", where: [{ no: /^aws:cloudfront\// }] },
    { line: "Multi-region", where: [{ no: /^aws:rds\/instanceAutomatedBackupsReplication/ }] },
    { line: "Tracing", where: [{ type: /^kubernetes:helm\.sh\//, where: { chart: /jaeger/ }, exactly: 0 }] },
    {
      line: "Spot nodes",
      where: [{ type: "aws:eks/nodeGroup:NodeGroup", where: { capacityType: "SPOT" }, exactly: 0 }],
    },
  ]),
];

import {
  apiGateway,
  autoscaling,
  ClusterPlatform,
  certManager,
  EksCluster,
  elasticOperator,
  externalSecrets,
  falco,
  GATEWAY,
  GatewayRoutes,
  gatewayAnnotations,
  imageVerification,
  KEDA_NAMESPACE,
  LoadBalancerIngress,
  logging,
  monitoring,
  Network,
  PlatformNamespace,
  PROMETHEUS,
  PredictiveScaling,
  progressiveDelivery,
  ROLLOUTS_NAMESPACE,
  serviceMesh,
  TeamAccess,
  tracing,
  trivyOperator,
  Workload,
} from "multicloud-estate";

const account = "111122223333";
const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:${account}:secret:shop/${name}`;
const network = new Network("shop", {
  cidrBlock: "10.40.0.0/16",
  zones: ["us-east-1a", "us-east-1b"],
  clusterName: "shop",
});
const cluster = new EksCluster("shop", {
  vpcId: network.vpcId,
  subnetIds: network.subnetIds.private,
  egress: network.egress,
  nodeGroups: { main: { instanceTypes: ["t3.large"], min: 2, max: 10 } },
});
// Kubernetes looks at what is; this looks at what the last weeks make likely, and only writes it down.
new PredictiveScaling("shop", { groups: cluster.autoScalingGroups });

const platform = new ClusterPlatform(
  "shop",
  {
    addons: [
      externalSecrets({
        region: "us-east-1",
        secretArns: ["grafana", "kibana", "pager", "chat", "tokens"].map((name) => `${secret(name)}-*`),
      }),
      certManager(),
      monitoring({
        grafanaSecret: "shop/grafana",
        clients: [ROLLOUTS_NAMESPACE, KEDA_NAMESPACE],
        scrapedNamespaces: ["shop"],
        alerts: {
          page: { kind: "pagerDuty", secret: "shop/pager" },
          ticket: { kind: "slack", secret: "shop/chat", channel: "#shop" },
        },
        objectives: { orders: { availabilityPercent: 99.9, latency: { percent: 99, seconds: 0.5 } } },
      }),
      tracing({ metrics: true }),
      serviceMesh({ tracing: true, metrics: true }),
      apiGateway({
        namespaces: ["shop"],
        loadBalancerCidrs: ["10.40.0.0/20"],
        cors: { origins: ["https://shop.example.com"] },
        issuers: { users: "shop/tokens" },
        mesh: true,
        tracing: true,
        metrics: true,
      }),
      progressiveDelivery({ traffic: "istio", metrics: true }),
      autoscaling({ responseTimes: true, brokers: { rabbitmq: [15_671] } }),
      imageVerification({
        images: [`${account}.dkr.ecr.us-east-1.amazonaws.com/*`],
        signer: { subject: "https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main" },
        namespaces: ["shop"],
        repositoryArns: [`arn:aws:ecr:us-east-1:${account}:repository/shop/orders`],
      }),
      trivyOperator({ namespaces: ["shop"], metrics: true }),
      falco(),
      elasticOperator({ filebeat: true }),
      logging({ kibanaSecret: "shop/kibana", agent: "filebeat" }),
    ],
    podRole: (serviceAccount, statements) => cluster.podRole(serviceAccount, { statements }),
  },
  { provider: cluster.provider },
);

const shop = new PlatformNamespace(
  "shop",
  { quota: { cpu: "8", memory: "16Gi", pods: 60 } },
  { provider: cluster.provider, dependsOn: [platform] },
);
const options = { provider: cluster.provider, dependsOn: [shop] };
const namespace = shop.namespaceName;
new TeamAccess("shop-access", { namespace, groups: { developers: "viewer", "on-call": "operator" } }, options);

const service = (name: string) => gatewayAnnotations({ meshHost: `${name}.${namespace}.svc.cluster.local` });
const products = new Workload(
  "products",
  {
    namespace,
    mesh: { balancing: { algorithm: "roundRobin" } },
    delivery: { strategy: "canary", traffic: "istio" },
    scaling: { min: 2, max: 8, triggers: { latencyMs: 300 } },
    recommendations: true,
    serviceAnnotations: service("products"),
  },
  options,
);
const orders = new Workload(
  "orders",
  {
    namespace,
    mesh: { balancing: { algorithm: "consistentHash", header: "X-Session" } },
    delivery: { strategy: "blueGreen" },
    serviceAnnotations: service("orders"),
  },
  options,
);
const notifications = new Workload(
  "notifications",
  {
    namespace,
    mesh: {},
    scaling: {
      min: 1,
      max: 6,
      triggers: {
        queues: {
          orders: {
            kind: "rabbitMq",
            queue: "orders",
            address: { secret: "rabbitmq", key: "host" },
            messagesPerPod: 20,
          },
        },
      },
    },
  },
  options,
);
orders.connectTo(products);
for (const workload of [products, orders, notifications]) {
  workload.allowFrom("prometheus", PROMETHEUS);
}

new GatewayRoutes(
  "shop-routes",
  {
    namespace,
    mesh: true,
    routes: {
      products: { service: products, paths: ["/api/products"], authenticated: false, cacheSeconds: 30 },
      orders: {
        service: orders,
        paths: ["/api/orders"],
        rateLimit: { perMinute: 60 },
        transformation: { dropRequestHeaders: ["X-Internal"], responseHeaders: { "Cache-Control": "no-store" } },
      },
    },
  },
  options,
);

/** The load balancer speaks TLS to the gateway, which speaks mutual TLS to the services. */
export const hostname = new LoadBalancerIngress(
  "shop",
  {
    namespace: GATEWAY.namespace,
    certificateArn: `arn:aws:acm:us-east-1:${account}:certificate/1`,
    backendProtocol: "HTTPS",
    routes: { "/": GATEWAY },
  },
  { provider: cluster.provider, dependsOn: [platform] },
).hostname;

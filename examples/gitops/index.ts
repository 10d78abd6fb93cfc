import {
  argoCd,
  awsMetrics,
  ClusterPlatform,
  EksCluster,
  elasticOperator,
  externalSecret,
  externalSecrets,
  logging,
  monitoring,
  Network,
  PlatformNamespace,
  PROMETHEUS,
  RenderedManifests,
  Workload,
} from "multicloud-estate";

const network = new Network("shop", {
  cidrBlock: "10.0.0.0/16",
  zones: ["us-east-1a", "us-east-1b"],
  clusterName: "shop",
});
const cluster = new EksCluster("shop", {
  vpcId: network.vpcId,
  subnetIds: network.subnetIds.private,
  egress: network.egress,
  nodeGroups: { main: { instanceTypes: ["t3.large"], min: 2, max: 5 } },
});

// What Argo CD owns is written to files; what it stands on is made in the cluster.
const manifests = new RenderedManifests("shop", { directory: "manifests/shop" });
const shop = new PlatformNamespace("shop", {}, { provider: cluster.provider });
const namespace = shop.namespaceName;

externalSecret(
  "orders-database",
  {
    namespace,
    secretName: "orders-database",
    keys: { password: { secret: "shop/orders-database", property: "password" } },
  },
  { provider: manifests.provider },
);
const orders = new Workload(
  "orders",
  {
    namespace,
    scaling: { min: 2, max: 8, memoryPercent: 80 },
    environment: { DATABASE_PASSWORD: { secret: "orders-database", key: "password" } },
  },
  { provider: manifests.provider },
);
orders.allowFrom("prometheus", PROMETHEUS);

const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:111122223333:secret:shop/${name}`;
new ClusterPlatform(
  "shop",
  {
    addons: [
      externalSecrets({
        region: "us-east-1",
        secretArns: ["grafana", "kibana", "github-app", "sign-in", "orders-database"].map(
          (name) => `${secret(name)}-*`,
        ),
      }),
      monitoring({ grafanaSecret: "shop/grafana", scrapedNamespaces: [namespace] }),
      awsMetrics({ region: "us-east-1", databases: ["shop"] }),
      elasticOperator(),
      logging({ kibanaSecret: "shop/kibana", nodes: 1, metrics: true }),
      argoCd({
        systems: {
          shop: {
            repository: "https://github.com/acme/shop.git",
            path: manifests.directory,
            namespaces: [namespace],
            credentials: { secret: "shop/github-app" },
            autoscaled: [`${orders.namespace}/${orders.serviceName}`],
          },
        },
        sso: {
          url: "https://argocd.example.com",
          name: "Example",
          issuer: "https://login.example.com",
          clientId: "argocd",
          secret: "shop/sign-in",
          groups: { platform: "admin", developers: "readonly" },
        },
        metrics: true,
      }),
    ],
    podRole: (account, statements) => cluster.podRole(account, { statements }),
  },
  { provider: cluster.provider, dependsOn: [shop] },
);

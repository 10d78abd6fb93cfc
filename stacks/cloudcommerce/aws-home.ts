import type * as pulumi from "@pulumi/pulumi";
import type { SecretStore } from "../../components/data";
import type { ImageRepository } from "../../components/delivery";
import { CLUSTER_STORE, externalSecrets, PlatformNamespace } from "../../components/platform";
import { PLACEMENT } from "../shared/cluster";
import { tierBlocks } from "../shared/network";
import { makeRotatedLogin, type RotatedLogin } from "../shared/rotated-login";
import type { Region } from "./aws-region";
import { makeSetup, SETUP_NAMESPACE } from "./aws-setup";
import {
  type AwsStores,
  documentStore,
  FILLED,
  type FilledSecret,
  linkAwsStores,
  linkDocumentStore,
} from "./aws-stores";
import { documentSecrets, makeDocuments } from "./documents";
import { type Home, inCluster, SHOP_NAMESPACE } from "./home";
import { type AwsHomeSettings, SERVICES, type Service } from "./settings";

/** What a region's cluster is given. */
export interface AwsHomeParts {
  readonly settings: AwsHomeSettings;
  readonly region: Region;
  readonly stores: AwsStores;
  readonly secrets: SecretStore<FilledSecret>;
  readonly images: ImageRepository<Service>;
  /** The second region: it reads copies, and leaves the databases' users to the first. */
  readonly second?: { readonly parent: pulumi.Resource };
}

/** Who looks at dashboards and logs. */
export interface Logins {
  readonly grafana: RotatedLogin;
  readonly kibana: RotatedLogin;
}

/** A cluster on AWS: secrets of Secrets Manager, roles of IAM, and stores that AWS keeps. */
export function makeAwsHome(parts: AwsHomeParts): Home & { readonly logins: Logins } {
  const { settings, region, stores, secrets, images, second } = parts;
  const logins = makeLogins(settings, region);
  const operator = settings.documents.mode === "mongodb" ? settings.documents.operator : undefined;
  const reference = (name: FilledSecret) =>
    second === undefined ? secrets.secret(name).arn : secrets.secret(name).replicaArn(region.region);
  const home = { provider: region.eks.provider, ...(second === undefined ? {} : { parent: second.parent }) };
  return {
    ...home,
    logins,
    ready: [...logins.grafana.ready, ...logins.kibana.ready],
    secrets: externalSecrets({
      region: region.region,
      secretArns: [
        ...FILLED.map(reference),
        logins.grafana.secret.arn,
        logins.kibana.secret.arn,
        ...documentSecretArns(stores, second === undefined),
        ...(second === undefined ? [stores.database.masterSecretArn] : []),
      ],
      keyArns: [region.key.arn],
      namespaces: ["argocd", "kong", "logging", "monitoring", SETUP_NAMESPACE, SHOP_NAMESPACE],
    }),
    clusterStore: CLUSTER_STORE,
    generated: operator === undefined ? {} : documentSecrets(),
    ...(operator === undefined ? {} : { documentOperator: true }),
    references: {
      grafana: logins.grafana.secret.bindingReference,
      kibana: logins.kibana.secret.bindingReference,
      tokenKeys: reference("token-keys"),
      stripe: reference("stripe-key"),
      repository: reference("argocd-repository"),
    },
    alerts: {
      page: { kind: "pagerDuty", secret: reference("alerts-pages") },
      ticket: { kind: "webhook", secret: reference("alerts-tickets") },
    },
    podRole: (account, statements) => region.eks.podRole(account, { statements }),
    serviceRole: (account) => region.eks.podRole(account),
    loadBalancerCidrs: tierBlocks(region.network, "public"),
    placement: PLACEMENT,
    repositoryArns: SERVICES.map((name) => copyIn(region.region, images.repository(name).arn)),
    clusterName: region.cluster.name,
    stores(platform) {
      if (second === undefined) {
        const namespace = new PlatformNamespace(
          "shop-setup",
          { namespaceName: SETUP_NAMESPACE, quota: { cpu: "1", memory: "2Gi", pods: 7 } },
          inCluster(home),
        );
        makeSetup({ region, stores, home, before: [namespace, platform] });
      }
      const networks = [settings.network, settings.second.network];
      const inside = { ...home, clusterStore: CLUSTER_STORE, placement: PLACEMENT };
      const users =
        operator === undefined
          ? linkDocumentStore(documentStore(stores), region, home, platform, networks)
          : makeDocuments({ home: inside, settings: operator, platform });
      return linkAwsStores(stores, region, users, networks);
    },
  };
}

/** What is read of DocumentDB: the service's sign-in, and where the users are made, the master's. */
function documentSecretArns({ documents }: AwsStores, makesUsers: boolean): readonly pulumi.Input<string>[] {
  return documents === undefined
    ? []
    : [documents.secret("user_service").arn, ...(makesUsers ? [documents.masterSecretArn] : [])];
}

/** The registry copies a repository under the same name: its ARN differs by the region alone. */
function copyIn(region: string, arn: pulumi.Output<string>): pulumi.Output<string> {
  return arn.apply((original) => original.replace(/^(arn:[^:]+:ecr:)[^:]+/, `$1${region}`));
}

function makeLogins(settings: AwsHomeSettings, { key, opts }: Region): Logins {
  const common = {
    key,
    deletionProtection: settings.data.deletionProtection,
    retentionDays: settings.logs.retentionDays,
  };
  return {
    grafana: makeRotatedLogin(
      "shop",
      { ...common, name: "grafana", user: "admin", description: "Grafana's administrator" },
      opts,
    ),
    kibana: makeRotatedLogin(
      "shop",
      { ...common, name: "kibana", user: "reader", description: "Kibana's reader of logs" },
      opts,
    ),
  };
}

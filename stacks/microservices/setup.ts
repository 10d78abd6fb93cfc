import type { EksCluster } from "../../components/cluster";
import { connect } from "../../components/core";
import {
  type ClusterPlatform,
  DatabaseSetup,
  externalSecret,
  KafkaTopics,
  PlatformNamespace,
} from "../../components/platform";
import { tierBlocks } from "../shared/network";
import type { Stores } from "./data";
import { SETUP_NAMESPACE } from "./platform";
import type { MicroservicesSettings } from "./settings";

/** What the jobs run on. */
export interface SetupParts {
  readonly settings: MicroservicesSettings;
  readonly cluster: EksCluster;
  readonly platform: ClusterPlatform;
  readonly stores: Stores;
}

/** Name of the Secret that holds the database master's sign-in, for the job alone. */
const MASTER_SECRET = "database-master";

/**
 * What the stores hold from the start: topics and the rights on them, databases and their users. Pulumi runs it and not Argo
 * CD, since the services wait for it.
 */
export function makeSetup({ settings, cluster, platform, stores }: SetupParts): void {
  const cidrs = tierBlocks(settings.network, "isolated");
  const namespace = new PlatformNamespace(
    "shop-setup",
    { namespaceName: SETUP_NAMESPACE, quota: { cpu: "1", memory: "2Gi", pods: 5 } },
    { provider: cluster.provider },
  );
  const options = { provider: cluster.provider, dependsOn: [namespace, platform] };
  const { stream, database } = stores;
  const account = { namespace: namespace.namespaceName, name: "kafka-topics" };
  new KafkaTopics(
    "kafka-topics",
    {
      namespace: account.namespace,
      stream,
      identity: cluster.podRole(account, { statements: stream.setupStatements() }),
      cidrs,
    },
    options,
  );
  const secret = externalSecret(
    "database-master",
    {
      namespace: namespace.namespaceName,
      secretName: MASTER_SECRET,
      keys: {
        username: { secret: database.masterSecretArn, property: "username" },
        password: { secret: database.masterSecretArn, property: "password" },
      },
    },
    options,
  );
  new DatabaseSetup(
    "database-setup",
    {
      namespace: namespace.namespaceName,
      database: database.administration,
      masterSecret: { name: MASTER_SECRET },
      cidrs,
    },
    { ...options, dependsOn: [...options.dependsOn, secret] },
  );
  if (database.proxy !== undefined) {
    connect(cluster, database.administration, { parent: database });
  }
}

import type { EksCluster } from "../../components/cluster";
import { KafkaTopics, type PlatformNamespace } from "../../components/platform";
import { tierBlocks } from "../shared/network";
import type { Stores } from "./data";
import type { MicroservicesSettings } from "./settings";

/** What the stores hold from the start: topics and the rights on them. Pulumi runs it, since the services wait for it. */
export function makeSetup(
  settings: MicroservicesSettings,
  cluster: EksCluster,
  namespace: PlatformNamespace,
  { stream }: Stores,
): void {
  const account = { namespace: namespace.namespaceName, name: "kafka-topics" };
  new KafkaTopics(
    "kafka-topics",
    {
      namespace: account.namespace,
      stream,
      identity: cluster.podRole(account, { statements: stream.setupStatements() }),
      cidrs: tierBlocks(settings.network, "isolated"),
    },
    { provider: cluster.provider, dependsOn: [namespace] },
  );
}

import { Provider } from "@pulumi/kubernetes/provider";
import { SECRET_STORE, secretsOperator } from "../../components/platform";
import { makeClusterStores, storeSecrets } from "./cluster-stores";
import type { Home } from "./home";
import type { ClusterHomeSettings } from "./settings";

/** Of the Service `kubernetes` in every cluster. */
const API_SERVICE_PORT = 443;

/** A cluster that is there already; no cloud is asked for anything. */
export function makeClusterHome(settings: ClusterHomeSettings): Home {
  const provider = new Provider("cluster", { context: settings.context });
  // The one name under which every add-on looks for its secrets.
  const clusterStore = SECRET_STORE;
  // Networks judge before the Service's address is translated, or after: Kind's own does after.
  const apiPorts = [API_SERVICE_PORT, settings.apiPort];
  return {
    provider,
    ready: [],
    secrets: secretsOperator(),
    clusterStore,
    ...(settings.documentOperator === undefined ? {} : { documentOperator: true }),
    generated: {
      ...storeSecrets(settings),
      grafana: { username: "admin", password: "{{ .password }}" },
      kibana: { username: "reader", password: "{{ .password }}" },
    },
    // The last two somebody puts into the store's namespace by hand: see README.md.
    references: { grafana: "grafana", kibana: "kibana", tokenKeys: "token-keys", stripe: "stripe-key" },
    loadBalancerCidrs: [settings.nodeCidr],
    apiPorts,
    stores: (platform) => makeClusterStores({ provider, clusterStore, apiPorts }, settings, platform),
  };
}

import { PlatformNamespace, type RenderedManifests } from "../../components/platform";
import { type Home, inCluster, SHOP_NAMESPACE } from "./home";
import { makePlatform } from "./platform";
import type { CloudCommerceSettings } from "./settings";
import { type PreparedServices, prepareServices } from "./workloads";

/** What stands inside one cluster, wherever that is, all but the services themselves. */
export function makeShop(
  settings: CloudCommerceSettings,
  home: Home,
  manifests: RenderedManifests | undefined,
): PreparedServices {
  const namespace = new PlatformNamespace(
    "shop",
    { namespaceName: SHOP_NAMESPACE, quota: settings.workloads.quota },
    inCluster(home, ...home.ready),
  );
  const platform = makePlatform({ settings, home, namespace, manifests });
  return prepareServices({ settings, home, platform, stores: home.stores(platform) });
}

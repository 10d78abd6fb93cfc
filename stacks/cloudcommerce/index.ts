import { PlatformNamespace, RenderedManifests } from "../../components/platform";
import type { Identity } from "../settings";
import { makeClusterHome } from "./cluster-home";
import { type Home, SHOP_NAMESPACE } from "./home";
import { makePlatform } from "./platform";
import type { CloudCommerceSettings } from "./settings";
import { makeWorkloads, type Workloads } from "./workloads";

/** CloudCommerce: five services in a mesh behind a gateway, in a cluster of any kind or on AWS in two regions. */
export function cloudCommerce(identity: Identity, settings: CloudCommerceSettings): Record<string, unknown> {
  const { home } = settings;
  if (home.mode === "aws") {
    throw new Error("not yet");
  }
  const shop = makeShop(identity, settings, makeClusterHome(home));
  return { namespace: SHOP_NAMESPACE, manifests: shop.manifests?.directory };
}

interface Shop {
  readonly workloads: Workloads;
  readonly manifests: RenderedManifests | undefined;
}

/** What stands inside the cluster, wherever that is. */
function makeShop(identity: Identity, settings: CloudCommerceSettings, home: Home): Shop {
  const manifests =
    settings.platform.gitOps === undefined
      ? undefined
      : new RenderedManifests("shop-manifests", { directory: `manifests/cloudcommerce-${identity.environment}` });
  const namespace = new PlatformNamespace(
    "shop",
    { namespaceName: SHOP_NAMESPACE, quota: settings.workloads.quota },
    { provider: home.provider, dependsOn: [...home.ready] },
  );
  const platform = makePlatform({ settings, home, namespace, manifests });
  const stores = home.stores(platform);
  const provider = manifests?.provider ?? home.provider;
  return { workloads: makeWorkloads({ settings, home, platform, stores, provider }), manifests };
}

import { RenderedManifests } from "../../components/platform";
import type { Identity } from "../settings";
import { cloudCommerceOnAws } from "./aws";
import { makeClusterHome } from "./cluster-home";
import { SHOP_NAMESPACE } from "./home";
import type { CloudCommerceSettings } from "./settings";
import { makeShop } from "./shop";
import { makeWorkloads } from "./workloads";

/** CloudCommerce: five services in a mesh behind a gateway, in a cluster of any kind or on AWS in two regions. */
export function cloudCommerce(identity: Identity, settings: CloudCommerceSettings): Record<string, unknown> {
  const { home } = settings;
  const manifests =
    settings.platform.gitOps === undefined
      ? undefined
      : new RenderedManifests("shop-manifests", { directory: `manifests/cloudcommerce-${identity.environment}` });
  if (home.mode === "aws") {
    return cloudCommerceOnAws(identity, settings, home, manifests);
  }
  const cluster = makeClusterHome(home);
  makeWorkloads(makeShop(settings, cluster, manifests), manifests?.provider ?? cluster.provider);
  return { namespace: SHOP_NAMESPACE };
}

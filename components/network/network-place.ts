import type { NetworkPlace } from "../core/connections";
import { shortName } from "./endpoint-services";
import type { Network } from "./network";
import type { NetworkPlan } from "./network-plan";

/**
 * The tiers in which something without a public address can run. In a public subnet it would have no way out: an internet
 * gateway serves public addresses alone.
 */
export type PlaceTier = "private" | "isolated";

/** What runs in a tier, as it sees the network: its subnets, the endpoints, and whether NAT takes it to the internet. */
export function placeIn(
  network: Pick<Network, "vpcId" | "subnetIds" | "prefixListIds" | "endpoints">,
  plan: NetworkPlan,
  tier: PlaceTier,
): NetworkPlace {
  const { endpoints } = network;
  return {
    vpcId: network.vpcId,
    subnetIds: network.subnetIds[tier],
    prefixLists: Object.fromEntries(
      Object.entries(network.prefixListIds).flatMap(([service, id]) => (id === undefined ? [] : [[service, id]])),
    ),
    ...(endpoints === undefined
      ? {}
      : {
          interfaceEndpoints: {
            services: plan.interfaceEndpoints.map(({ serviceName }) => shortName(serviceName)),
            listener: endpoints,
          },
        }),
    internet: tier === "private" && plan.nat !== "none",
  };
}

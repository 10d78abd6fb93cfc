import type { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type * as pulumi from "@pulumi/pulumi";
import { externalSecret } from "../../components/platform";
import { type Home, inCluster } from "./home";

/** A Secret that the cluster made up, brought to a namespace under its own name. @param keys those that are needed there */
export function broughtSecret(
  home: Pick<Home, "provider" | "parent" | "clusterStore">,
  namespace: string,
  secretName: string,
  keys: Readonly<Record<string, { readonly secret: string; readonly property: string }>>,
  dependsOn: readonly pulumi.Resource[],
): CustomResource {
  return externalSecret(
    `${namespace}-${secretName}`,
    { namespace, secretName, keys, store: { kind: "ClusterSecretStore", name: home.clusterStore } },
    inCluster(home, ...dependsOn),
  );
}

/** Keys of a Secret under their own names. */
export function keysOf(secret: string, ...keys: readonly string[]) {
  return Object.fromEntries(keys.map((property) => [property, { secret, property }]));
}

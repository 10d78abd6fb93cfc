import type * as pulumi from "@pulumi/pulumi";
import type { ChartPlacement } from "../addon";

/** Settings of {@link argoCd}. */
export interface ArgoCdArgs {
  /** What Argo CD keeps in the cluster as Git has it: a project and an application for each. */
  readonly systems: Readonly<Record<string, DeployedSystem>>;
  /** Chart version. @default "9.5.15" */
  readonly version?: string;
  /** Two of everything that can be two, three of Redis, which needs as many nodes. @default false */
  readonly highAvailability?: boolean;
  /** Sign-in by OpenID Connect; the built-in administrator is then off. @default the administrator alone */
  readonly sso?: ArgoCdSignIn;
  /** Monitors for Prometheus, which `monitoring()` installs. @default false */
  readonly metrics?: boolean;
  /** Nodes of all its pods. @default any */
  readonly placement?: ChartPlacement;
}

/** A system whose workloads Argo CD owns. */
export interface DeployedSystem {
  /** Git repository, over HTTPS: `https://github.com/acme/shop.git`. */
  readonly repository: string;
  /** Folder of the manifests in it: the directory of `RenderedManifests`. */
  readonly path: string;
  /** Branch, tag or commit. @default "main" */
  readonly revision?: string;
  /** Namespaces that it may change, and no others. A project makes none: let the platform depend on them. */
  readonly namespaces: readonly string[];
  /**
   * How Argo CD signs in to the repository: a secret in Secrets Manager with the properties `githubAppID`,
   * `githubAppInstallationID` and `githubAppPrivateKey`. @default the repository is public
   */
  readonly credentials?: { readonly secret: pulumi.Input<string> };
  /** Kinds that it may make, by API group. @default those that Workload, BatchWorkload and LoadBalancerIngress make */
  readonly kinds?: Readonly<Record<string, readonly string[]>>;
  /** Deployments of which an autoscaler decides how many pods there are, as `namespace/name`. @default none */
  readonly autoscaled?: readonly string[];
  /**
   * Workloads with a `delivery`, as `namespace/name`: Argo Rollouts decides which pods their Services reach, and what share a
   * canary has. @default none
   */
  readonly progressive?: readonly string[];
  /** Follows Git by itself: what is deleted there goes, and what somebody changed by hand comes back. @default true */
  readonly automated?: boolean;
  /** When it may do so. @default always */
  readonly syncWindows?: readonly SyncWindow[];
}

/** A time in which synchronisation is allowed or denied. */
export interface SyncWindow {
  readonly kind: "allow" | "deny";
  /** Beginning, as cron writes it, in UTC: `0 22 * * 5`. */
  readonly schedule: string;
  /** Length: `8h`, `90m`. */
  readonly duration: string;
  /** People may synchronise all the same. @default true */
  readonly manual?: boolean;
}

/** An OpenID Connect provider. */
export interface ArgoCdSignIn {
  /** Address under which people open Argo CD: `https://argocd.example.com`, or `https://localhost:8443` by a forwarded port. */
  readonly url: string;
  /** Shown on the button: `GitHub`, `Entra ID`. */
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Secret in Secrets Manager with the property `clientSecret`. */
  readonly secret: pulumi.Input<string>;
  /** Group of the provider → what its members may do. Whoever is in none sees nothing. */
  readonly groups: Readonly<Record<string, "admin" | "operator" | "readonly">>;
}

import type * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../core";
import type { ObjectStore } from "../data";
import type { WebEdgeArgs } from "./web-edge-args";

/** A single-page application: files in a bucket of its own, under one path of the site. */
export interface SiteApplication {
  /** `/`, or a prefix such as `/admin/`; the build's base path, and where its files lie in its bucket. */
  readonly path: string;
  /** Directory of the files whose names carry a digest of their content, below the path. @default "assets" */
  readonly assets?: string;
}

/** An API behind the site. `RestApi` and `WebSocketApi` fit. */
export interface SiteApi {
  /** Host of the API without a scheme: `abc123.execute-api.us-east-1.amazonaws.com`. */
  readonly originDomain: pulumi.Input<string>;
  /**
   * Headers that CloudFront adds, by which the API knows that a request came this way. Give the values as secrets; whoever
   * may read the distribution reads them all the same, so that they bar detours and are no access control.
   * @default none
   */
  readonly originHeaders?: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Whom the pages may speak to beside their own host: each adds sources to the content security policy. */
export interface ContentSources {
  /** Hosts that scripts call, WebSockets among them: `https://cognito-idp.us-east-1.amazonaws.com`, `wss://…`. @default none */
  readonly connect?: readonly string[];
  /** Hosts of images. @default none */
  readonly images?: readonly string[];
  /** Stripe's script, its frames and its API. @default false */
  readonly stripe?: boolean;
}

/** Arguments of `StaticSite`; what it shares with `WebEdge` means the same. */
export interface StaticSiteArgs<Application extends string = string>
  extends Pick<WebEdgeArgs, "globalKey" | "rateLimit" | "priceClass" | "logRetentionDays" | "deletionProtection"> {
  /** By name: `{ web: { path: "/" }, admin: { path: "/admin/" } }`. One stands at `/`. */
  readonly applications: Readonly<Record<Application, SiteApplication>>;
  /**
   * APIs by the first segment of their path, which is their stage's name too: CloudFront keeps it on the way, so that
   * `/api/products` asks stage `api` for `/products`: `{ api: rest, ws: sockets }`.
   * @default none
   */
  readonly apis?: Readonly<Record<string, SiteApi>>;
  /**
   * What the applications read at their start from `config.json`, as plain data: `{ signIn: users.configuration("web") }`.
   * Nothing secret: everybody reads it.
   * @default none
   */
  readonly configuration?: Readonly<Record<string, pulumi.Input<boolean | number | object | string>>>;
  /**
   * The public Route 53 zone in which names are registered and the certificate proved.
   * @default none, which relaxes: CloudFront's own name and certificate, whose oldest protocol CloudFront fixes at TLS 1.0
   */
  readonly zone?: { readonly name: string; readonly id: string };
  /** Names inside the zone. @default the zone's name, where there is a zone */
  readonly domainNames?: readonly string[];
  /**
   * Customer key of the files and the firewall's log; it must serve `logs` and `cloudfront.amazonaws.com`, and stand in
   * us-east-1 unless `globalKey` does.
   */
  readonly key: EncryptionKey;
  /** Store with role "log" for the accesses to CloudFront and to the buckets. */
  readonly accessLogs: ObjectStore;
  /**
   * A store of another region for each application, with versions and a key of its own that serves
   * `cloudfront.amazonaws.com`: every file is copied there within fifteen minutes, and CloudFront asks there when the first
   * does not answer. A deployment goes on writing to the first alone; what it wrote before there was a copy, it must write again.
   * @default none, which relaxes: with the region of the files all that is not in CloudFront's cache is away
   */
  readonly copies?: Readonly<Record<Application, ObjectStore>>;
  /** @default none beside the site's own host */
  readonly contentSources?: ContentSources;
}

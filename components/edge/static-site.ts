import * as cloudfront from "@pulumi/aws/cloudfront";
import type * as iam from "@pulumi/aws/iam";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import {
  type Alarmed,
  type AlarmSpec,
  EstateComponent,
  type Grantee,
  grant,
  pascalCase,
  type Statement,
} from "../core";
import { ObjectStore } from "../data";
import { viewerCertificate } from "./distribution-plan";
import { distributionAlarms, firewallAlarms } from "./edge-alarms";
import { ViewerCertificate } from "./edge-certificates";
import { EdgeFirewall, keyInGlobalRegion } from "./edge-firewall";
import { admitDistributionLogs, logDistribution } from "./edge-logs";
import { registerDistribution } from "./edge-names";
import { entryRules } from "./firewall-rules";
import type { StaticSiteArgs } from "./static-site-args";
import { pages, siteBehaviours } from "./static-site-behaviours";
import { apiOrigins, fileOrigins, makeSiteParts, originPairs, type SiteStores } from "./static-site-parts";
import { type ApplicationPlan, planSite, type SitePlan } from "./static-site-plan";
import { INDEX } from "./static-site-routing";

const CONFIGURATION = "config.json";

/** Where a deployment puts an application's files. */
export interface SiteUpload {
  readonly bucketName: pulumi.Output<string>;
  /** Begins every key: `admin/`, or nothing. */
  readonly prefix: string;
}

/**
 * Single-page applications and their APIs under one host: files from private buckets by CloudFront, `/api/*` and `/ws` passed
 * on to API Gateway, behind one firewall.
 *
 * Paths without a file's ending lead to their application's `index.html`, under the applications' prefixes only: an API's 404
 * stays one. Files whose names carry a digest are kept for good, pages are asked for every time. What the applications must
 * know of the estate stands in `config.json`, so that one build serves every environment.
 *
 * Creates the distribution with its headers, functions and log, a firewall, a bucket for each application with its
 * configuration, and with a zone a certificate and the names. About 10 US dollars a month for the firewall; then traffic. The
 * deployment uploads the files (`uploads`) and invalidates the pages; `grantDeploy` lets it. With `copies` in another region
 * the pages outlive the region of their files.
 *
 * @example
 * const site = new StaticSite("shop-site", {
 *   key, accessLogs,
 *   zone: { name: "shop.example.com", id: "Z0123456789ABCDEFGHIJ" },
 *   applications: { web: { path: "/" }, admin: { path: "/admin/" } },
 *   apis: { api: rest, ws: sockets },
 *   configuration: { signIn: users.configuration("web"), api: "/api", chat: "/ws" },
 *   contentSources: { stripe: true, connect: ["https://cognito-idp.us-east-1.amazonaws.com"] },
 * });
 */
export class StaticSite<Application extends string = string> extends EstateComponent implements Alarmed {
  public readonly alarmSource: string;
  public readonly distribution: cloudfront.Distribution;
  public readonly firewall: EdgeFirewall;
  /** Absent without a zone. */
  public readonly certificate: ViewerCertificate | undefined;
  /** The first domain name, or CloudFront's own, with `https://`. */
  public readonly url: pulumi.Output<string>;
  private readonly plan: SitePlan;
  private readonly stores: ReadonlyMap<string, ObjectStore>;
  /** The same files in another region; empty without. */
  private readonly copies: ReadonlyMap<string, ObjectStore>;

  public constructor(name: string, args: StaticSiteArgs<Application>, opts?: pulumi.ComponentResourceOptions) {
    const plan = planSite(name, args);
    super("estate:edge:StaticSite", name, args, opts);
    this.plan = plan;
    this.alarmSource = name;
    admitDistributionLogs(name, args.accessLogs, args.key);
    this.firewall = this.makeFirewall(args);
    this.certificate = this.makeCertificate();
    this.stores = this.makeStores(args);
    this.copies = new Map(Object.entries<ObjectStore>(args.copies ?? {}));
    this.copyStores();
    this.distribution = this.makeDistribution(args);
    this.openStores();
    this.writeConfiguration(args);
    logDistribution(this, this.distribution, args.accessLogs);
    if (plan.zone !== undefined) {
      registerDistribution(this, plan.zone.id, plan.domainNames, this.distribution);
    }
    const [host = this.distribution.domainName] = plan.domainNames;
    this.url = pulumi.interpolate`https://${host}`;
    this.registerOutputs({ url: this.url, distributionId: this.distribution.id });
  }

  /** Where a deployment puts an application's files. */
  public upload(application: Application): SiteUpload {
    const { path } = this.application(application);
    return { bucketName: this.store(application).bucketName, prefix: path.slice(1) };
  }

  /** The bucket of an application's files. */
  public store(application: Application): ObjectStore {
    this.application(application);
    const store = this.stores.get(application);
    if (store === undefined) {
      throw new Error(`StaticSite "${this.componentName}" has no files of "${application}".`);
    }
    return store;
  }

  /** What a deployment may do: list, put and delete files, and have CloudFront forget pages. */
  public deployStatements(): readonly Statement[] {
    const actions = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:ListBucket", "s3:PutObject"];
    const taken = new Set<Statement>();
    const files = this.plan.applications.flatMap(({ key, path }) => {
      const prefix = path.slice(1);
      const store = this.stores.get(key);
      const statements = store?.bindingStatements(actions, prefix === "" ? {} : { prefix }) ?? [];
      // The key is the same for all, and needs one statement.
      const fresh = statements.filter((statement) => !taken.has(statement));
      for (const statement of fresh) {
        taken.add(statement);
      }
      return fresh.map((statement) => ({ ...statement, sid: `${pascalCase(key)}${statement.sid ?? ""}` }));
    });
    return [
      ...files,
      { sid: "Invalidate", actions: ["cloudfront:CreateInvalidation"], resources: [this.distribution.arn] },
    ];
  }

  /** Lets the grantee deploy the applications. */
  public grantDeploy(grantee: Grantee): iam.RolePolicy {
    return grant(grantee, `${this.componentName}-deploy`, this.deployStatements());
  }

  /** CloudFront's and the firewall's. Both report to us-east-1: watch them from an `Observability` that stands there. */
  public alarms(): readonly AlarmSpec[] {
    return [...distributionAlarms(this.distribution.id), ...firewallAlarms(this.firewall.metricName)];
  }

  private application(name: string): ApplicationPlan {
    const found = this.plan.applications.find(({ key }) => key === name);
    if (found === undefined) {
      const known = this.plan.applications.map(({ key }) => key).join(", ");
      throw new Error(`StaticSite "${this.componentName}" has no application "${name}"; it has ${known}.`);
    }
    return found;
  }

  private makeFirewall(args: StaticSiteArgs): EdgeFirewall {
    return new EdgeFirewall(
      this.childName("firewall"),
      {
        scope: "CLOUDFRONT",
        rules: entryRules(this.plan.rateLimit),
        keyArn: keyInGlobalRegion(`StaticSite "${this.componentName}"`, args.globalKey ?? args.key),
        retentionDays: this.plan.logRetentionDays,
      },
      { parent: this },
    );
  }

  private makeCertificate(): ViewerCertificate | undefined {
    const { zone, domainNames } = this.plan;
    return zone === undefined
      ? undefined
      : new ViewerCertificate(this.childName("certificate"), { zoneId: zone.id, names: domainNames }, { parent: this });
  }

  private makeStores(args: StaticSiteArgs): ReadonlyMap<string, ObjectStore> {
    const { applications, deletionProtection } = this.plan;
    return new Map(
      applications.map(({ key }) => [
        key,
        new ObjectStore(
          this.childName("files", key),
          { key: args.key, accessLogs: args.accessLogs, deletionProtection },
          { parent: this },
        ),
      ]),
    );
  }

  private copyStores(): void {
    for (const [key, copy] of this.copies) {
      this.stores.get(key)?.replicateTo(copy);
    }
  }

  private makeDistribution(args: StaticSiteArgs): cloudfront.Distribution {
    const { plan } = this;
    const stores: SiteStores = { files: this.stores, copies: this.copies };
    const parts = makeSiteParts(this, plan);
    const root = plan.applications.find(({ path }) => path === "/") ?? this.application("/");
    return new cloudfront.Distribution(
      this.childName("distribution"),
      {
        enabled: true,
        comment: this.componentName,
        httpVersion: "http2and3",
        isIpv6Enabled: true,
        priceClass: plan.priceClass,
        aliases: [...plan.domainNames],
        webAclId: this.firewall.arn,
        defaultRootObject: INDEX,
        origins: [...fileOrigins(this, stores), ...apiOrigins(args.apis ?? {})],
        ...(stores.copies.size > 0 ? { originGroups: originPairs(stores) } : {}),
        defaultCacheBehavior: pages(root, parts),
        orderedCacheBehaviors: siteBehaviours(plan, parts),
        restrictions: { geoRestriction: { restrictionType: "none" } },
        viewerCertificate: viewerCertificate(this.certificate?.arn),
      },
      this.childOptions(),
    );
  }

  /** With the right to list, a file that is not there is a 404 and no 403. */
  private openStores(): void {
    for (const { path, store } of this.allStores()) {
      store.allowService(`${this.componentName}-distribution`, {
        service: "cloudfront.amazonaws.com",
        actions: ["s3:GetObject", "s3:ListBucket"],
        sourceArn: this.distribution.arn,
        path: `${path.slice(1)}*`,
      });
    }
  }

  /** Each application's files, in each region. */
  private allStores() {
    return this.plan.applications.flatMap(({ key, path }) =>
      (["configuration", "configuration-copy"] as const).flatMap((role) => {
        const store = (role === "configuration" ? this.stores : this.copies).get(key);
        return store === undefined ? [] : [{ key, path, role, store }];
      }),
    );
  }

  /** To the copies, too: S3 copies what is new, and what an older program wrote is not. */
  private writeConfiguration(args: StaticSiteArgs): void {
    const { configuration } = args;
    if (configuration === undefined) {
      return;
    }
    for (const { key, path, role, store } of this.allStores()) {
      new s3.BucketObjectv2(
        this.childName(role, key),
        {
          bucket: store.bucketName,
          key: `${path.slice(1)}${CONFIGURATION}`,
          content: pulumi.jsonStringify(configuration),
          contentType: "application/json",
          cacheControl: "no-cache",
          serverSideEncryption: "aws:kms",
          kmsKeyId: (store.key ?? args.key).arn,
          bucketKeyEnabled: true,
        },
        // What stands in the copy's region is made there.
        role === "configuration" ? this.childOptions() : { parent: store },
      );
    }
  }
}

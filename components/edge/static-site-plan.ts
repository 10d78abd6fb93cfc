import { checkLogRetention, Faults } from "../core";
import type { ContentSources, SiteApplication, StaticSiteArgs } from "./static-site-args";
import { BEHAVIOUR_LIMIT, CERTIFICATE_NAMES, checkSettings, checkZone } from "./web-edge-checks";
import { EDGE_DEFAULTS } from "./web-edge-plan";

/** The values of the arguments that have a default and are this component's own. */
export const SITE_DEFAULTS = { assets: "assets" } as const satisfies Partial<SiteApplication>;

/** The service that reads the encrypted files. */
const READER = "cloudfront.amazonaws.com";

/** Hosts that Stripe.js needs ("Integration security guide", Stripe documentation, read 2026-11). */
const STRIPE = {
  script: ["https://js.stripe.com", "https://*.js.stripe.com"],
  frame: ["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"],
  connect: ["https://api.stripe.com"],
} as const;

/** A copy of an application's files, as far as the plan looks. */
interface CopyShape {
  readonly role: "data" | "log";
  readonly key: Pick<StaticSiteArgs["key"], "services"> | undefined;
}

/** What the plan looks at. */
export type SiteShape = Pick<
  StaticSiteArgs,
  "applications" | "zone" | "domainNames" | "contentSources" | "rateLimit" | "priceClass"
> &
  Pick<StaticSiteArgs, "logRetentionDays" | "deletionProtection"> & {
    readonly apis?: Readonly<Record<string, unknown>>;
    readonly copies?: Readonly<Record<string, CopyShape>>;
    readonly key: Pick<StaticSiteArgs["key"], "services">;
    readonly accessLogs: Pick<StaticSiteArgs["accessLogs"], "role">;
  };

/** An application with every default filled in. */
export interface ApplicationPlan extends Required<SiteApplication> {
  readonly key: string;
  /** Its files stand in another region, too. */
  readonly copied: boolean;
}

/** The arguments with every default filled in. */
export interface SitePlan {
  /** The one at `/` last, as CloudFront tries them. */
  readonly applications: readonly ApplicationPlan[];
  /** First segments of the APIs' paths. */
  readonly apis: readonly string[];
  readonly zone: StaticSiteArgs["zone"];
  readonly domainNames: readonly string[];
  readonly contentSecurityPolicy: string;
  readonly rateLimit: number;
  readonly priceClass: string;
  readonly logRetentionDays: number;
  readonly deletionProtection: boolean;
}

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planSite(name: string, args: SiteShape): SitePlan {
  const faults = new Faults("StaticSite", name);
  const applications = Object.entries<SiteApplication>(args.applications).map(([key, application]) => ({
    ...SITE_DEFAULTS,
    ...application,
    key,
    copied: args.copies !== undefined && key in args.copies,
  }));
  const plan: SitePlan = {
    applications: applications.sort((one, other) => other.path.length - one.path.length),
    apis: Object.keys(args.apis ?? {}),
    zone: args.zone,
    domainNames: args.domainNames ?? (args.zone === undefined ? [] : [args.zone.name]),
    contentSecurityPolicy: contentSecurityPolicy(args.contentSources ?? {}),
    rateLimit: args.rateLimit ?? EDGE_DEFAULTS.rateLimit,
    priceClass: args.priceClass ?? EDGE_DEFAULTS.priceClass,
    logRetentionDays: args.logRetentionDays ?? EDGE_DEFAULTS.logRetentionDays,
    deletionProtection: args.deletionProtection ?? EDGE_DEFAULTS.deletionProtection,
  };
  checkApplications(faults, plan.applications);
  checkApis(faults, plan);
  checkDomains(faults, plan);
  checkSources(faults, args.contentSources ?? {});
  checkCopies(faults, plan.applications, args.copies);
  checkSettings(faults, plan, args);
  checkLogRetention(faults, plan.logRetentionDays);
  faults.check(args.key.services.includes(READER), {
    property: "key.services",
    given: args.key.services,
    allowed: "a key by which CloudFront may read the files",
    fix: `add "${READER}" to the services of the EncryptionKey`,
  });
  faults.throwIfAny();
  return plan;
}

/** The edge's own policy, and the sources that the applications need beside their host. */
function contentSecurityPolicy({ connect = [], images = [], stripe = false }: ContentSources): string {
  const script = stripe ? STRIPE.script : [];
  const frame = stripe ? STRIPE.frame : [];
  const called = stripe ? [...connect, ...STRIPE.connect] : connect;
  const directives: readonly (readonly [string, readonly string[]])[] = [
    ["script-src 'self'", script],
    ["connect-src 'self'", called],
    ["img-src 'self' data:", images],
    ["frame-src", frame],
  ];
  const wanted = directives.filter(([, sources]) => sources.length > 0).map((parts) => parts.flat().join(" "));
  return [EDGE_DEFAULTS.contentSecurityPolicy, ...wanted].join("; ");
}

function checkApplications(faults: Faults, applications: readonly ApplicationPlan[]): void {
  const paths = applications.map(({ path }) => path);
  faults.check(paths.filter((path) => path === "/").length === 1 && new Set(paths).size === paths.length, {
    property: "applications",
    given: paths,
    allowed: 'a path for each application, one of them "/"',
    fix: 'give one application the path "/" and each other one a prefix of its own',
  });
  for (const { key, path, assets } of applications) {
    const own = `applications.${key}`;
    faults.check(/^[a-z][a-z0-9-]*$/.test(key), {
      property: own,
      given: key,
      allowed: "lower-case letters, digits and hyphens, a letter first",
      fix: "rename the application",
    });
    faults.check(/^\/([a-z0-9][a-z0-9-]*\/)*$/.test(path), {
      property: `${own}.path`,
      given: path,
      allowed: '"/", or segments of lower-case letters, digits and hyphens with "/" at both ends',
      fix: 'write "/admin/"',
    });
    faults.check(/^[A-Za-z0-9_-]+$/.test(assets), {
      property: `${own}.assets`,
      given: assets,
      allowed: "one directory's name",
      fix: 'write the name that the build gives the directory: "assets" with Vite',
    });
  }
}

function checkCopies(faults: Faults, applications: readonly ApplicationPlan[], copies: SiteShape["copies"]): void {
  if (copies === undefined) {
    return;
  }
  const known = applications.map(({ key }) => key);
  faults.check(applications.every(({ copied }) => copied) && Object.keys(copies).every((key) => known.includes(key)), {
    property: "copies",
    given: Object.keys(copies),
    allowed: `a store for each application and no other: ${known.join(", ")}`,
    fix: "copy all applications, or none: half a site helps nobody",
  });
  for (const [key, { role, key: encryption }] of Object.entries(copies)) {
    faults.check(role === "data" && encryption?.services.includes(READER) === true, {
      property: `copies.${key}`,
      given: role === "data" ? encryption?.services : role,
      allowed: "a store of data, by whose key CloudFront may read the files",
      fix: `add "${READER}" to the services of its EncryptionKey`,
    });
  }
}

function checkApis(faults: Faults, { apis, applications }: SitePlan): void {
  const taken = applications.flatMap(({ path, assets }) => (path === "/" ? [assets] : [path.split("/")[1]]));
  for (const api of apis) {
    faults.check(/^[a-z][a-z0-9_-]*$/.test(api) && !taken.includes(api), {
      property: `apis.${api}`,
      given: api,
      allowed: `a stage's name that begins no application's path: not ${taken.join(", ")}`,
      fix: "name the API's stage otherwise",
    });
  }
  // Each application has pages with and without the slash, and assets; each API has its root and what lies below.
  const behaviours = applications.length * 3 + apis.length * 2;
  faults.check(behaviours <= BEHAVIOUR_LIMIT, {
    property: "apis",
    given: `${behaviours} paths`,
    allowed: `up to ${BEHAVIOUR_LIMIT} paths in all`,
    fix: "make a second site",
  });
}

function checkDomains(faults: Faults, { zone, domainNames }: SitePlan): void {
  if (zone === undefined) {
    faults.check(domainNames.length === 0, {
      property: "domainNames",
      given: domainNames,
      allowed: "none without a zone",
      fix: "name the zone in which they are registered",
    });
    return;
  }
  checkZone(
    faults,
    zone,
    domainNames.map((name, position) => [`domainNames[${position}]`, name] as const),
  );
  const count = domainNames.length;
  faults.check(count >= 1 && count <= CERTIFICATE_NAMES && new Set(domainNames).size === count, {
    property: "domainNames",
    given: domainNames,
    allowed: `1 to ${CERTIFICATE_NAMES} names, each once`,
    fix: "name the site, or leave the zone out",
  });
}

function checkSources(faults: Faults, { connect = [], images = [] }: ContentSources): void {
  for (const [property, sources] of [
    ["connect", connect],
    ["images", images],
  ] as const) {
    for (const source of sources) {
      faults.check(/^(https|wss):\/\/[A-Za-z0-9*.-]+(:\d+)?(\/[^\s;,'"]*)?$/.test(source), {
        property: `contentSources.${property}`,
        given: source,
        allowed: "https:// or wss:// and a host",
        fix: 'write "https://cognito-idp.us-east-1.amazonaws.com"',
      });
    }
  }
}

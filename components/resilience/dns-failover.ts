import * as route53 from "@pulumi/aws/route53";
import type * as pulumi from "@pulumi/pulumi";
import { type Alarmed, type AlarmSpec, EstateComponent, Faults } from "../core";

const SOURCE = "Route 53 developer guide, read 2026-11";
/** Seconds for which resolvers keep an answer. An alias has no lifetime of its own: Route 53 answers with the balancer's 60. */
const TTL_SECONDS = 60;
/** How often Route 53 looks, in seconds; the faster pace costs a dollar more. */
const INTERVALS: readonly number[] = [10, 30];
/** Failed looks from which an endpoint counts as ill. */
const FAILURES = { min: 1, max: 10 } as const;

/** Where one region answers. */
export type FailoverTarget =
  | {
      /** A load balancer or a distribution, by an alias record. */
      readonly alias: { readonly dnsName: pulumi.Input<string>; readonly zoneId: pulumi.Input<string> };
      /** Host that the health check asks, inside the region: its own name, and not the one that fails over. */
      readonly healthHost: string;
    }
  | {
      /** Any other host, by a CNAME record that lives 60 seconds. */
      readonly host: pulumi.Input<string>;
      readonly healthHost: string;
    };

/** Arguments of {@link DnsFailover}. */
export interface DnsFailoverArgs {
  readonly zone: { readonly id: pulumi.Input<string>; readonly name: string };
  /** The name that callers use, inside the zone; below it where the targets are hosts. */
  readonly domainName: string;
  readonly primary: FailoverTarget;
  readonly secondary: FailoverTarget;
  /**
   * Path that answers 2xx or 3xx over HTTPS while the region can serve, its data stores included, and anything else while it
   * cannot: `/healthz/region`. A path that the gateway answers by itself sees no store that is ill. The second region must
   * answer it before anything is promoted there, or Route 53 has nowhere to go: ask for reads.
   */
  readonly healthPath: string;
  /** Seconds between two looks: 10 or 30. @default 10 */
  readonly intervalSeconds?: number;
  /** Failed looks in a row after which traffic moves, 1 to 10. @default 3 */
  readonly failures?: number;
}

const DEFAULTS = {
  intervalSeconds: 10,
  failures: 3,
} as const satisfies Partial<DnsFailoverArgs>;

type Role = "primary" | "secondary";

/**
 * One name that answers from the first region while that is well, and from the second while it is not.
 *
 * Creates a health check and a record per region. Route 53 looks from several continents over HTTPS, so that both hosts
 * must be public. Each check costs 50 US cents a month, and a dollar more for each of HTTPS, the pace of ten seconds and the
 * measure of latency.
 *
 * @example
 * const entry = new DnsFailover("shop-entry", {
 *   zone: { id: "Z0123456789ABCDEFGHIJ", name: "shop.example.com" }, domainName: "api.shop.example.com",
 *   primary: { alias: first.balancer.balancer, healthHost: "us-east-1.api.shop.example.com" },
 *   secondary: { alias: second.balancer.balancer, healthHost: "us-west-2.api.shop.example.com" },
 *   healthPath: "/healthz/region",
 * });
 * observability.watch(entry);
 */
export class DnsFailover extends EstateComponent implements Alarmed {
  public readonly alarmSource: string;
  public readonly healthChecks: Readonly<Record<Role, route53.HealthCheck>>;
  public readonly records: Readonly<Record<Role, route53.Record>>;
  public readonly domainName: string;
  private readonly plan: Required<Pick<DnsFailoverArgs, keyof typeof DEFAULTS | "healthPath">>;

  public constructor(name: string, args: DnsFailoverArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planFailover(name, args);
    super("estate:resilience:DnsFailover", name, args, opts);
    this.plan = plan;
    this.alarmSource = name;
    this.domainName = args.domainName;
    this.healthChecks = {
      primary: this.makeCheck("primary", args.primary),
      secondary: this.makeCheck("secondary", args.secondary),
    };
    this.records = {
      primary: this.makeRecord("primary", args, args.primary),
      secondary: this.makeRecord("secondary", args, args.secondary),
    };
    this.registerOutputs({ domainName: args.domainName });
  }

  /** Each region's health. Route 53 reports to us-east-1 alone: watch it by an `Observability` there. */
  public alarms(): readonly AlarmSpec[] {
    return (["primary", "secondary"] as const).map((role) => ({
      key: `${role}-ill`,
      summary:
        role === "primary"
          ? `${this.domainName} fails over: Route 53 finds the first region ill, or not at all. Follow the recovery runbook.`
          : `${this.domainName} has nowhere to fail over to: the second region is ill, or does not answer.`,
      severity: "page",
      metric: {
        namespace: "AWS/Route53",
        name: "HealthCheckStatus",
        dimensions: { HealthCheckId: this.healthChecks[role].id },
        statistic: "Minimum",
      },
      comparison: "below",
      threshold: 1,
      evaluationPeriods: 1,
      missingData: "breaching",
    }));
  }

  private makeCheck(role: Role, { healthHost }: FailoverTarget): route53.HealthCheck {
    return new route53.HealthCheck(
      this.childName("health", role),
      {
        type: "HTTPS",
        fqdn: healthHost,
        port: 443,
        resourcePath: this.plan.healthPath,
        requestInterval: this.plan.intervalSeconds,
        failureThreshold: this.plan.failures,
        enableSni: true,
        measureLatency: true,
        tags: { Name: `${this.componentName}-${role}` },
      },
      this.childOptions(),
    );
  }

  private makeRecord(role: Role, { zone, domainName }: DnsFailoverArgs, target: FailoverTarget): route53.Record {
    return new route53.Record(
      this.childName("record", role),
      {
        zoneId: zone.id,
        name: domainName,
        ...answerOf(target),
        setIdentifier: role,
        healthCheckId: this.healthChecks[role].id,
        failoverRoutingPolicies: [{ type: role.toUpperCase() }],
      },
      this.childOptions(),
    );
  }
}

function answerOf(target: FailoverTarget) {
  return "alias" in target
    ? {
        type: "A" as const,
        aliases: [{ name: target.alias.dnsName, zoneId: target.alias.zoneId, evaluateTargetHealth: true }],
      }
    : { type: "CNAME" as const, records: [target.host], ttl: TTL_SECONDS };
}

/** @throws {pulumi.InputPropertiesError} with every fault */
function planFailover(name: string, args: DnsFailoverArgs) {
  const plan = {
    healthPath: args.healthPath,
    intervalSeconds: args.intervalSeconds ?? DEFAULTS.intervalSeconds,
    failures: args.failures ?? DEFAULTS.failures,
  };
  const faults = new Faults("DnsFailover", name);
  const inside = args.domainName === args.zone.name || args.domainName.endsWith(`.${args.zone.name}`);
  faults.check(inside, {
    property: "domainName",
    given: args.domainName,
    allowed: `${args.zone.name}, or a name below it`,
    fix: "choose a name inside the zone",
  });
  const hosts = "host" in args.primary || "host" in args.secondary;
  faults.check(!hosts || args.domainName !== args.zone.name, {
    property: "domainName",
    given: args.domainName,
    allowed: `a name below ${args.zone.name} where a target is a host: a zone's own name takes no CNAME (${SOURCE})`,
    fix: "use aliases, or a name below the zone's",
  });
  faults.check("host" in args.primary === "host" in args.secondary, {
    property: "secondary",
    given: "host" in args.secondary ? "host" : "alias",
    allowed: `the same kind of target as the primary's: the two records share name and type (${SOURCE})`,
    fix: "give both an alias, or both a host",
  });
  for (const role of ["primary", "secondary"] as const) {
    faults.check(args[role].healthHost !== args.domainName, {
      property: `${role}.healthHost`,
      given: args[role].healthHost,
      allowed: "a host of that region alone: the name that fails over would ask whoever answers just then",
      fix: "give each region a name of its own",
    });
  }
  faults.check(plan.healthPath.startsWith("/"), {
    property: "healthPath",
    given: plan.healthPath,
    allowed: "a path that begins with a slash",
    fix: "write /healthz/region",
  });
  faults.check(INTERVALS.includes(plan.intervalSeconds), {
    property: "intervalSeconds",
    given: plan.intervalSeconds,
    allowed: `${INTERVALS.join(" or ")} (${SOURCE})`,
    fix: "choose one of these",
  });
  faults.check(Number.isInteger(plan.failures) && plan.failures >= FAILURES.min && plan.failures <= FAILURES.max, {
    property: "failures",
    given: plan.failures,
    allowed: `${FAILURES.min} to ${FAILURES.max} (${SOURCE})`,
    fix: "choose a number in that range",
  });
  faults.throwIfAny();
  return plan;
}

import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { ANALYSIS_RANGE_SECONDS, analysisDelaySeconds, type DeliveryPlan } from "./rollout-plan";
import { type MeshMember, SIDECARS_JOB } from "./workload-mesh";
import type { WorkloadPlan } from "./workload-plan";

/** Where analyses look: the Service that Prometheus' operator makes. */
export const PROMETHEUS_ADDRESS = "http://prometheus-operated.monitoring.svc.cluster.local:9090";

/** Series of requests, as Prometheus has them. */
interface RequestSeries {
  /** Prometheus' name for the monitor by which it scrapes the pods. */
  readonly job: string;
  /** Counter of requests, and the label with their status. */
  readonly count: string;
  readonly status: string;
  /** Histogram of their time, and what makes milliseconds of it. */
  readonly bucket: string;
  readonly toMilliseconds: "" | "1000 * ";
  /** Further matchers of each. */
  readonly matchers: readonly string[];
}

/** Istio's standard metrics, counted by the sidecar of whoever answers. */
const BY_SIDECAR: RequestSeries = {
  job: SIDECARS_JOB,
  count: "istio_requests_total",
  status: "response_code",
  bucket: "istio_request_duration_milliseconds_bucket",
  toMilliseconds: "",
  matchers: ['reporter="destination"'],
};

/** OpenTelemetry's conventions for HTTP servers, which the pods tell at `/metrics`. */
function byService(namespace: string): RequestSeries {
  return {
    job: servicesJob(namespace),
    count: "http_server_request_duration_seconds_count",
    status: "http_response_status_code",
    bucket: "http_server_request_duration_seconds_bucket",
    toMilliseconds: "1000 * ",
    matchers: [],
  };
}

/** Prometheus' name for the monitor that `monitoring({ scrapedNamespaces })` makes for a namespace. */
export function servicesJob(namespace: string): string {
  return `monitoring/services-${namespace}`;
}

/**
 * What a new version is held against. It must be seen at all: a version that Prometheus does not scrape is taken back, and not
 * let through for want of complaints. Without requests there is nothing to hold against it: so it is with blue and green before
 * their turn, and at night.
 */
export function analysisTemplate(
  member: MeshMember,
  plan: WorkloadPlan & { readonly delivery: DeliveryPlan },
): CustomResource {
  const { maxErrorPercent, maxLatencyMs, intervalSeconds, count, failureLimit } = plan.delivery.analysis;
  const queries = analysisQueries(plan);
  const delay = analysisDelaySeconds(plan.delivery);
  const metric = (name: keyof typeof queries, successCondition: string) => ({
    name,
    ...(delay === 0 ? {} : { initialDelay: `${delay}s` }),
    interval: `${intervalSeconds}s`,
    count,
    failureLimit,
    successCondition: `len(result) > 0 && ${successCondition}`,
    provider: { prometheus: { address: PROMETHEUS_ADDRESS, query: queries[name] } },
  });
  const atMost = (most: number) => `(isNaN(result[0]) || result[0] <= ${most})`;
  return new CustomResource(
    member.childName("analysis"),
    {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "AnalysisTemplate",
      metadata: member.metadata,
      spec: {
        args: [{ name: "hash" }],
        metrics: [
          metric("scraped", "result[0] > 0"),
          metric("errors", atMost(maxErrorPercent)),
          metric("latency", atMost(maxLatencyMs)),
        ],
      },
    },
    member.options,
  );
}

/** Each has a result whatever happens, which is no number where there was no request. */
function analysisQueries({ namespace, serviceName, mesh }: WorkloadPlan) {
  const series = mesh === undefined ? byService(namespace) : BY_SIDECAR;
  const pods = [`job="${series.job}"`, `namespace="${namespace}"`, `pod=~"${serviceName}-{{args.hash}}-.*"`];
  const rate = (metric: string, ...matchers: readonly string[]) =>
    `rate(${metric}{${[...pods, ...series.matchers, ...matchers].join()}}[${ANALYSIS_RANGE_SECONDS}s])`;
  const all = `sum(${rate(series.count)})`;
  const failed = `sum(${rate(series.count, `${series.status}=~"5.."`)})`;
  const slow = `histogram_quantile(0.95, sum by (le) (${rate(series.bucket)}))`;
  return {
    scraped: `sum(up{${pods.join()}})`,
    errors: `100 * (${failed} or vector(0)) / (${all} or vector(0))`,
    latency: `${series.toMilliseconds}${slow} or vector(NaN)`,
  };
}

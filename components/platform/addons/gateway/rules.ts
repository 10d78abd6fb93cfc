import type { PrometheusRules } from "../monitoring/rules";

/** What Kong says of the requests that go through it. */
export const GATEWAY_RULES: PrometheusRules = [
  {
    record: "gateway:errors:ratio5m",
    expr: 'sum(rate(kong_http_requests_total{code=~"5.."}[5m])) / sum(rate(kong_http_requests_total[5m]))',
  },
  {
    alert: "GatewayFails",
    expr: "gateway:errors:ratio5m > 0.05",
    for: "10m",
    severity: "page",
    summary:
      "One request in twenty through the gateway fails; look at which service it is by kong_http_requests_total first.",
  },
  {
    alert: "GatewayRefuses",
    expr: 'sum by (service) (rate(kong_http_requests_total{code="429"}[15m])) > 1',
    for: "15m",
    severity: "ticket",
    summary: "Callers of {{ $labels.service }} are held back by its limit; look whether they are customers first.",
  },
  {
    alert: "GatewayConfigurationStale",
    expr: 'sum(increase(ingress_controller_configuration_push_count{success="false"}[15m])) > 0',
    for: "15m",
    severity: "page",
    summary:
      "Kong does not take what its controller hands it: changes do not arrive; look at the controller's log first.",
  },
];

import type { PrometheusRules } from "../monitoring/rules";

/** What the sidecars and the control plane say of the mesh. */
export const MESH_RULES: PrometheusRules = [
  {
    record: "mesh:requests:rate5m",
    expr: 'sum by (destination_service_name, destination_service_namespace) (rate(istio_requests_total{reporter="destination"}[5m]))',
  },
  {
    record: "mesh:errors:ratio5m",
    expr: 'sum by (destination_service_name, destination_service_namespace) (rate(istio_requests_total{reporter="destination",response_code=~"5.."}[5m])) / mesh:requests:rate5m',
  },
  {
    alert: "MeshRefusesCalls",
    expr: 'sum by (source_workload, destination_service_name) (increase(istio_requests_total{reporter="destination",response_code="403"}[15m])) > 20',
    for: "15m",
    severity: "ticket",
    summary:
      "{{ $labels.destination_service_name }} refuses {{ $labels.source_workload }}; declare the connection, or find out who calls.",
  },
  {
    alert: "MeshControlPlaneRejected",
    expr: "sum(increase(pilot_total_xds_rejects[15m])) > 0",
    for: "15m",
    severity: "ticket",
    summary: "Sidecars reject what istiod hands out; look at its log for the object that is wrong first.",
  },
  {
    alert: "MeshControlPlaneIsGone",
    expr: 'absent(up{pod=~"istiod-.*"} == 1)',
    for: "10m",
    severity: "page",
    summary: "No pod of istiod answers: new pods start without a sidecar's configuration; look at its events first.",
  },
];

import type { Rule } from "../../engine";
import { apiLogHoldsNoPayload } from "./api-log-holds-no-payload";
import { azureAccountHasDiagnostics } from "./azure-account-has-diagnostics";
import { clusterLogsItsControlPlane } from "./cluster-logs-its-control-plane";
import { dataServicesExportLogs } from "./data-services-export-logs";
import { entryPointsLogAccess } from "./entry-points-log-access";
import { functionHasLogGroup } from "./function-has-log-group";
import { logGroupKeepsLogs } from "./log-group-keeps-logs";
import { networkLogsFlows } from "./network-logs-flows";
import { vpnLogsItsTunnels } from "./vpn-logs-its-tunnels";

/** The rules of this family, in the order of their ids. */
export const LOGGING_RULES: readonly Rule[] = [
  apiLogHoldsNoPayload,
  azureAccountHasDiagnostics,
  clusterLogsItsControlPlane,
  dataServicesExportLogs,
  entryPointsLogAccess,
  functionHasLogGroup,
  logGroupKeepsLogs,
  networkLogsFlows,
  vpnLogsItsTunnels,
];

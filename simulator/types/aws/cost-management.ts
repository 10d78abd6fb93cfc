import { globalArn } from "../../arn";
import type { TypeModel } from "../../model";
import { uuid } from "./uuid";

const MONITOR = "aws:costexplorer/anomalyMonitor:AnomalyMonitor";

/** Cost Explorer, Compute Optimizer and Data Exports: none of them knows a region of its own. */
export const costManagementTypes: readonly TypeModel[] = [
  {
    type: MONITOR,
    nameProperty: "name",
    nameLimit: { max: 1024, source: "Cost Explorer API reference, AnomalyMonitor, read 2026-11" },
    nameScope: "none",
    id: (request) => globalArn(request, "ce", `anomalymonitor/${uuid(request)}`),
    outputs: (_request, id) => ({ arn: id }),
    replaceOn: ["monitorDimension", "monitorSpecification", "monitorType"],
  },
  {
    type: "aws:costexplorer/anomalySubscription:AnomalySubscription",
    nameProperty: "name",
    nameLimit: { max: 1024, source: "Cost Explorer API reference, AnomalySubscription, read 2026-11" },
    nameScope: "none",
    id: (request) => globalArn(request, "ce", `anomalysubscription/${uuid(request)}`),
    outputs: (request, id) => ({ arn: id, accountId: request.cloud.aws.accountId }),
    replaceOn: ["name", "accountId"],
    references: { monitorArnLists: MONITOR },
  },
  {
    type: "aws:computeoptimizer/enrollmentStatus:EnrollmentStatus",
    id: (request) => request.cloud.aws.accountId,
    outputs: () => ({ numberOfMemberAccountsOptedIn: 0 }),
    minutes: { create: 0.5 },
  },
  {
    type: "aws:bcmdata/export:Export",
    id: (request) => {
      const { partition, accountId } = request.cloud.aws;
      return `arn:${partition}:bcm-data-exports:us-east-1:${accountId}:export/${request.name}-${uuid(request)}`;
    },
    outputs: (_request, id) => ({ arn: id }),
    minutes: { create: 0.2 },
  },
];

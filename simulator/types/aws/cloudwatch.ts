import { regionalArn, text } from "../../arn";
import type { TypeModel } from "../../model";

const ALARM_NAME = { max: 255, source: "CloudWatch API, PutMetricAlarm, read 2026-11" };

/** Amazon CloudWatch: alarms, dashboards, logs. */
export const cloudwatchTypes: readonly TypeModel[] = [
  {
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    nameProperty: "name",
    nameLimit: ALARM_NAME,
    outputs: (request) => ({ arn: regionalArn(request, "cloudwatch", `alarm:${request.physicalName}`) }),
    replaceOn: ["name", "region"],
  },
  {
    type: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    nameProperty: "alarmName",
    nameLimit: ALARM_NAME,
    outputs: (request) => ({ arn: regionalArn(request, "cloudwatch", `alarm:${request.physicalName}`) }),
    replaceOn: ["alarmName", "region"],
  },
  {
    type: "aws:cloudwatch/dashboard:Dashboard",
    nameProperty: "dashboardName",
    nameLimit: { max: 255, pattern: /^[A-Za-z0-9_-]+$/, source: "CloudWatch API, PutDashboard, read 2026-11" },
    nameScope: "account",
    outputs: (request) => ({
      dashboardArn: `arn:${request.cloud.aws.partition}:cloudwatch::${request.cloud.aws.accountId}:dashboard/${request.physicalName}`,
    }),
    replaceOn: ["dashboardName"],
  },
  {
    type: "aws:cloudwatch/logGroup:LogGroup",
    nameProperty: "name",
    nameLimit: { max: 512, pattern: /^[\w./#-]+$/, source: "CloudWatch Logs API, CreateLogGroup, read 2026-11" },
    outputs: (request) => ({
      arn: regionalArn(request, "logs", `log-group:${request.physicalName}`),
      logGroupClass: text(request, "logGroupClass", "STANDARD"),
    }),
    replaceOn: ["name", "namePrefix", "logGroupClass", "region"],
    stateful: true,
    references: { kmsKeyId: "aws:kms/key:Key" },
  },
  {
    type: "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    nameProperty: "policyName",
    nameLimit: { max: 512, source: "CloudWatch Logs API, PutResourcePolicy; from memory, recheck before release" },
    replaceOn: ["policyName", "region"],
  },
  {
    type: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    nameProperty: "name",
    nameLimit: { max: 512, pattern: /^[^:*]+$/, source: "CloudWatch Logs API, PutMetricFilter, read 2026-11" },
    nameScope: "none",
    replaceOn: ["name", "logGroupName", "region"],
    references: { logGroupName: "aws:cloudwatch/logGroup:LogGroup" },
  },
  {
    type: "aws:cloudwatch/logAnomalyDetector:LogAnomalyDetector",
    nameProperty: "detectorName",
    id: (request) => regionalArn(request, "logs", `anomaly-detector:${request.digits(32)}`),
    outputs: (_request, id) => ({ arn: id }),
    replaceOn: ["logGroupArnLists"],
  },
];

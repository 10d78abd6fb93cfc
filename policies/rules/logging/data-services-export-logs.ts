import { REMOVED, resourceRule } from "../../engine";
import { DATABASES, DOCUMENT_CLUSTERS } from "../shared/types";

export const dataServicesExportLogs = resourceRule({
  id: "data-services-export-logs",
  title: "Brokers, databases and search domains export their logs",
  why: "Slow queries, failed logins and broken brokers are told in these logs alone.",
  fix: {
    text: "Export the logs to CloudWatch.",
    code: `new rds.Instance("orders", { ..., enabledCloudwatchLogsExports: ["error", "slowquery", "audit"] });`,
  },
  severity: "medium",
  frameworks: ["FSBP RDS.9", "FSBP Opensearch.5"],
  types: ["aws:msk/cluster:Cluster", ...DATABASES, ...DOCUMENT_CLUSTERS, "aws:opensearch/domain:Domain"],
  guards: [{ type: "aws:rds/instance:Instance", path: "enabledCloudwatchLogsExports", broken: [[], REMOVED] }],
  check(subject, judge) {
    if (subject.type === "aws:msk/cluster:Cluster") {
      const logs = subject.get("loggingInfo.brokerLogs");
      const enabled = ["cloudwatchLogs", "firehose", "s3"].some(
        (target) => logs.get(target).get("enabled").flag() === true,
      );
      judge.require(enabled, logs, "a destination of broker logs");
    } else if (subject.type === "aws:opensearch/domain:Domain") {
      const options = subject.get("logPublishingOptions");
      const published = options.items().filter((option) => option.get("enabled").flag() !== false);
      judge.require(published.length > 0, options, "logs that are published");
    } else {
      const exports = subject.get("enabledCloudwatchLogsExports");
      judge.require(exports.items().length > 0, exports, "logs that are exported");
    }
  },
});

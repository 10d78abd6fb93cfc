import { isObject, type PolicyValue, stackRule } from "../../engine";
import { DOCUMENT_CLUSTERS } from "../shared/types";

const GROUPS = ["aws:docdb/clusterParameterGroup:ClusterParameterGroup"];

function isTlsParameter(item: PolicyValue): boolean {
  return isObject(item) && item["name"] === "tls";
}

export const documentDatabaseRequiresTls = stackRule({
  id: "document-database-requires-tls",
  title: "DocumentDB clusters refuse connections without TLS",
  why: "TLS is a parameter of the cluster, and a group that switches it off is used silently.",
  fix: {
    text: "Set the parameter tls to enabled, or to a stricter value, in the cluster's parameter group.",
    code: `new docdb.ClusterParameterGroup("users", { family: "docdb5.0", parameters: [{ name: "tls", value: "enabled" }] });`,
  },
  severity: "high",
  frameworks: ["PCI 4.2.1", "SOC2 CC6.7"],
  types: DOCUMENT_CLUSTERS,
  guards: GROUPS.map((type) => ({ type, path: "parameters[*].value", broken: ["disabled"], item: isTlsParameter })),
  check(cluster, judge, stack) {
    for (const group of stack.targets(cluster, "dbClusterParameterGroupName", GROUPS)) {
      for (const parameter of group.get("parameters").items()) {
        const value = parameter.get("value");
        if (parameter.get("name").text() === "tls") {
          judge.require(
            value.text() !== "disabled",
            value,
            '"enabled"',
            `Cluster ${cluster.name} accepts connections without TLS.`,
          );
        }
      }
    }
  },
});

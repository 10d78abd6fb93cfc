import { isObject, type PolicyValue, REMOVED, stackRule } from "../../engine";
import { DATABASES } from "../shared/types";

const GROUPS = ["aws:rds/parameterGroup:ParameterGroup", "aws:rds/clusterParameterGroup:ClusterParameterGroup"];
const INSTANCE_GROUP = "parameterGroupName";
const CLUSTER_GROUP = "dbClusterParameterGroupName";
const TLS_PARAMETERS: readonly string[] = ["rds.force_ssl", "require_secure_transport"];

function isTlsParameter(item: PolicyValue): boolean {
  return isObject(item) && TLS_PARAMETERS.includes(String(item["name"]));
}

export const databaseRequiresTls = stackRule({
  id: "database-requires-tls",
  title: "Databases refuse connections without TLS",
  why: "A server that accepts plain connections will be given one, by the one client that was configured wrongly.",
  fix: {
    text: "Set rds.force_ssl (PostgreSQL) or require_secure_transport (MySQL) to 1 in the parameter group that the database uses.",
    code: `const parameters = new rds.ParameterGroup("orders", {
  family: "mysql8.4", parameters: [{ name: "require_secure_transport", value: "1" }],
});
new rds.Instance("orders", { ..., parameterGroupName: parameters.name });`,
  },
  severity: "high",
  frameworks: ["FSBP RDS.38", "FSBP RDS.39", "PCI 4.2.1"],
  types: DATABASES,
  guards: GROUPS.map((type) => ({ type, path: "parameters[*].value", broken: ["0", REMOVED], item: isTlsParameter })),
  check(database, judge, stack) {
    const engine = database.get("engine").text() ?? "";
    if (database.get("replicateSourceDb").present || !/postgres|mysql|mariadb/.test(engine)) {
      judge.skip("the engine has no such parameter");
      return;
    }
    const path = database.type === "aws:rds/cluster:Cluster" ? CLUSTER_GROUP : INSTANCE_GROUP;
    const node = database.get(path);
    const group = stack.targets(database, path, GROUPS)[0];
    if (group === undefined) {
      if (node.unknown) {
        judge.doubt(path, "the parameter group is not known yet");
      } else {
        judge.fail(
          node,
          "a parameter group that requires TLS",
          `Database ${database.name} uses a parameter group that this stack does not know.`,
        );
      }
      return;
    }
    const parameter = group
      .get("parameters")
      .items()
      .find((item) => TLS_PARAMETERS.includes(item.get("name").text() ?? ""));
    const value = parameter?.get("value") ?? group.get("parameters");
    const on =
      parameter !== undefined &&
      ["1", "on", "true"].includes((value.text() ?? String(value.number() ?? "")).toLowerCase());
    judge.require(on, value, "1", `Database ${database.name} accepts connections without TLS: see ${group.name}.`);
  },
});

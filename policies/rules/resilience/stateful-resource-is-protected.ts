import { Node, type Stack, type Subject, stackRule } from "../../engine";
import { BUCKET_LIFECYCLES, BUCKETS, STATEFUL } from "../shared/types";

export const statefulResourceIsProtected = stackRule({
  id: "stateful-resource-is-protected",
  title: "Stateful resources in production are protected",
  why: "A protected resource cannot be deleted or replaced by a change of the program that nobody meant.",
  fix: {
    text: "Set the option protect.",
    code: `new dynamodb.Table("orders", { ... }, { parent: this, protect: true });`,
  },
  severity: "medium",
  frameworks: ["SOC2 A1.2"],
  thresholds: ["productionEnvironments"],
  types: STATEFUL,
  guards: [],
  check(subject, judge, stack) {
    if (!judge.production || isTemporary(subject, stack)) {
      judge.skip(judge.production ? "it holds nothing that lasts" : "not production");
      return;
    }
    const holds = subject.resource.opts.protect === true || subject.resource.opts.retainOnDelete === true;
    judge.require(
      holds,
      new Node("opts.protect", subject.resource.opts.protect ?? false),
      "true",
      `${subject.name} may be deleted by an update.`,
    );
  },
});

/** Longest life of what counts as temporary, in days. */
const TEMPORARY_DAYS = 31;

/** Views, data sets of views, and buckets whose objects all expire within a month. */
function isTemporary(subject: Subject, stack: Stack): boolean {
  switch (subject.type) {
    case "gcp:bigquery/table:Table":
      return subject.get("view").present;
    case "gcp:bigquery/dataset:Dataset": {
      const tables = stack.referrers(subject, ["gcp:bigquery/table:Table"], "datasetId").found;
      return tables.length > 0 && tables.every((table) => table.get("view").present);
    }
    default:
      return BUCKETS.some((type) => type === subject.type) && expiresAll(subject, stack);
  }
}

function expiresAll(bucket: Subject, stack: Stack): boolean {
  const rules = BUCKET_LIFECYCLES.flatMap((type) => stack.referrers(bucket, [type], "bucket").found).flatMap(
    (configuration) => configuration.get("rules").items(),
  );
  return rules.some((rule) => {
    const days = rule.get("expiration.days").number() ?? Number.POSITIVE_INFINITY;
    const everything = (rule.get("filter.prefix").text() ?? "") === "" && !rule.get("filter.tag").present;
    return rule.get("status").text() === "Enabled" && everything && days <= TEMPORARY_DAYS;
  });
}

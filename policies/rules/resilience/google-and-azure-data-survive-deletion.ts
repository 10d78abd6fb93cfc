import { resourceRule } from "../../engine";

export const googleAndAzureDataSurviveDeletion = resourceRule({
  id: "google-and-azure-data-survive-deletion",
  title: "Data on Google Cloud and Azure survives a deletion by mistake",
  why: "Days to change one's mind cost nothing until they are needed.",
  fix: {
    text: "Protect tables, keep deleted objects, switch purge protection on.",
    code: `new bigquery.Table("orders", { ..., deletionProtection: true });`,
  },
  severity: "medium",
  frameworks: ["SOC2 A1.2"],
  thresholds: ["productionEnvironments"],
  types: ["gcp:bigquery/table:Table", "gcp:storage/bucket:Bucket", "azure-native:keyvault:Vault"],
  guards: [
    { type: "gcp:storage/bucket:Bucket", path: "forceDestroy", broken: [true] },
    { type: "azure-native:keyvault:Vault", path: "properties.enableSoftDelete", broken: [false] },
  ],
  check(subject, judge) {
    switch (subject.type) {
      case "gcp:bigquery/table:Table": {
        const stores = !subject.get("view").present;
        const node = subject.get("deletionProtection");
        judge.require(!judge.production || !stores || node.flag() !== false, node, "true, or not set");
        break;
      }
      case "gcp:storage/bucket:Bucket": {
        const force = subject.get("forceDestroy");
        judge.attempt(() => judge.require(!judge.production || force.flag() !== true, force, "false, or not set"));
        const soft = subject.get("softDeletePolicy.retentionDurationSeconds");
        judge.attempt(() => judge.require(!soft.present || soft.number() !== 0, soft, "a week, or the default"));
        break;
      }
      default: {
        const soft = subject.get("properties.enableSoftDelete");
        const purge = subject.get("properties.enablePurgeProtection");
        judge.attempt(() => judge.require(soft.flag() !== false, soft, "true, or not set"));
        judge.attempt(() => judge.require(!judge.production || purge.flag() === true, purge, "true"));
      }
    }
  },
});

import type { PlainObject } from "../../model";
import type { CloudResource } from "../inventory";
import type { AdmissionRule } from "./rule";

/** Inputs with which the clouds protect a resource from deletion. */
const SWITCHES = ["deletionProtection", "deletionProtectionEnabled", "enableDeletionProtection"] as const;

/** Types whose provider protects them unless told otherwise (gcp 9, read 2026-11). */
const PROTECTED_BY_DEFAULT = new Set([
  "gcp:bigquery/table:Table",
  "gcp:bigtable/instance:Instance",
  "gcp:container/cluster:Cluster",
  "gcp:sql/databaseInstance:DatabaseInstance",
]);

/** Databases that are not deleted without a last snapshot, unless one waives it. */
const SNAPSHOT_TYPES = new Set([
  "aws:rds/instance:Instance",
  "aws:rds/cluster:Cluster",
  "aws:docdb/cluster:Cluster",
  "aws:redshift/cluster:Cluster",
]);

/** What is protected is not deleted. */
export const protectionRule: AdmissionRule = {
  title: "deletion protection",
  onDelete: (resource) => [
    ...(protectionOf(resource).length > 0
      ? [`OperationNotPermitted: ${resource.id} is protected from deletion; turn its protection off first`]
      : []),
    ...(needsSnapshotName(resource)
      ? [`${resource.id}: finalSnapshotIdentifier is needed where skipFinalSnapshot is not true`]
      : []),
  ],
};

/** The inputs that protect a resource; empty where it may go. */
export function protectionOf(resource: Pick<CloudResource, "type" | "inputs">): readonly string[] {
  const set = SWITCHES.filter((key) => isOn(resource.inputs[key]));
  const byDefault =
    PROTECTED_BY_DEFAULT.has(resource.type) && resource.inputs["deletionProtection"] === undefined
      ? ["deletionProtection"]
      : [];
  return [...set, ...byDefault];
}

/** The same resource with its protection off, as an operator would turn it off. */
export function unprotected(resource: CloudResource): CloudResource {
  const off: Record<string, unknown> = {};
  for (const key of protectionOf(resource)) {
    off[key] = typeof resource.inputs[key] === "string" ? "INACTIVE" : false;
  }
  return { ...resource, inputs: { ...resource.inputs, ...off } };
}

function isOn(value: unknown): boolean {
  return value === true || value === "ACTIVE" || value === "Enabled";
}

function needsSnapshotName({ type, inputs }: Pick<CloudResource, "type" | "inputs">): boolean {
  return SNAPSHOT_TYPES.has(type) && inputs["skipFinalSnapshot"] !== true && !isReplica(inputs) && noName(inputs);
}

function noName(inputs: PlainObject): boolean {
  return typeof inputs["finalSnapshotIdentifier"] !== "string" || inputs["finalSnapshotIdentifier"] === "";
}

function isReplica(inputs: PlainObject): boolean {
  return typeof inputs["replicateSourceDb"] === "string" || typeof inputs["replicationSourceIdentifier"] === "string";
}

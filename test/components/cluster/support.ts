import assert from "node:assert/strict";
import { EksCluster, type EksClusterArgs } from "../../../components/cluster";
import { type RecordedResource, type Recording, type RecordingMode, recordProgram } from "../../../planner/recorder";

export const NETWORK = { vpcId: "vpc-0a1b2c3d", subnetIds: ["subnet-a", "subnet-b"] } as const;

/** CloudMart's cluster: one group of t3.medium, 1 to 4. */
export const CLOUDMART: EksClusterArgs = {
  ...NETWORK,
  clusterName: "cloudmart-cluster",
  nodeGroups: { main: { instanceTypes: ["t3.medium"], min: 1, max: 4 } },
};

/** The simulator's cluster in the documentation's account. */
export const CLUSTER_ARN = "arn:aws:eks:us-east-1:111122223333:cluster/cloudmart-cluster";

export function recordCluster(
  args: Partial<EksClusterArgs> = {},
  use: (cluster: EksCluster) => unknown = () => undefined,
  mode: RecordingMode = "known",
): Promise<Recording> {
  return recordProgram(
    () => {
      use(new EksCluster("cloudmart", { ...CLOUDMART, ...args }));
    },
    { mode },
  );
}

/** A policy document among the inputs, parsed. */
export function policyOf(resource: RecordedResource, property = "policy"): PolicyDocument {
  const text = resource.inputs[property];
  assert.equal(typeof text, "string", `${resource.name} has no known ${property}`);
  return JSON.parse(String(text));
}

export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The statement with this id. */
export function statement(document: PolicyDocument, sid: string): PolicyStatement {
  const found = document.Statement.find((candidate) => candidate.Sid === sid);
  assert.ok(found, `no statement ${sid} among ${document.Statement.map((candidate) => candidate.Sid).join(", ")}`);
  return found;
}

/** `type name`, without the stack, sorted. */
export function shape(recording: Recording): readonly string[] {
  return recording.resources
    .filter((resource) => resource.type !== "pulumi:pulumi:Stack")
    .map((resource) => `${resource.type} ${resource.name}`)
    .sort();
}

/** Names of the resources that a resource depends on. */
export function dependencies(recording: Recording, name: string, type?: string): readonly string[] {
  return recording.get(name, type).dependencies.map((urn) => urn.split("::").at(-1) ?? "");
}

import { text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";

const JOB_NAME = {
  max: 1024,
  pattern: /^[a-z]([-a-z0-9]{0,1022}[a-z0-9])?$/,
  source: "Dataflow REST reference, Job.name, read 2026-11",
};

/** `2026-01-01_00_00_00-<digits>`: when the job was made, and a number. */
function jobId(request: CreateRequest): string {
  return `2026-01-01_00_00_00-${request.digits(19, "decimal")}`;
}

/** What templates, workers and keys must be for a job to start. */
function faults(request: CreateRequest): readonly string[] {
  const region = text(request, "region", request.cloud.gcp.region);
  const key = text(request, "kmsKeyName");
  return [
    ...(text(request, "containerSpecGcsPath").startsWith("gs://")
      ? []
      : ["The container spec must be a Cloud Storage path."]),
    ...(key === "" || key.includes(`/locations/${region}/`)
      ? []
      : [`The key ${key} is not in ${region}, where the job runs.`]),
  ];
}

/** Dataflow: jobs from flex templates, and schedules of them. */
export const gcpDataflowTypes: readonly TypeModel[] = [
  {
    type: "gcp:dataflow/flexTemplateJob:FlexTemplateJob",
    nameProperty: "name",
    nameLimit: JOB_NAME,
    nameScope: "account",
    id: jobId,
    outputs: (request, id) => ({
      project: request.cloud.gcp.project,
      region: text(request, "region", request.cloud.gcp.region),
      jobId: id,
      state: "JOB_STATE_RUNNING",
      type: "JOB_TYPE_STREAMING",
    }),
    replaceOn: ["name", "project", "region"],
    minutes: { create: 5, update: 6, delete: 3 },
    refuses: faults,
  },
  {
    type: "gcp:dataflow/pipeline:Pipeline",
    nameProperty: "name",
    nameLimit: {
      ...JOB_NAME,
      max: 128,
      source: "Data Pipelines REST reference, Pipeline.name; from memory, recheck before release",
    },
    nameScope: "account",
    id: (request) =>
      `projects/${request.cloud.gcp.project}/locations/${text(request, "region", request.cloud.gcp.region)}/pipelines/${request.physicalName}`,
    outputs: (request) => ({
      project: request.cloud.gcp.project,
      region: text(request, "region", request.cloud.gcp.region),
      createTime: "2026-01-01T00:00:00Z",
      lastUpdateTime: "2026-01-01T00:00:00Z",
      jobCount: 0,
    }),
    replaceOn: ["name", "project", "region"],
    minutes: { create: 0.3 },
  },
];

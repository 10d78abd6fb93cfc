import * as pulumi from "@pulumi/pulumi";
import type { AnalyticsWarehouse } from "../analytics-warehouse";
import { type DataflowPlan, inputPattern } from "../dataflow-job-plan";
import type { GcpLake } from "../gcp-lake";
import { TRANSFORMS } from "./row-transform";
import type { DataflowStaging } from "./staging";

/** Where and as whom a job runs. */
export interface JobEnvironment {
  readonly subnetwork: pulumi.Input<string>;
  readonly keyName: pulumi.Output<string>;
  readonly email: pulumi.Output<string>;
  readonly staging: DataflowStaging;
}

/** What a job carries from where to where. */
interface Ends {
  readonly lake: GcpLake;
  readonly warehouse: AnalyticsWarehouse;
}

/** The template's own parameters, by the names that it gives them. */
function parameters(plan: DataflowPlan, { lake, warehouse }: Ends, staging: DataflowStaging) {
  const table = (id: string) => pulumi.interpolate`${plan.gcp.project}:${warehouse.datasetId}.${id}`;
  return {
    inputFilePattern: lake.bucketName.apply((bucket) => inputPattern(bucket, plan.prefix, plan.mode)),
    JSONPath: staging.schema,
    outputTable: table(plan.table),
    javascriptTextTransformGcsPath: staging.transform,
    javascriptTextTransformFunctionName: plan.mode === "streaming" ? TRANSFORMS.stream : TRANSFORMS.load,
    bigQueryLoadingTemporaryDirectory: pulumi.interpolate`${staging.temporary}/load`,
    ...(plan.mode === "streaming" ? { outputDeadletterTable: table(plan.errorTable) } : {}),
  };
}

/** What both kinds of job say of their workers. */
function workers(plan: DataflowPlan, environment: JobEnvironment) {
  return {
    serviceAccountEmail: environment.email,
    kmsKeyName: environment.keyName,
    subnetwork: environment.subnetwork,
    ipConfiguration: "WORKER_IP_PRIVATE",
    machineType: plan.machineType,
    numWorkers: 1,
    maxWorkers: plan.maxWorkers,
    tempLocation: environment.staging.temporary,
  };
}

/** A job that runs until it is stopped. */
export function streamInputs(plan: DataflowPlan, ends: Ends, environment: JobEnvironment) {
  return {
    project: plan.gcp.project,
    region: plan.gcp.location,
    containerSpecGcsPath: plan.template,
    parameters: parameters(plan, ends, environment.staging),
    ...workers(plan, environment),
    autoscalingAlgorithm: "THROUGHPUT_BASED",
    enableStreamingEngine: true,
    stagingLocation: pulumi.interpolate`${environment.staging.bucket.url}/staging`,
    // The template watches for new objects, which cannot be drained; the next job reads the lake again, and readers tell
    // repeated rows.
    onDelete: "cancel",
  };
}

/** A schedule that starts a run, and the run that it starts. */
export function scheduleInputs(plan: DataflowPlan, ends: Ends, environment: JobEnvironment) {
  const { project, location } = plan.gcp;
  return {
    project,
    region: location,
    type: "PIPELINE_TYPE_BATCH",
    state: "STATE_ACTIVE",
    scheduleInfo: { schedule: plan.cron, timeZone: "UTC" },
    workload: {
      dataflowFlexTemplateRequest: {
        projectId: project,
        location,
        launchParameter: {
          jobName: plan.jobName,
          containerSpecGcsPath: plan.template,
          parameters: parameters(plan, ends, environment.staging),
          environment: workers(plan, environment),
        },
      },
    },
  };
}

import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as scheduler from "@pulumi/aws/scheduler";
import * as pulumi from "@pulumi/pulumi";
import { type AlarmSpec, type EncryptionKey, grant, parseArn, type Statement, serviceTrust } from "../core";
import type { ChildMaker } from "./child-maker";
import type { IngestionTrigger } from "./knowledge-base-args";

/** Bedrock lets one run go on at a time: a start that meets another is tried again, for less than an hour. */
const RETRY = { maximumEventAgeInSeconds: 3000, maximumRetryAttempts: 20 } as const;
/** Where what the log tells of documents is counted. */
const METRICS = { namespace: "Estate/KnowledgeBase", name: "IngestionProblems" } as const;

/** What the schedule starts. */
export interface IngestionTarget {
  readonly knowledgeBaseId: pulumi.Output<string>;
  readonly dataSourceId: pulumi.Output<string>;
  readonly startStatement: Statement;
}

/** Starts runs on time by the scheduler's own call of Bedrock, with a role that may start this one knowledge base's. */
export function makeIngestionSchedule(
  make: ChildMaker,
  timing: Extract<IngestionTrigger, { readonly trigger: "schedule" }>,
  target: IngestionTarget,
): scheduler.ScheduleGroup {
  const group = new scheduler.ScheduleGroup(make.name("ingestion-group"), {}, make.options);
  const assumeRolePolicy = group.arn.apply((arn) =>
    serviceTrust("scheduler.amazonaws.com", {
      StringEquals: { "aws:SourceAccount": parseArn(arn).account, "aws:SourceArn": arn },
    }),
  );
  const role = new iam.Role(
    make.name("ingestion-role"),
    { description: "Starts the ingestion of one knowledge base on schedule", assumeRolePolicy },
    make.options,
  );
  const policy = grant({ granteeName: make.name("ingestion"), role }, "start", [target.startStatement]);
  new scheduler.Schedule(
    make.name("ingestion"),
    {
      groupName: group.name,
      scheduleExpression: timing.expression,
      scheduleExpressionTimezone: timing.timezone ?? "UTC",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: group.arn.apply(
          (arn) => `arn:${parseArn(arn).partition}:scheduler:::aws-sdk:bedrockagent:startIngestionJob`,
        ),
        roleArn: role.arn,
        input: pulumi.jsonStringify({ KnowledgeBaseId: target.knowledgeBaseId, DataSourceId: target.dataSourceId }),
        retryPolicy: RETRY,
      },
    },
    { ...make.options, dependsOn: [policy] },
  );
  return group;
}

/** The log of every document's way into the index, and a count of those that did not get there. */
export function makeIngestionLogs(
  make: ChildMaker,
  args: {
    readonly key: EncryptionKey;
    readonly knowledgeBaseArn: pulumi.Output<string>;
    readonly knowledgeBaseId: pulumi.Output<string>;
    readonly retentionDays: number;
  },
): void {
  const group = new cloudwatch.LogGroup(
    make.name("logs"),
    {
      // CloudWatch lets log delivery write under this prefix without a policy for each group.
      name: pulumi.interpolate`/aws/vendedlogs/bedrock/knowledge-base/APPLICATION_LOGS/${args.knowledgeBaseId}`,
      kmsKeyId: args.key.arn,
      retentionInDays: args.retentionDays,
    },
    make.options,
  );
  const source = new cloudwatch.LogDeliverySource(
    make.name("log-source"),
    { logType: "APPLICATION_LOGS", resourceArn: args.knowledgeBaseArn },
    make.options,
  );
  const destination = new cloudwatch.LogDeliveryDestination(
    make.name("log-destination"),
    { deliveryDestinationConfiguration: { destinationResourceArn: group.arn } },
    make.options,
  );
  new cloudwatch.LogDelivery(
    make.name("log-delivery"),
    { deliverySourceName: source.name, deliveryDestinationArn: destination.arn },
    make.options,
  );
  new cloudwatch.LogMetricFilter(
    make.name("problems"),
    {
      logGroupName: group.name,
      pattern: '{ ($.level = "WARN") || ($.level = "ERROR") }',
      metricTransformation: {
        ...METRICS,
        value: "1",
        unit: "Count",
        dimensions: { DataSource: "$.event.data_source_id" },
      },
    },
    make.options,
  );
}

/** How one would notice that documents do not arrive. */
export function ingestionAlarms(
  name: string,
  counted: { readonly dataSourceId: pulumi.Input<string> } | undefined,
  group: scheduler.ScheduleGroup | undefined,
): readonly AlarmSpec[] {
  const problems: AlarmSpec[] =
    counted === undefined
      ? []
      : [
          {
            key: "documents-left-out",
            summary: `Knowledge base ${name} left documents out. Its log names each, and why: too large, of an unknown kind, or refused by the model.`,
            severity: "ticket",
            metric: { ...METRICS, dimensions: { DataSource: counted.dataSourceId }, statistic: "Sum" },
            comparison: "atLeast",
            threshold: 1,
            periodSeconds: 3600,
            evaluationPeriods: 1,
          },
        ];
  const dropped: AlarmSpec[] =
    group === undefined
      ? []
      : [
          {
            key: "ingestion-not-started",
            summary: `Knowledge base ${name} is not taking documents in: the scheduler gave up starting a run. Look at the role and at runs that do not end.`,
            severity: "ticket",
            metric: {
              namespace: "AWS/Scheduler",
              name: "InvocationDroppedCount",
              dimensions: { ScheduleGroup: group.name },
              statistic: "Sum",
            },
            comparison: "atLeast",
            threshold: 1,
            periodSeconds: 3600,
            evaluationPeriods: 1,
          },
        ];
  return [...problems, ...dropped];
}

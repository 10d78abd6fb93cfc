import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import { type EncryptionKey, grant, parseArn, serviceTrust } from "../core";
import type { ChildMaker } from "./child-maker";

/** The log group that enhanced monitoring writes to, in every account (RDS user guide, read 2026-11). */
const METRICS_GROUP = "RDSOSMetrics";

/**
 * The role by which RDS hands over what the operating system measures. It may write to that one log group, where the managed
 * policy of AWS allows every group whose name begins with RDS.
 *
 * @param identifiers the instances that use the role
 */
export function makeMonitoringRole(
  make: ChildMaker,
  keyArn: pulumi.Output<string>,
  identifiers: readonly string[],
): { readonly role: iam.Role; readonly policy: iam.RolePolicy } {
  const assumeRolePolicy = keyArn.apply((arn) => {
    const { partition, region, account } = parseArn(arn);
    return serviceTrust("monitoring.rds.amazonaws.com", {
      StringEquals: {
        "aws:SourceAccount": account,
        "aws:SourceArn": identifiers.map((identifier) => `arn:${partition}:rds:${region}:${account}:db:${identifier}`),
      },
    });
  });
  const description = "Writes the operating system's measures of a database";
  const role = new iam.Role(make.name("monitoring-role"), { description, assumeRolePolicy }, make.options);
  const group = keyArn.apply((arn) => {
    const { partition, region, account } = parseArn(arn);
    return `arn:${partition}:logs:${region}:${account}:log-group:${METRICS_GROUP}`;
  });
  const policy = grant({ granteeName: make.name("monitoring"), role }, "write", [
    { sid: "Group", actions: ["logs:CreateLogGroup", "logs:PutRetentionPolicy"], resources: [group] },
    {
      sid: "Streams",
      actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:PutLogEvents"],
      resources: [group.apply((arn) => `${arn}:log-stream:*`)],
    },
  ]);
  return { role, policy };
}

/** The groups that an instance's logs go to: made before it, or RDS makes them without key and without end. */
export function makeDatabaseLogs(
  make: ChildMaker,
  args: {
    readonly key: EncryptionKey;
    readonly identifier: string;
    /** Aurora's logs are the cluster's. @default "instance" */
    readonly of?: "instance" | "cluster";
    readonly logs: readonly string[];
    readonly retentionDays: number;
    /** `primary`, `replica-1`, `cluster`. */
    readonly node: string;
  },
): readonly cloudwatch.LogGroup[] {
  return args.logs.map(
    (log) =>
      new cloudwatch.LogGroup(
        make.name("logs", `${args.node}-${log}`),
        {
          name: `/aws/rds/${args.of ?? "instance"}/${args.identifier}/${log}`,
          kmsKeyId: args.key.arn,
          retentionInDays: args.retentionDays,
        },
        make.options,
      ),
  );
}

import * as pulumi from "@pulumi/pulumi";
import { type Bindable, type EncryptionKey, type FunctionNeeds, parseArn, pascalCase, type Statement } from "../core";

/** What binds a function's needs to the estate. */
export interface Bound {
  readonly needs?: FunctionNeeds;
  readonly bindings?: Readonly<Record<string, Bindable>>;
}

/**
 * The statements for everything that the function declares. Two needs of one key share its statement.
 * @throws {pulumi.InputPropertiesError} where a resource cannot serve a need: an index that is not there
 */
export function boundStatements({ needs, bindings }: Bound): readonly Statement[] {
  const taken = new Set<Statement>();
  return Object.entries(needs?.resources ?? {}).flatMap(([name, need]) => {
    const scope = {
      ...(need.indexes === undefined ? {} : { indexes: need.indexes }),
      ...(need.prefix === undefined ? {} : { prefix: need.prefix }),
    };
    const statements = bindings?.[name]?.bindingStatements(need.actions, scope) ?? [];
    const fresh = statements.filter((statement) => !taken.has(statement));
    for (const statement of fresh) {
      taken.add(statement);
    }
    return fresh.map((statement, position) => ({
      ...statement,
      sid: `${pascalCase(name)}${statement.sid ?? position}`,
    }));
  });
}

/** What the runtime itself does in the function's name: logs, traces, its environment, its failed events. */
export function runtimeStatements(
  logGroupArn: pulumi.Output<string>,
  failuresArn: pulumi.Output<string>,
  key: EncryptionKey,
): readonly Statement[] {
  return [
    {
      sid: "WriteLogs",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [pulumi.interpolate`${logGroupArn}:log-stream:*`],
    },
    {
      // X-Ray's writing actions take no resource (Service Authorization Reference, read 2026-11).
      sid: "WriteTraces",
      actions: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
      resources: ["*"],
    },
    { ...key.useStatement("decrypt", "lambda"), sid: "ReadEnvironment" },
    { sid: "KeepFailedEvents", actions: ["sqs:SendMessage"], resources: [failuresArn] },
    { ...key.useStatement("encryptDecrypt", "sqs"), sid: "EncryptFailedEvents" },
  ];
}

/** What Lambda needs to attach the function to a VPC: interfaces in these subnets, with this security group. */
export function networkStatements(
  logGroupArn: pulumi.Output<string>,
  subnetIds: readonly pulumi.Input<string>[],
  securityGroupArn: pulumi.Output<string>,
): readonly Statement[] {
  const ec2 = logGroupArn.apply((arn) => {
    const { partition, region, account } = parseArn(arn);
    return `arn:${partition}:ec2:${region}:${account}`;
  });
  const interfaces = pulumi.interpolate`${ec2}:network-interface/*`;
  const subnets = subnetIds.map((subnet) => pulumi.interpolate`${ec2}:subnet/${subnet}`);
  return [
    {
      sid: "CreateNetworkInterfaces",
      actions: ["ec2:CreateNetworkInterface"],
      resources: [interfaces, ...subnets, securityGroupArn],
    },
    {
      sid: "ReleaseNetworkInterfaces",
      actions: ["ec2:AssignPrivateIpAddresses", "ec2:DeleteNetworkInterface", "ec2:UnassignPrivateIpAddresses"],
      resources: [interfaces],
    },
    {
      // Describing takes no resource (Service Authorization Reference, read 2026-11).
      sid: "DescribeNetwork",
      actions: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
      resources: ["*"],
    },
  ];
}

import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import { EncryptionKey } from "../core/encryption-key";
import { grant } from "../core/grants";
import { parseArn, serviceTrust } from "../core/policy";
import type { FlowLogArgs } from "./network-args";

/** Arguments of {@link VpcFlowLog}: `Network` has checked them and filled in the defaults. */
export interface VpcFlowLogArgs extends Required<FlowLogArgs> {
  readonly vpc: ec2.Vpc;
  /** @default a key of its own */
  readonly key: { readonly arn: pulumi.Input<string> } | undefined;
  readonly tags: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * The part of a `Network` that records its traffic: flow log, encrypted log group, and a role that may write to that group
 * and nothing else. Costs what CloudWatch Logs takes for the records, about half a US dollar per gigabyte.
 */
export class VpcFlowLog extends EstateComponent {
  public readonly logGroup: cloudwatch.LogGroup;
  public readonly flowLog: ec2.FlowLog;

  public constructor(name: string, args: VpcFlowLogArgs, opts?: pulumi.ComponentResourceOptions) {
    super("estate:network:VpcFlowLog", name, {}, opts);
    this.logGroup = this.makeLogGroup(args);
    const role = this.makeRole(args);
    const policy = this.allowWriting(role);
    this.flowLog = this.makeFlowLog(args, role, policy);
    this.registerOutputs({ logGroupName: this.logGroup.name });
  }

  private makeLogGroup(args: VpcFlowLogArgs): cloudwatch.LogGroup {
    const key = args.key ?? this.makeKey();
    return new cloudwatch.LogGroup(
      this.childName("group"),
      { kmsKeyId: key.arn, retentionInDays: args.retentionDays, tags: args.tags },
      this.childOptions(),
    );
  }

  private makeKey(): EncryptionKey {
    return new EncryptionKey(
      this.childName("records"),
      { description: `Flow log records of ${this.componentName}`, services: ["logs"] },
      this.childOptions(),
    );
  }

  /** Both conditions keep the service from using the role for anybody else's flow logs (the confused deputy). */
  private makeRole(args: VpcFlowLogArgs): iam.Role {
    const trust = args.vpc.arn.apply((arn) => {
      const { account, partition, region } = parseArn(arn);
      return serviceTrust("vpc-flow-logs.amazonaws.com", {
        StringEquals: { "aws:SourceAccount": account },
        ArnLike: { "aws:SourceArn": `arn:${partition}:ec2:${region}:${account}:vpc-flow-log/*` },
      });
    });
    return new iam.Role(
      this.childName("role"),
      { description: "Writes VPC flow logs", assumeRolePolicy: trust, tags: args.tags },
      this.childOptions(),
    );
  }

  /** The group exists already, so that the service needs no right to create or list groups. */
  private allowWriting(role: iam.Role): iam.RolePolicy {
    return grant({ granteeName: this.componentName, role }, "write", [
      {
        sid: "WriteRecords",
        actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        resources: [this.logGroup.arn.apply((arn) => `${arn}:*`)],
      },
    ]);
  }

  private makeFlowLog(args: VpcFlowLogArgs, role: iam.Role, policy: iam.RolePolicy): ec2.FlowLog {
    return new ec2.FlowLog(
      this.childName("log"),
      {
        vpcId: args.vpc.id,
        trafficType: args.traffic,
        maxAggregationInterval: args.aggregationSeconds,
        logDestinationType: "cloud-watch-logs",
        logDestination: this.logGroup.arn,
        iamRoleArn: role.arn,
        tags: { ...args.tags, Name: this.componentName },
      },
      this.childOptions({ dependsOn: [policy] }),
    );
  }
}

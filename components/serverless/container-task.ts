import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as ecs from "@pulumi/aws/ecs";
import * as iam from "@pulumi/aws/iam";
import type * as scheduler from "@pulumi/aws/scheduler";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";
import {
  type Alarmed,
  type AlarmSpec,
  type Bindable,
  type Connectable,
  type EncryptionKey,
  EstateComponent,
  type Grantee,
  grant,
  parseArn,
  type Statement,
  serviceTrust,
} from "../core";
import { planTask, type TaskPlan } from "./container-task-plan";
import { makeSchedule } from "./container-task-schedule";
import type { EventQueue } from "./event-queue";

/** Lets a role pull a task's image: a repository of `ImageRepository` is one. */
export interface PullableImages {
  grantPull(grantee: Grantee): pulumi.Resource;
}

/** Arguments of {@link ContainerTask}. */
export interface ContainerTaskArgs {
  /** The image with its tag or digest. */
  readonly image: pulumi.Input<string>;
  /** The repository that holds the image, where it is one of ours. @default a public registry, without a right to pull */
  readonly repository?: PullableImages;
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets with a way to the registry and to CloudWatch. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** The customer key of the logs. Its `services` must name `logs`. */
  readonly key: EncryptionKey;
  /** @default the image's own */
  readonly command?: readonly string[];
  /** Plain variables. @default none */
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Variables whose values ECS reads from Secrets Manager when the task starts. @default none */
  readonly secrets?: Readonly<Record<string, Bindable>>;
  /** Units of CPU, 1024 for a processor. @default 256 */
  readonly cpu?: number;
  /** @default 512 */
  readonly memoryMiB?: number;
  /** @default "arm64" */
  readonly architecture?: "arm64" | "x86_64";
  /** Numeric user and group, never root. @default "10001:10001" */
  readonly user?: string;
  /** Scratch space at `/tmp`'s disposal, 21 to 200 GiB. @default 20 GiB, which are free */
  readonly scratchGiB?: number;
  /** `cron(…)`, `rate(…)` or `at(…)`. @default started on demand only */
  readonly schedule?: string;
  /** @default "UTC" */
  readonly timezone?: string;
  /** Receives the starts that failed. @default they are dropped, and an alarm counts them */
  readonly failures?: EventQueue;
  /** @default 90 */
  readonly logRetentionDays?: number;
}

const ARCHITECTURES = { arm64: "ARM64", x86_64: "X86_64" } as const;
const SCRATCH = "scratch";
const HTTPS = 443;

/**
 * A container that runs to its end on Fargate and then costs nothing: started on demand or by a schedule, without root,
 * without a shell into it, with a read-only file system and a writable `/tmp`. The image must declare `VOLUME /tmp`: Fargate
 * takes the directory's owner and mode from there, and mounts it for root alone otherwise (ECS developer guide, bind mounts,
 * read 2026-11).
 *
 * Creates an ECS cluster with Container Insights, a task definition, a role that starts the container, a role that the
 * container acts by, a log group, and a security group that reaches HTTPS and nothing else until `connect()` says so. Costs
 * the seconds that the task runs, about 1.2 US cents per hour at the smallest size; nothing while it is idle.
 *
 * @example
 * const backfill = new ContainerTask("backfill", { image: images.repository("ai").image("1.4.0"),
 *   repository: images.repository("ai"), vpcId, subnetIds, key, schedule: "cron(0 3 * * ? *)" });
 * lake.grantRead(backfill);
 */
export class ContainerTask extends EstateComponent implements Grantee, Connectable, Alarmed {
  public readonly alarmSource: string;
  public readonly granteeName: string;
  public readonly connectionName: string;
  /** What the container acts by. */
  public readonly role: iam.Role;
  /** What ECS starts the container by: image, logs, secrets. */
  public readonly executionRole: iam.Role;
  public readonly cluster: ecs.Cluster;
  public readonly taskDefinition: ecs.TaskDefinition;
  public readonly logGroup: cloudwatch.LogGroup;
  public readonly securityGroup: ec2.SecurityGroup;
  public readonly securityGroupId: pulumi.Output<string>;
  private readonly scheduleGroup: scheduler.ScheduleGroup | undefined;

  public constructor(name: string, args: ContainerTaskArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planTask(name, args);
    super("estate:serverless:ContainerTask", name, args, opts);
    this.alarmSource = name;
    this.granteeName = name;
    this.connectionName = name;
    this.cluster = this.makeCluster();
    this.logGroup = this.makeLogGroup(plan, args);
    this.role = this.makeRole("role", "What the container does");
    this.executionRole = this.makeRole("execution-role", "Starts the container: image, logs, secrets");
    const policies = this.allowStart(args);
    this.securityGroup = this.makeSecurityGroup(args);
    this.securityGroupId = this.securityGroup.id;
    this.taskDefinition = this.makeTaskDefinition(plan, args, policies);
    this.scheduleGroup = this.schedule(plan, args);
    this.registerOutputs({ taskDefinitionArn: this.taskDefinition.arn, clusterArn: this.cluster.arn });
  }

  /** Lets the grantee start the task, as it is defined now and in this cluster only. */
  public grantStart(grantee: Grantee): iam.RolePolicy {
    return grant(grantee, `${this.componentName}-start`, this.startStatements());
  }

  /** Starts that the scheduler had to give up; a task started on demand answers to its caller. */
  public alarms(): readonly AlarmSpec[] {
    if (this.scheduleGroup === undefined) {
      return [];
    }
    const dimensions = { ScheduleGroup: this.scheduleGroup.name };
    return [
      {
        key: "not-started",
        summary: `${this.componentName} did not start on time: look at the schedule's role, the image and Fargate's capacity.`,
        severity: "ticket",
        metric: { namespace: "AWS/Scheduler", name: "TargetErrorCount", dimensions, statistic: "Sum" },
        comparison: "atLeast",
        threshold: 1,
        evaluationPeriods: 1,
      },
    ];
  }

  private startStatements(): readonly Statement[] {
    return [
      {
        sid: "StartTask",
        actions: ["ecs:RunTask"],
        resources: [this.taskDefinition.arn],
        conditions: { ArnEquals: { "ecs:cluster": this.cluster.arn } },
      },
      {
        sid: "HandRolesToTask",
        actions: ["iam:PassRole"],
        resources: [this.role.arn, this.executionRole.arn],
        conditions: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
      },
    ];
  }

  private makeCluster(): ecs.Cluster {
    return new ecs.Cluster(
      this.childName("cluster"),
      {
        settings: [{ name: "containerInsights", value: "enabled" }],
        configuration: { executeCommandConfiguration: { logging: "NONE" } },
      },
      this.childOptions(),
    );
  }

  private makeLogGroup(plan: TaskPlan, args: ContainerTaskArgs): cloudwatch.LogGroup {
    return new cloudwatch.LogGroup(
      this.childName("logs"),
      { kmsKeyId: args.key.arn, retentionInDays: plan.logRetentionDays },
      this.childOptions(),
    );
  }

  /** Both conditions keep ECS from using the role for anybody else's tasks (the confused deputy). */
  private makeRole(role: string, description: string): iam.Role {
    const assumeRolePolicy = this.cluster.arn.apply((arn) => {
      const { partition, region, account } = parseArn(arn);
      return serviceTrust("ecs-tasks.amazonaws.com", {
        StringEquals: { "aws:SourceAccount": account },
        ArnLike: { "aws:SourceArn": `arn:${partition}:ecs:${region}:${account}:*` },
      });
    });
    return new iam.Role(this.childName(role), { description, assumeRolePolicy }, this.childOptions());
  }

  private allowStart(args: ContainerTaskArgs): readonly pulumi.Resource[] {
    const starter = { granteeName: this.childName("execution"), role: this.executionRole };
    const secrets = Object.values(args.secrets ?? {}).flatMap((secret, position) =>
      secret
        .bindingStatements(["secretsmanager:GetSecretValue"], {})
        .map((statement) => ({ ...statement, sid: `Secret${position}${statement.sid ?? ""}` })),
    );
    const logs = {
      sid: "WriteLogs",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [pulumi.interpolate`${this.logGroup.arn}:*`],
    };
    const policy = grant(starter, "start", [logs, ...secrets]);
    return args.repository === undefined ? [policy] : [policy, args.repository.grantPull(starter)];
  }

  private makeSecurityGroup(args: ContainerTaskArgs): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(
      this.childName("security-group"),
      { vpcId: args.vpcId, description: `Task ${this.componentName}: HTTPS and egress as declared, no ingress` },
      this.childOptions(),
    );
    new vpc.SecurityGroupEgressRule(
      this.childName("egress", "https"),
      {
        securityGroupId: group.id,
        ipProtocol: "tcp",
        fromPort: HTTPS,
        toPort: HTTPS,
        cidrIpv4: "0.0.0.0/0",
        description: "Registry, logs and cloud APIs",
      },
      this.childOptions(),
    );
    return group;
  }

  private makeTaskDefinition(
    plan: TaskPlan,
    args: ContainerTaskArgs,
    dependsOn: readonly pulumi.Resource[],
  ): ecs.TaskDefinition {
    return new ecs.TaskDefinition(
      this.childName("task"),
      {
        family: this.componentName,
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu: String(plan.cpu),
        memory: String(plan.memoryMiB),
        runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: ARCHITECTURES[plan.architecture] },
        ...(plan.scratchGiB === undefined ? {} : { ephemeralStorage: { sizeInGib: plan.scratchGiB } }),
        taskRoleArn: this.role.arn,
        executionRoleArn: this.executionRole.arn,
        volumes: [{ name: SCRATCH }],
        containerDefinitions: pulumi.jsonStringify([this.container(plan, args)]),
      },
      this.childOptions({ dependsOn: [...dependsOn] }),
    );
  }

  private container(plan: TaskPlan, args: ContainerTaskArgs): object {
    return {
      name: this.componentName,
      image: args.image,
      essential: true,
      user: plan.user,
      privileged: false,
      readonlyRootFilesystem: true,
      linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
      mountPoints: [{ sourceVolume: SCRATCH, containerPath: "/tmp", readOnly: false }],
      ...(args.command === undefined ? {} : { command: args.command }),
      environment: Object.entries(args.environment ?? {}).map(([name, value]) => ({ name, value })),
      secrets: Object.entries(args.secrets ?? {}).map(([name, secret]) => ({
        name,
        valueFrom: secret.bindingReference,
      })),
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": this.logGroup.name,
          "awslogs-region": this.logGroup.arn.apply((arn) => parseArn(arn).region),
          "awslogs-stream-prefix": "task",
        },
      },
    };
  }

  private schedule(plan: TaskPlan, args: ContainerTaskArgs): scheduler.ScheduleGroup | undefined {
    if (plan.schedule === undefined) {
      return undefined;
    }
    return makeSchedule(
      (role, key) => this.childName(role, key),
      {
        expression: plan.schedule,
        timezone: plan.timezone,
        clusterArn: this.cluster.arn,
        taskDefinitionArn: this.taskDefinition.arn,
        subnetIds: args.subnetIds,
        securityGroupId: this.securityGroupId,
        startStatements: this.startStatements(),
        failures: args.failures,
      },
      this.childOptions(),
    );
  }
}

import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as ec2 from "@pulumi/aws/ec2";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as scheduler from "@pulumi/aws/scheduler";
import * as sqs from "@pulumi/aws/sqs";
import type * as pulumi from "@pulumi/pulumi";
import {
  type Alarmed,
  type AlarmSpec,
  type Connectable,
  connect,
  type EncryptionKey,
  EstateComponent,
  type Grantee,
  grant,
  type Listener,
  parseArn,
  resourcePolicy,
  type Statement,
  serviceTrust,
} from "../core";
import { denyPlainHttp } from "./event-queue-policy";
import { functionAlarms } from "./function-alarms";
import type { FunctionServiceArgs } from "./function-args";
import { environmentVariables } from "./function-environment";
import { queueMapping, schedulerConditions, scheduleSettings, streamMapping } from "./function-mappings";
import { makeSecurityGroup } from "./function-network";
import { boundStatements, networkStatements, runtimeStatements } from "./function-permissions";
import { type FunctionPlan, planFunction } from "./function-plan";
import {
  type FailureTarget,
  planQueueSource,
  planSchedule,
  planStreamSource,
  type QueueOptions,
  type QueueSource,
  type ScheduleOptions,
  type StreamOptions,
  type StreamSource,
} from "./function-sources";

/** Node.js on Graviton: the newest long-term release that Lambda runs, on the cheaper architecture. */
const RUNTIME = "nodejs22.x";
const ARCHITECTURE = "arm64";
/** What callers call; a deployment moves it to the new version. */
const ALIAS = "live";
/** Longest that SQS keeps a message, in seconds. */
const FAILURE_RETENTION_SECONDS = 1_209_600;

/**
 * A Lambda function that may do what its handler declares, and nothing else: logged, traced, encrypted, and with a place
 * for every event that it gives up on.
 *
 * Creates a role with one policy, a log group, a failure queue with its policy, the function with a published version
 * and the alias `live`, and the handling of asynchronous events; in a VPC a security group and its rules. Cost follows
 * the requests and the gigabyte-seconds; logs and traces by volume.
 *
 * @example
 * const list = new FunctionService("list-products", {
 *   code: new pulumi.asset.FileArchive("dist/list-products"),
 *   key,
 *   needs: listProductsNeeds,
 *   bindings: { products: data.table("products") },
 * });
 * list.onSchedule("warm", { expression: "rate(5 minutes)" });
 */
export class FunctionService extends EstateComponent implements Grantee, Alarmed, Connectable {
  public readonly granteeName: string;
  public readonly alarmSource: string;
  public readonly connectionName: string;
  public readonly role: iam.Role;
  public readonly logGroup: cloudwatch.LogGroup;
  /** Takes the events and batches that the function gave up on. */
  public readonly failures: sqs.Queue;
  public readonly function: lambda.Function;
  public readonly alias: lambda.Alias;
  /** ARN of the alias: what to call. */
  public readonly arn: pulumi.Output<string>;
  /** What API Gateway calls. */
  public readonly invokeArn: pulumi.Output<string>;
  private readonly key: EncryptionKey;
  private readonly plan: FunctionPlan;
  private readonly securityGroup: ec2.SecurityGroup | undefined;
  private readsStream = false;

  public constructor(name: string, args: FunctionServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planFunction(name, args);
    const declared = boundStatements(args);
    super("estate:serverless:FunctionService", name, args, opts);
    this.granteeName = name;
    this.alarmSource = name;
    this.connectionName = name;
    this.key = args.key;
    this.plan = plan;
    this.role = this.makeRole("role", "lambda.amazonaws.com");
    this.logGroup = this.makeLogGroup();
    this.failures = this.makeFailures();
    this.securityGroup = this.makeSecurityGroup(args);
    const policy = grant(this, "needs", [...this.ownStatements(args), ...declared]);
    this.function = this.makeFunction(args, policy);
    this.alias = this.makeAlias();
    this.arn = this.alias.arn;
    this.invokeArn = this.alias.invokeArn;
    this.makeEventHandling(policy);
    this.registerOutputs({ arn: this.arn, functionName: this.function.name, roleArn: this.role.arn });
  }

  /** @throws {Error} where the function is in no VPC */
  public get securityGroupId(): pulumi.Output<string> {
    if (this.securityGroup !== undefined) {
      return this.securityGroup.id;
    }
    throw new Error(
      `FunctionService "${this.componentName}" has no security group: it is outside a VPC. ` +
        "To fix: pass network with the VPC and its private subnets.",
    );
  }

  /** Opens the connection to a listener in the VPC. */
  public connectTo(listener: Listener): void {
    connect(this, listener, this.childOptions());
  }

  /** Lets the grantee call the function. */
  public grantInvoke(grantee: Grantee): iam.RolePolicy {
    return grant(grantee, `${this.componentName}-invoke`, [this.invokeStatement()]);
  }

  /**
   * Lets an AWS service call the function on behalf of one resource: an API, a topic, a bucket, a secret.
   *
   * @param key unique among the function's callers: `products-api`
   * @param service `apigateway.amazonaws.com`
   */
  public allowInvoke(key: string, service: string, sourceArn: pulumi.Input<string>): lambda.Permission {
    return new lambda.Permission(
      this.childName("permission", key),
      {
        action: "lambda:InvokeFunction",
        function: this.function.name,
        qualifier: this.alias.name,
        principal: service,
        sourceArn,
        // A bucket's ARN names no account, and a deleted bucket's name is free for anybody to take.
        ...(service === "s3.amazonaws.com"
          ? { sourceAccount: this.function.arn.apply((arn) => parseArn(arn).account) }
          : {}),
      },
      this.childOptions(),
    );
  }

  /** Calls the function with batches of a queue's messages; it answers which of them failed. */
  public onQueue(queue: QueueSource, options: QueueOptions = {}): lambda.EventSourceMapping {
    const plan = planQueueSource(this.componentName, this.plan.timeoutSeconds, queue, options);
    const policy = grant(this, `${queue.componentName}-source`, queue.consumeStatements());
    return new lambda.EventSourceMapping(
      this.childName("source", queue.componentName),
      { functionName: this.arn, eventSourceArn: queue.arn, ...queueMapping(plan) },
      this.childOptions({ dependsOn: [policy] }),
    );
  }

  /** Calls the function with batches of a table's changes, in order; it answers from which record on it failed. */
  public onStream(table: StreamSource, options: StreamOptions = {}): lambda.EventSourceMapping {
    const plan = planStreamSource(this.componentName, options);
    const { onFailure } = options;
    const policy = grant(this, `${table.logicalName}-source`, table.streamStatements());
    const policies = onFailure === undefined ? [policy] : [policy, this.grantFailures(onFailure)];
    this.readsStream = true;
    return new lambda.EventSourceMapping(
      this.childName("source", table.logicalName),
      {
        functionName: this.arn,
        eventSourceArn: table.streamArn,
        destinationConfig: { onFailure: { destinationArn: onFailure?.arn ?? this.failures.arn } },
        ...streamMapping(plan),
      },
      this.childOptions({ dependsOn: policies }),
    );
  }

  /** Calls the function at given times. @param key unique among the function's schedules: `nightly` */
  public onSchedule(key: string, options: ScheduleOptions): scheduler.Schedule {
    const plan = planSchedule(this.componentName, options);
    const role = this.makeRole(
      `schedule-role-${key}`,
      "scheduler.amazonaws.com",
      schedulerConditions(this.function.arn),
    );
    const caller = { granteeName: this.childName("schedule", key), role };
    const policy = grant(caller, "invoke", [
      this.invokeStatement(),
      { sid: "KeepFailedRuns", actions: ["sqs:SendMessage"], resources: [this.failures.arn] },
      this.key.useStatement("encryptDecrypt", "sqs"),
    ]);
    return new scheduler.Schedule(
      this.childName("schedule", key),
      {
        ...scheduleSettings(plan, { arn: this.arn, roleArn: role.arn, failuresArn: this.failures.arn }),
      },
      this.childOptions({ dependsOn: [policy] }),
    );
  }

  /** Errors, throttles, slow runs, failed events; the lag where it reads a stream. */
  public alarms(): readonly AlarmSpec[] {
    return functionAlarms({
      name: this.componentName,
      functionName: this.function.name,
      aliasName: this.alias.name,
      failuresName: this.failures.name,
      timeoutSeconds: this.plan.timeoutSeconds,
      readsStream: this.readsStream,
    });
  }

  private invokeStatement(): Statement {
    return { sid: "InvokeFunction", actions: ["lambda:InvokeFunction"], resources: [this.arn] };
  }

  private grantFailures(target: FailureTarget): iam.RolePolicy {
    return grant(this, `${target.componentName}-failures`, target.sendStatements());
  }

  private ownStatements(args: FunctionServiceArgs): readonly Statement[] {
    const network =
      args.network === undefined || this.securityGroup === undefined
        ? []
        : networkStatements(this.logGroup.arn, args.network.subnetIds, this.securityGroup.arn);
    return [...runtimeStatements(this.logGroup.arn, this.failures.arn, this.key), ...network];
  }

  private makeRole(role: string, service: string, conditions?: Parameters<typeof serviceTrust>[1]): iam.Role {
    return new iam.Role(
      this.childName(role),
      { assumeRolePolicy: serviceTrust(service, conditions) },
      this.childOptions(),
    );
  }

  /** Made before the function, which would otherwise make one of its own: unencrypted and kept for ever. */
  private makeLogGroup(): cloudwatch.LogGroup {
    const { functionName, logRetentionDays } = this.plan;
    return new cloudwatch.LogGroup(
      this.childName("logs"),
      {
        ...(functionName === undefined ? {} : { name: `/aws/lambda/${functionName}` }),
        kmsKeyId: this.key.arn,
        retentionInDays: logRetentionDays,
      },
      this.childOptions(),
    );
  }

  private makeFailures(): sqs.Queue {
    const queue = new sqs.Queue(
      this.childName("failures"),
      { kmsMasterKeyId: this.key.arn, messageRetentionSeconds: FAILURE_RETENTION_SECONDS },
      this.childOptions(),
    );
    new sqs.QueuePolicy(
      this.childName("failures-policy"),
      { queueUrl: queue.url, policy: resourcePolicy([denyPlainHttp(queue.arn)]) },
      this.childOptions(),
    );
    return queue;
  }

  private makeSecurityGroup(args: FunctionServiceArgs): ec2.SecurityGroup | undefined {
    const nameOf = (role: string, key?: string) => this.childName(role, key);
    return args.network === undefined
      ? undefined
      : makeSecurityGroup(nameOf, args.network, args.needs, this.childOptions());
  }

  private makeFunction(args: FunctionServiceArgs, policy: iam.RolePolicy): lambda.Function {
    const { plan } = this;
    const variables = environmentVariables(args, plan.defaults);
    return new lambda.Function(
      this.childName("function"),
      {
        ...(plan.functionName === undefined ? {} : { name: plan.functionName }),
        role: this.role.arn,
        runtime: RUNTIME,
        architectures: [ARCHITECTURE],
        code: args.code,
        handler: plan.handler,
        memorySize: plan.memoryMb,
        timeout: plan.timeoutSeconds,
        publish: true,
        kmsKeyArn: this.key.arn,
        tracingConfig: { mode: "Active" },
        loggingConfig: {
          logFormat: "JSON",
          logGroup: this.logGroup.name,
          applicationLogLevel: "INFO",
          systemLogLevel: "WARN",
        },
        ...(plan.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: plan.reservedConcurrency }),
        ...(Object.keys(variables).length === 0 ? {} : { environment: { variables } }),
        ...this.vpcConfig(args),
      },
      this.childOptions({ dependsOn: [policy] }),
    );
  }

  private vpcConfig(args: FunctionServiceArgs) {
    return args.network === undefined || this.securityGroup === undefined
      ? {}
      : { vpcConfig: { subnetIds: [...args.network.subnetIds], securityGroupIds: [this.securityGroup.id] } };
  }

  private makeAlias(): lambda.Alias {
    return new lambda.Alias(
      this.childName("alias"),
      { name: ALIAS, functionName: this.function.name, functionVersion: this.function.version },
      this.childOptions(),
    );
  }

  private makeEventHandling(policy: iam.RolePolicy): void {
    new lambda.FunctionEventInvokeConfig(
      this.childName("events"),
      {
        functionName: this.function.name,
        qualifier: this.alias.name,
        maximumEventAgeInSeconds: this.plan.maxEventAgeSeconds,
        maximumRetryAttempts: this.plan.retries,
        destinationConfig: { onFailure: { destination: this.failures.arn } },
      },
      this.childOptions({ dependsOn: [policy] }),
    );
  }
}

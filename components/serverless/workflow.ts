import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as sfn from "@pulumi/aws/sfn";
import * as pulumi from "@pulumi/pulumi";
import {
  type Alarmed,
  type AlarmSpec,
  type Bindable,
  type EncryptionKey,
  EstateComponent,
  type Grantee,
  grant,
  type NeedScope,
  parseArn,
  type Statement,
  serviceTrust,
} from "../core";
import { filledIn } from "./placeholders";
import { workflowAlarms } from "./workflow-alarms";
import { callStatements, isFunction, OPERATION_STATEMENTS, type WorkflowTarget } from "./workflow-permissions";
import { planWorkflow, type WorkflowPlan } from "./workflow-plan";

export type { WorkflowTarget } from "./workflow-permissions";

/** Arguments of {@link Workflow}. */
export interface WorkflowArgs<Target extends string = string> {
  /** Customer key of executions and log. Its `services` must name `logs` and, encrypted, `delivery.logs.amazonaws.com`. */
  readonly key: EncryptionKey;
  /** What the tasks call, by the names that the definition uses. */
  readonly targets: Readonly<Record<Target, WorkflowTarget>>;
  /**
   * The definition in the States Language, given a reference for each target: a function's or a topic's ARN, a queue's URL.
   * It must be pure, and put each reference where a task's parameters take it, unchanged.
   */
  readonly definition: (to: Readonly<Record<Target, string>>) => object;
  /** `express` is cheaper for many short runs, keeps no history and may run twice. Cannot be changed later. @default "standard" */
  readonly kind?: "express" | "standard";
  /** @default "ALL" */
  readonly logLevel?: "ALL" | "ERROR" | "FATAL";
  /** Logs what goes into states and comes out, personal data included. @default false */
  readonly logExecutionData?: boolean;
  /** Days for which the log is kept. @default 365 */
  readonly logRetentionDays?: number;
  /** Encrypts definition and executions by the customer key. `false` relaxes: by a key of AWS. @default true */
  readonly encrypted?: boolean;
  /** Physical name. @default Pulumi names the workflow */
  readonly workflowName?: string;
}

/** What callers start; a deployment moves it to the new version. */
const ALIAS = "live";
const START = ["states:StartExecution"] as const;
/** Actions whose answer holds what is encrypted. */
const READS = /:(DescribeExecution|DescribeStateMachineForExecution|GetExecutionHistory|StartSyncExecution)$/;
/** How long one data key serves, in seconds: the most that Step Functions takes, and the cheapest. */
const DATA_KEY_SECONDS = 900;

/**
 * A Step Functions workflow that may call what its tasks call, and nothing else: checked before it deploys, versioned,
 * logged without personal data, traced, encrypted.
 *
 * Creates a role with its policies, a log group, the state machine with a published version and the alias `live`. Cost
 * follows the state transitions, 25 US dollars a million; an express workflow's the requests and gigabyte-seconds.
 *
 * @example
 * const checkout = new Workflow("checkout", {
 *   key,
 *   targets: { validate, orders: queue },
 *   definition: (to) => ({ StartAt: "Validate", TimeoutSeconds: 600, States: { ... } }),
 * });
 * checkout.grantStart(caller);
 */
export class Workflow<Target extends string = string> extends EstateComponent implements Bindable, Alarmed, Grantee {
  public readonly bindingKind = "workflow";
  /** ARN of the alias: what to start. */
  public readonly bindingReference: pulumi.Output<string>;
  public readonly alarmSource: string;
  public readonly granteeName: string;
  public readonly role: iam.Role;
  public readonly logGroup: cloudwatch.LogGroup;
  public readonly stateMachine: sfn.StateMachine;
  public readonly alias: sfn.Alias;
  /** ARN of the alias: what to start. */
  public readonly arn: pulumi.Output<string>;
  /** Which executions may outlast a caller: a standard workflow remembers names for 90 days, so that one name starts once. */
  public readonly kind: "express" | "standard";
  private readonly key: EncryptionKey;
  private readonly encrypted: boolean;

  public constructor(name: string, args: WorkflowArgs<Target>, opts?: pulumi.ComponentResourceOptions) {
    const plan = planWorkflow(name, args);
    super("estate:serverless:Workflow", name, args, opts);
    this.alarmSource = name;
    this.granteeName = name;
    this.key = args.key;
    this.kind = plan.kind;
    this.encrypted = plan.encrypted;
    this.role = this.makeRole();
    this.logGroup = this.makeLogGroup(plan);
    const policy = grant(this, "tasks", [...callStatements(args.targets, plan), ...OPERATION_STATEMENTS]);
    this.stateMachine = this.makeStateMachine(args.targets, plan, policy);
    this.alias = this.makeAlias(plan.encrypted ? [this.grantKey()] : []);
    this.arn = this.alias.arn;
    this.bindingReference = this.arn;
    this.registerOutputs({ arn: this.arn, stateMachineArn: this.stateMachine.arn });
  }

  /** Lets the grantee start executions of the alias. */
  public grantStart(grantee: Grantee): iam.RolePolicy {
    return grant(grantee, `${this.componentName}-start`, this.bindingStatements(START, {}));
  }

  /** What starts, acts on the alias; what looks at or stops an execution, on the executions; a token's answer takes no resource. */
  public bindingStatements(actions: readonly string[], _scope: NeedScope): readonly Statement[] {
    const of = (pattern: RegExp) => actions.filter((action) => pattern.test(action));
    const groups = [
      { sid: "Start", actions: of(/:Start(Sync)?Execution$/), resources: [this.stateMachine.arn, this.arn] },
      { sid: "Executions", actions: of(/:(Describe|Stop|GetExecutionHistory)/), resources: [this.executions()] },
      // A token names its task; these actions take no resource (Service Authorization Reference, read 2026-11).
      { sid: "Tokens", actions: of(/:SendTask/), resources: ["*"] },
    ];
    // Starting and answering encrypt as the workflow's own role; what reads an execution, decrypts as the caller.
    const reads = this.encrypted && of(READS).length > 0;
    return [
      ...groups.filter((group) => group.actions.length > 0),
      ...(reads ? [this.key.useStatement("decrypt", "states")] : []),
    ];
  }

  /** Executions that failed, ran out of time, were stopped or throttled. */
  public alarms(): readonly AlarmSpec[] {
    return workflowAlarms(this.componentName, this.stateMachine.arn);
  }

  private executions(): pulumi.Output<string> {
    return this.stateMachine.arn.apply((arn) => `${arn.replace(":stateMachine:", ":execution:")}:*`);
  }

  private makeRole(): iam.Role {
    return new iam.Role(
      this.childName("role"),
      {
        assumeRolePolicy: this.key.arn.apply((arn) =>
          serviceTrust("states.amazonaws.com", { StringEquals: { "aws:SourceAccount": parseArn(arn).account } }),
        ),
      },
      this.childOptions(),
    );
  }

  /** Vended logs under this prefix need no statement each in the account's log policy, which has a limit. */
  private makeLogGroup(plan: WorkflowPlan): cloudwatch.LogGroup {
    return new cloudwatch.LogGroup(
      this.childName("logs"),
      {
        name: pulumi.interpolate`/aws/vendedlogs/states/${this.role.name}`,
        kmsKeyId: this.key.arn,
        retentionInDays: plan.logRetentionDays,
      },
      this.childOptions(),
    );
  }

  private makeStateMachine(
    targets: Readonly<Record<string, WorkflowTarget>>,
    plan: WorkflowPlan,
    policy: iam.RolePolicy,
  ): sfn.StateMachine {
    return new sfn.StateMachine(
      this.childName("machine"),
      {
        ...(plan.workflowName === undefined ? {} : { name: plan.workflowName }),
        type: plan.kind.toUpperCase(),
        definition: filledIn(plan.definition, references(targets)),
        roleArn: this.role.arn,
        publish: true,
        tracingConfiguration: { enabled: true },
        loggingConfiguration: {
          level: plan.logLevel,
          includeExecutionData: plan.logExecutionData,
          logDestination: pulumi.interpolate`${this.logGroup.arn}:*`,
        },
        ...(plan.encrypted
          ? {
              encryptionConfiguration: {
                type: "CUSTOMER_MANAGED_KMS_KEY",
                kmsKeyId: this.key.arn,
                kmsDataKeyReusePeriodSeconds: DATA_KEY_SECONDS,
              },
            }
          : {}),
      },
      this.childOptions({ dependsOn: [policy] }),
    );
  }

  /** The executions' key: known only when the state machine is, and needed before anything starts. */
  private grantKey(): iam.RolePolicy {
    const logs = this.key.arn.apply((arn) => {
      const { account, partition, region } = parseArn(arn);
      return `arn:${partition}:logs:${region}:${account}:*`;
    });
    return grant(this, "key", [
      {
        sid: "EncryptExecutions",
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: [this.key.arn],
        conditions: { StringEquals: { "kms:EncryptionContext:aws:states:stateMachineArn": this.stateMachine.arn } },
      },
      {
        sid: "EncryptLogs",
        actions: ["kms:GenerateDataKey"],
        resources: [this.key.arn],
        conditions: { StringEquals: { "kms:EncryptionContext:SourceArn": logs } },
      },
    ]);
  }

  private makeAlias(dependsOn: readonly pulumi.Resource[]): sfn.Alias {
    return new sfn.Alias(
      this.childName("alias"),
      {
        name: ALIAS,
        routingConfigurations: [{ stateMachineVersionArn: this.stateMachine.stateMachineVersionArn, weight: 100 }],
      },
      this.childOptions({ dependsOn: [...dependsOn] }),
    );
  }
}

function references(
  targets: Readonly<Record<string, WorkflowTarget>>,
): Readonly<Record<string, pulumi.Output<string>>> {
  return Object.fromEntries(
    Object.entries(targets).map(([name, target]) => [name, isFunction(target) ? target.arn : target.bindingReference]),
  );
}

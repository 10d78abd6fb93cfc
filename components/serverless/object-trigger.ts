import * as s3 from "@pulumi/aws/s3";
import type * as pulumi from "@pulumi/pulumi";
import { type Alarmed, type AlarmSpec, EstateComponent } from "../core";
import type { ObjectStore } from "../data";
import type { FunctionService } from "./function-service";
import { triggerAlarms } from "./object-trigger-alarms";
import { type ObjectEvent, planTrigger, type TriggerPlan } from "./object-trigger-plan";

/** Objects of a bucket that one function is called for. */
export interface ObjectRule {
  /** Called with S3's own event; what it gives up on goes to its failure queue. */
  readonly function: FunctionService;
  /** Begins the objects' keys: `incoming/`. Empty for all, which a function that writes to the same bucket must not have. */
  readonly prefix: string;
  /** End the keys: `.csv`. @default any end */
  readonly suffixes?: readonly string[];
  /** @default ["created"] */
  readonly events?: readonly ObjectEvent[];
}

/** Arguments of {@link ObjectTrigger}. */
export interface ObjectTriggerArgs {
  /** The bucket. One trigger holds all of its rules. */
  readonly store: ObjectStore;
  /** The rules, by names that are part of resources' names. No object may fit two of them. */
  readonly rules: Readonly<Record<string, ObjectRule>>;
  /** Send every object's events to EventBridge, too. @default false */
  readonly eventBridge?: boolean;
}

/**
 * Calls functions for objects that are put into a bucket, by the ends of their keys, and keeps what they give up on.
 *
 * Creates one notification and, for each rule, the permission that lets this bucket of this account call the function. S3 knows
 * one notification configuration per bucket, and a second resource would silently replace the first: so that one trigger holds
 * all rules of its bucket, and a second one is refused. S3 speaks to the function directly, without EventBridge, because
 * its event carries the sequencer that tells an older upload from a newer one, and nothing stands between that could fail. S3
 * calls at least once; the function tries again, then keeps the event in its failure queue, which is alarmed. Costs nothing itself.
 *
 * @example
 * new ObjectTrigger("catalogue", { store: uploads, rules: {
 *   products: { function: catalogImport, prefix: "incoming/", suffixes: [".csv", ".ndjson"] } } });
 */
export class ObjectTrigger extends EstateComponent implements Alarmed {
  public readonly alarmSource: string;
  public readonly notification: s3.BucketNotification;
  private readonly plan: TriggerPlan;
  private readonly rules: Readonly<Record<string, ObjectRule>>;

  public constructor(name: string, args: ObjectTriggerArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planTrigger(name, args);
    args.store.claimNotification(`ObjectTrigger "${name}"`);
    super("estate:serverless:ObjectTrigger", name, args, opts);
    this.plan = plan;
    this.rules = args.rules;
    this.alarmSource = name;
    this.notification = this.makeNotification(args, this.makePermissions(args));
    this.registerOutputs({});
  }

  /** Events that a function dropped, or that wait for it for long; its own alarms tell of errors and of the failure queue. */
  public alarms(): readonly AlarmSpec[] {
    const functions = new Map(Object.entries(this.rules).map(([key, rule]) => [rule.function, key]));
    return [...functions].flatMap(([service, key]) => triggerAlarms(this.componentName, key, service.function.name));
  }

  /** One for each function: S3 checks them as it takes the notification. */
  private makePermissions(args: ObjectTriggerArgs): readonly pulumi.Resource[] {
    const functions = new Set(Object.values(args.rules).map((rule) => rule.function));
    return [...functions].map((service) => service.allowInvoke(this.componentName, "s3.amazonaws.com", args.store.arn));
  }

  private makeNotification(args: ObjectTriggerArgs, permissions: readonly pulumi.Resource[]): s3.BucketNotification {
    return new s3.BucketNotification(
      this.childName("notification"),
      {
        bucket: args.store.bucketName,
        ...(args.eventBridge === true ? { eventbridge: true } : {}),
        lambdaFunctions: this.plan.filters.flatMap(({ id, rule, events, prefix, suffix }) => {
          const target = args.rules[rule];
          return target === undefined
            ? []
            : [
                {
                  id,
                  lambdaFunctionArn: target.function.arn,
                  events: [...events],
                  ...(prefix === "" ? {} : { filterPrefix: prefix }),
                  ...(suffix === "" ? {} : { filterSuffix: suffix }),
                },
              ];
        }),
      },
      this.childOptions({ dependsOn: [...permissions] }),
    );
  }
}

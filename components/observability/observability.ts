import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";
import { type Alarmed, EncryptionKey, EstateComponent, parseArn, resourcePolicy } from "../core";
import { ObjectStore } from "../data";
import { type AlarmPlan, planWatch } from "./alarms-plan";
import { COST_ANOMALY_SERVICE } from "./cost-anomalies";
import { checkDashboard, type DashboardSection, dashboardBody } from "./dashboard-plan";
import type { LogGroupOptions, ObservabilityArgs } from "./observability-args";
import {
  checkLogGroup,
  OBSERVABILITY_KEY_SERVICES,
  type ObservabilityPlan,
  planObservability,
  type Severity,
} from "./observability-plan";
import { topicStatements } from "./topic-policy";

export type { ArchiveOptions, LogGroupOptions, ObservabilityArgs } from "./observability-args";
export { OBSERVABILITY_KEY_SERVICES, type Severity, type Subscription } from "./observability-plan";

const DEFAULT_ANOMALIES = { frequency: "FIFTEEN_MIN", visibilityDays: 7 } as const;

/**
 * What an operator watches a system with: encrypted topics, alarms as components declare them, dashboards, log groups.
 *
 * Creates a topic and its policy per severity, their subscriptions, a key unless one is given, and a bucket where asked for;
 * per watched component its alarms and a composite. Cost follows the alarms (ten cents a month each, fifty for a composite), the dashboards
 * (three dollars each after three) and above all the logs taken in.
 *
 * @example
 * const observability = new Observability("shop", {
 *   subscriptions: { page: { oncall: { protocol: "email", endpoint: "oncall@example.com" } } },
 * });
 * observability.watch(tables);
 * observability.dashboard("overview");
 */
export class Observability extends EstateComponent {
  public readonly key: EncryptionKey;
  public readonly topics: Readonly<Record<Severity, sns.Topic>>;
  /** The observability bucket; absent where none is asked for. */
  public readonly archive: ObjectStore | undefined;
  /** Physical names of alarms and dashboards begin with it. */
  public readonly prefix: string;
  private readonly plan: ObservabilityPlan;
  private readonly sections: DashboardSection[] = [];
  private readonly policies: Readonly<Record<Severity, sns.TopicPolicy>>;

  public constructor(name: string, args: ObservabilityArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const plan = planObservability(name, args);
    super("estate:observability:Observability", name, args, opts);
    this.plan = plan;
    this.prefix = plan.prefix;
    this.key = args.key ?? this.makeKey();
    this.topics = { page: this.makeTopic("page"), ticket: this.makeTopic("ticket") };
    this.policies = { page: this.makeTopicPolicy("page"), ticket: this.makeTopicPolicy("ticket") };
    this.makeSubscriptions(plan);
    this.archive =
      args.archive === undefined
        ? undefined
        : new ObjectStore(this.childName("archive"), { ...args.archive, key: this.key }, { parent: this });
    this.registerOutputs({ pageTopicArn: this.topics.page.arn, ticketTopicArn: this.topics.ticket.arn });
  }

  /** The topic's ARN, known once its policy stands: what publishes to it can. */
  public topicArn(severity: Severity): pulumi.Output<string> {
    return pulumi.all([this.topics[severity].arn, this.policies[severity].id]).apply(([arn]) => arn);
  }

  /**
   * Makes the alarms that a component declares, and one composite alarm that is in alarm while any of them is.
   *
   * @throws {pulumi.InputPropertiesError} where a declaration breaks a limit of CloudWatch
   */
  public watch(component: Alarmed): cloudwatch.CompositeAlarm {
    const watched = this.sections.map((section) => section.source);
    const plan = planWatch(this.plan.prefix, component, watched);
    const alarms = plan.alarms.map((alarm) => ({ plan: alarm, resource: this.makeAlarm(plan.source, alarm) }));
    this.sections.push({
      source: plan.source,
      alarms: alarms.map((alarm) => ({ plan: alarm.plan, arn: alarm.resource.arn })),
    });
    const pages = this.plan.notify === "perComponent" && plan.alarms.some((alarm) => alarm.spec.severity === "page");
    return new cloudwatch.CompositeAlarm(
      this.childName("health", plan.source),
      {
        alarmName: plan.compositeName,
        alarmDescription: `${plan.source} is ill: at least one of its ${plan.alarms.length} alarms fires.`,
        alarmRule: plan.compositeRule,
        ...(pages ? this.actions("page") : {}),
      },
      // The rule names the alarms in words; CloudWatch refuses names that do not exist.
      this.childOptions({ dependsOn: alarms.map((alarm) => alarm.resource) }),
    );
  }

  /**
   * A dashboard of the components watched so far: call it after the last `watch`.
   *
   * @param name unique among the dashboards: `overview`
   * @param sources the components shown, by their alarm source; all of them by default
   */
  public dashboard(name: string, sources?: readonly string[]): cloudwatch.Dashboard {
    const sections = this.sections.filter((section) => sources?.includes(section.source) ?? true);
    const dashboardName = `${this.plan.prefix}-${name}`;
    checkDashboard(this.componentName, dashboardName, sections);
    const region = this.topics.page.arn.apply((arn) => parseArn(arn).region);
    return new cloudwatch.Dashboard(
      this.childName("dashboard", name),
      { dashboardName, dashboardBody: dashboardBody(region, sections) },
      this.childOptions(),
    );
  }

  /** A log group with retention and key. @param name unique among the log groups: `backend` */
  public logGroup(name: string, options: LogGroupOptions = {}): cloudwatch.LogGroup {
    checkLogGroup(this.componentName, name, options);
    const group = new cloudwatch.LogGroup(
      this.childName("logs", name),
      {
        ...(options.path === undefined ? {} : { name: options.path }),
        retentionInDays: options.retentionDays ?? this.plan.retentionDays,
        kmsKeyId: this.key.arn,
      },
      this.childOptions(),
    );
    if (options.anomalies !== undefined) {
      this.makeAnomalyDetector(name, group, { ...DEFAULT_ANOMALIES, ...options.anomalies });
    }
    return group;
  }

  private actions(severity: Severity): { alarmActions: pulumi.Output<string>[]; okActions: pulumi.Output<string>[] } {
    const topic = this.topicArn(severity);
    return { alarmActions: [topic], okActions: [topic] };
  }

  private makeKey(): EncryptionKey {
    const args = {
      description: "Alarm messages and logs at rest",
      services: [...OBSERVABILITY_KEY_SERVICES, COST_ANOMALY_SERVICE],
    };
    return new EncryptionKey(this.childName("key"), args, { parent: this });
  }

  private makeTopic(severity: Severity): sns.Topic {
    return new sns.Topic(this.childName("topic", severity), { kmsMasterKeyId: this.key.arn }, this.childOptions());
  }

  private makeTopicPolicy(severity: Severity): sns.TopicPolicy {
    const { arn } = this.topics[severity];
    return new sns.TopicPolicy(
      this.childName("topic-policy", severity),
      { arn, policy: arn.apply((value) => resourcePolicy(topicStatements(value, severity))) },
      this.childOptions(),
    );
  }

  private makeSubscriptions(plan: ObservabilityPlan): void {
    for (const { severity, key, protocol, endpoint } of plan.subscriptions) {
      new sns.TopicSubscription(
        this.childName("subscription", `${severity}-${key}`),
        { topic: this.topics[severity].arn, protocol, endpoint },
        this.childOptions(),
      );
    }
  }

  private makeAlarm(source: string, alarm: AlarmPlan): cloudwatch.MetricAlarm {
    const { metric, severity, summary, threshold, key } = alarm.spec;
    const { statistic } = metric;
    const silent = this.plan.notify === "perComponent" && severity === "page";
    return new cloudwatch.MetricAlarm(
      this.childName("alarm", `${source}-${key}`),
      {
        name: alarm.name,
        alarmDescription: summary,
        namespace: metric.namespace,
        metricName: metric.name,
        dimensions: metric.dimensions,
        ...(isPercentile(statistic) ? { extendedStatistic: statistic } : { statistic }),
        comparisonOperator: alarm.comparisonOperator,
        threshold,
        period: alarm.periodSeconds,
        evaluationPeriods: alarm.evaluationPeriods,
        datapointsToAlarm: alarm.datapointsToAlarm,
        treatMissingData: alarm.missingData,
        ...(silent ? {} : this.actions(severity)),
      },
      this.childOptions(),
    );
  }

  private makeAnomalyDetector(
    name: string,
    group: cloudwatch.LogGroup,
    options: { readonly frequency: string; readonly visibilityDays: number },
  ): void {
    new cloudwatch.LogAnomalyDetector(
      this.childName("anomalies", name),
      {
        logGroupArnLists: [group.arn],
        enabled: true,
        evaluationFrequency: options.frequency,
        anomalyVisibilityTime: options.visibilityDays,
      },
      this.childOptions(),
    );
  }
}

function isPercentile(statistic: string): boolean {
  return /^p\d/.test(statistic);
}

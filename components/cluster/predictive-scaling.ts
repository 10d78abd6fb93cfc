import * as autoscaling from "@pulumi/aws/autoscaling";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import { Faults } from "../core/faults";

/** Arguments of {@link PredictiveScaling}. */
export interface PredictiveScalingArgs {
  /** Unique name → auto scaling group: `cluster.autoScalingGroups` of an EksCluster. */
  readonly groups: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * `ForecastOnly` writes down what it would do; look at it for two weeks before `ForecastAndScale`, which adds nodes ahead of
   * the load. It never takes any away. @default "ForecastOnly"
   */
  readonly mode?: "ForecastOnly" | "ForecastAndScale";
  /** Average use of the nodes' CPU that is aimed at, in percent, 10 to 90. @default 60 */
  readonly cpuPercent?: number;
  /** How long before the load new nodes are wanted, in seconds, 0 to 3600. @default 300: that is how long a node takes */
  readonly bufferSeconds?: number;
}

const DEFAULTS = { mode: "ForecastOnly", cpuPercent: 60, bufferSeconds: 300 } as const;
const CPU_PERCENT = { min: 10, max: 90 } as const;
/** EC2 Auto Scaling API, `SchedulingBufferTime` (read 2026-11). */
const BUFFER_SECONDS = { min: 0, max: 3600 } as const;

/**
 * Forecasts of the load of node groups, by the last two weeks: Kubernetes has no autoscaler that looks ahead.
 *
 * Creates a scaling policy for each group. Forecasts are free of charge; what they start is not. Beside the cluster autoscaler
 * only forecast: that one counts pods that wait, and would take away again what nobody asked for.
 *
 * @example
 * new PredictiveScaling("shop", { groups: cluster.autoScalingGroups });
 */
export class PredictiveScaling extends EstateComponent {
  /** By the group's name. */
  public readonly policies: Readonly<Record<string, autoscaling.Policy>>;

  public constructor(name: string, args: PredictiveScalingArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planForecast(name, args);
    super("estate:cluster:PredictiveScaling", name, args, opts);
    this.policies = Object.fromEntries(
      Object.entries(args.groups).map(([key, group]) => [
        key,
        new autoscaling.Policy(
          this.childName("forecast", key),
          {
            autoscalingGroupName: group,
            policyType: "PredictiveScaling",
            predictiveScalingConfiguration: {
              mode: plan.mode,
              schedulingBufferTime: String(plan.bufferSeconds),
              maxCapacityBreachBehavior: "HonorMaxCapacity",
              metricSpecification: {
                targetValue: plan.cpuPercent,
                predefinedMetricPairSpecification: { predefinedMetricType: "ASGCPUUtilization" },
              },
            },
          },
          this.childOptions(),
        ),
      ]),
    );
    this.registerOutputs({});
  }
}

function planForecast(name: string, args: PredictiveScalingArgs) {
  const plan = { ...DEFAULTS, ...args };
  const faults = new Faults("PredictiveScaling", name);
  const inside = (value: number, { min, max }: { readonly min: number; readonly max: number }) =>
    Number.isInteger(value) && value >= min && value <= max;
  faults.check(Object.keys(args.groups).length > 0, {
    property: "groups",
    given: args.groups,
    allowed: "at least one auto scaling group",
    fix: "name the groups of the node groups",
  });
  faults.check(inside(plan.cpuPercent, CPU_PERCENT), {
    property: "cpuPercent",
    given: plan.cpuPercent,
    allowed: `a whole number from ${CPU_PERCENT.min} to ${CPU_PERCENT.max}`,
    fix: "leave room for what a forecast does not know",
  });
  faults.check(inside(plan.bufferSeconds, BUFFER_SECONDS), {
    property: "bufferSeconds",
    given: plan.bufferSeconds,
    allowed: `a whole number of seconds from ${BUFFER_SECONDS.min} to ${BUFFER_SECONDS.max}`,
    fix: "take the time that a node needs until pods run on it",
  });
  faults.throwIfAny();
  return plan;
}

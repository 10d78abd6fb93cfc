import * as costexplorer from "@pulumi/aws/costexplorer";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent, Faults } from "../core";
import type { Observability } from "./observability";

/** The service that tells of anomalies: the key of the topic must serve it. */
export const COST_ANOMALY_SERVICE = "costalerts.amazonaws.com";

/** Arguments of {@link CostAnomalies}. */
export interface CostAnomaliesArgs {
  /** Its topic of tickets is told; its key must serve `COST_ANOMALY_SERVICE`. */
  readonly observability: Observability;
  /**
   * Watches what carries this tag, which must be activated as a cost allocation tag in the billing console.
   * @default every service of the account, of which an account has one monitor only
   */
  readonly tag?: { readonly key: string; readonly value: string };
  /** US dollars by which spending must exceed what was expected, in sum. @default 20 */
  readonly minimumUsd?: number;
  /** Per cent by which it must exceed that, besides. @default 20 */
  readonly minimumPercent?: number;
}

const DEFAULTS = { minimumUsd: 20, minimumPercent: 20 } as const satisfies Partial<CostAnomaliesArgs>;

type AnomaliesPlan = Required<Pick<CostAnomaliesArgs, keyof typeof DEFAULTS>>;

/**
 * Spending that departs from its own pattern: learnt by AWS, told as a ticket within a day. A budget sees the sum of a month;
 * this sees the one service that runs away in the first week.
 *
 * Creates a monitor and a subscription. Costs nothing.
 *
 * @example
 * new CostAnomalies("shop-anomalies", { observability, tag: { key: "system", value: "shop" } });
 */
export class CostAnomalies extends EstateComponent {
  public readonly monitor: costexplorer.AnomalyMonitor;
  public readonly subscription: costexplorer.AnomalySubscription;

  public constructor(name: string, args: CostAnomaliesArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planAnomalies(name, args);
    super("estate:observability:CostAnomalies", name, args, opts);
    this.monitor = this.makeMonitor(args.tag);
    this.subscription = this.makeSubscription(args, plan);
    this.registerOutputs({ monitorArn: this.monitor.arn });
  }

  private makeMonitor(tag: CostAnomaliesArgs["tag"]): costexplorer.AnomalyMonitor {
    return new costexplorer.AnomalyMonitor(
      this.childName("monitor"),
      tag === undefined
        ? { monitorType: "DIMENSIONAL", monitorDimension: "SERVICE" }
        : {
            monitorType: "CUSTOM",
            // As Cost Explorer writes it back, absent parts included.
            monitorSpecification: JSON.stringify({
              And: null,
              CostCategories: null,
              Dimensions: null,
              Not: null,
              Or: null,
              Tags: { Key: tag.key, MatchOptions: null, Values: [tag.value] },
            }),
          },
      this.childOptions(),
    );
  }

  private makeSubscription(args: CostAnomaliesArgs, plan: AnomaliesPlan): costexplorer.AnomalySubscription {
    const above = (key: string, amount: number) => ({
      dimension: { key, matchOptions: ["GREATER_THAN_OR_EQUAL"], values: [String(amount)] },
    });
    return new costexplorer.AnomalySubscription(
      this.childName("subscription"),
      {
        // Topics are told at once only; daily and weekly summaries go by e-mail.
        frequency: "IMMEDIATE",
        monitorArnLists: [this.monitor.arn],
        subscribers: [{ type: "SNS", address: args.observability.topicArn("ticket") }],
        thresholdExpression: {
          ands: [
            above("ANOMALY_TOTAL_IMPACT_ABSOLUTE", plan.minimumUsd),
            above("ANOMALY_TOTAL_IMPACT_PERCENTAGE", plan.minimumPercent),
          ],
        },
      },
      this.childOptions(),
    );
  }
}

/** @throws {pulumi.InputPropertiesError} with every fault */
function planAnomalies(name: string, args: CostAnomaliesArgs): AnomaliesPlan {
  const { observability, tag } = args;
  const plan = { ...DEFAULTS, ...args };
  const faults = new Faults("CostAnomalies", name);
  faults.check(observability.key.services.includes(COST_ANOMALY_SERVICE), {
    property: "observability.key.services",
    given: observability.key.services,
    allowed: `a key that serves ${COST_ANOMALY_SERVICE}: the topic is encrypted by it`,
    fix: `add it to the services of EncryptionKey "${observability.key.componentName}"`,
  });
  for (const property of ["minimumUsd", "minimumPercent"] as const) {
    faults.check(Number.isFinite(plan[property]) && plan[property] >= 0, {
      property,
      given: plan[property],
      allowed: "0 or more",
      fix: "write how much of a surprise is worth a ticket",
    });
  }
  faults.check(tag === undefined || (tag.key !== "" && tag.value !== ""), {
    property: "tag",
    given: tag,
    allowed: "a key and a value",
    fix: "name the tag that the system's resources carry",
  });
  faults.throwIfAny();
  return plan;
}

import * as budgets from "@pulumi/aws/budgets";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent, Faults } from "../core";
import type { Observability } from "./observability";

/** Most notifications of one budget (AWS Budgets API, `CreateBudget`: the list's length, read 2026-11). */
export const NOTIFICATION_LIMIT = 10;

/** Most e-mail addresses of one notification (AWS Budgets API, `NotificationWithSubscribers`, read 2026-11). */
export const EMAIL_LIMIT = 10;

/** When a budget speaks up. */
export interface BudgetThreshold {
  /** Per cent of the budget. */
  readonly percent: number;
  /** What was spent, or what the month is heading for. */
  readonly of: "actual" | "forecast";
}

/** Arguments of {@link SpendingBudget}. */
export interface SpendingBudgetArgs {
  /** US dollars a month. */
  readonly monthlyUsd: number;
  /** Its topic of tickets is told. */
  readonly observability: Observability;
  /**
   * Counts only what carries these tags; they must be activated as cost allocation tags in the billing console.
   * @default the whole account
   */
  readonly tags?: Readonly<Record<string, string>>;
  /** Who is told by e-mail as well, up to ten. @default nobody */
  readonly emails?: readonly string[];
  /** @default 80 per cent spent, 100 per cent spent, 100 per cent forecast */
  readonly thresholds?: readonly BudgetThreshold[];
}

const DEFAULTS = {
  thresholds: [
    { percent: 80, of: "actual" },
    { percent: 100, of: "actual" },
    { percent: 100, of: "forecast" },
  ],
} as const satisfies Partial<SpendingBudgetArgs>;

/**
 * A monthly budget that opens a ticket when spending nears it or is heading past it. It stops nothing.
 *
 * Creates one budget; the first two of an account are free, each further one costs two cents a day.
 *
 * @example
 * new SpendingBudget("shop-budget", { monthlyUsd: 500, observability, tags: { system: "shop", environment: "prod" } });
 */
export class SpendingBudget extends EstateComponent {
  public readonly budget: budgets.Budget;

  public constructor(name: string, args: SpendingBudgetArgs, opts?: pulumi.ComponentResourceOptions) {
    const thresholds = planBudget(name, args);
    super("estate:observability:SpendingBudget", name, args, opts);
    this.budget = new budgets.Budget(
      this.childName("budget"),
      {
        budgetType: "COST",
        timeUnit: "MONTHLY",
        limitAmount: String(args.monthlyUsd),
        limitUnit: "USD",
        ...taggedOnly(args.tags),
        notifications: thresholds.map((threshold) => ({
          comparisonOperator: "GREATER_THAN",
          notificationType: threshold.of === "actual" ? "ACTUAL" : "FORECASTED",
          threshold: threshold.percent,
          thresholdType: "PERCENTAGE",
          subscriberSnsTopicArns: [args.observability.topicArn("ticket")],
          ...(args.emails === undefined ? {} : { subscriberEmailAddresses: [...args.emails] }),
        })),
      },
      this.childOptions(),
    );
    this.registerOutputs({ budgetName: this.budget.name });
  }
}

/** All of the tags must fit; the older cost filters would count what carries any of them. */
function taggedOnly(tags: Readonly<Record<string, string>> | undefined) {
  const operands = Object.entries(tags ?? {}).map(([key, value]) => ({
    tags: { key, values: [value], matchOptions: ["EQUALS"] },
  }));
  const [first] = operands;
  if (first === undefined) {
    return {};
  }
  return { metrics: "UnblendedCost", filterExpression: operands.length === 1 ? first : { ands: operands } };
}

function planBudget(name: string, args: SpendingBudgetArgs): readonly BudgetThreshold[] {
  const faults = new Faults("SpendingBudget", name);
  const thresholds = args.thresholds ?? DEFAULTS.thresholds;
  faults.check(Number.isFinite(args.monthlyUsd) && args.monthlyUsd > 0, {
    property: "monthlyUsd",
    given: args.monthlyUsd,
    allowed: "US dollars a month, more than 0",
    fix: "set what the month may cost",
  });
  faults.check(thresholds.length >= 1 && thresholds.length <= NOTIFICATION_LIMIT, {
    property: "thresholds",
    given: thresholds.length,
    allowed: `1 to ${NOTIFICATION_LIMIT}`,
    fix: "keep those that somebody acts on",
  });
  for (const [position, { percent }] of thresholds.entries()) {
    faults.check(Number.isFinite(percent) && percent > 0, {
      property: `thresholds.${position}.percent`,
      given: percent,
      allowed: "per cent of the budget, more than 0",
      fix: "write 80 for four fifths",
    });
  }
  checkEmails(faults, args.emails ?? []);
  faults.throwIfAny();
  return thresholds;
}

function checkEmails(faults: Faults, emails: readonly string[]): void {
  faults.check(emails.length <= EMAIL_LIMIT, {
    property: "emails",
    given: emails.length,
    allowed: `up to ${EMAIL_LIMIT} addresses`,
    fix: "use a mailing list",
  });
  for (const email of emails) {
    faults.check(/^[^@\s]+@[^@\s]+$/.test(email), {
      property: "emails",
      given: email,
      allowed: "an e-mail address",
      fix: "correct the address",
    });
  }
}

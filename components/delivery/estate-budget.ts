import * as consumption from "@pulumi/azure-native/consumption";
import * as billing from "@pulumi/gcp/billing";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent, type EstateTags, Faults, tags } from "../core";
import { type BudgetThreshold, type Observability, SpendingBudget } from "../observability";

/** When all three clouds speak up. Azure takes up to five notifications, so that these fit everywhere. */
const THRESHOLDS = [
  { percent: 80, of: "actual" },
  { percent: 100, of: "actual" },
  { percent: 100, of: "forecast" },
] as const satisfies readonly BudgetThreshold[];

/** Services that a budget on Google Cloud uses, by their short names. */
export const BUDGET_SERVICES: readonly string[] = ["billingbudgets"];

/** Arguments of {@link EstateBudget}. */
export interface EstateBudgetArgs {
  /** The tags by which costs are counted on AWS and Azure; on AWS they must be activated in the billing console. */
  readonly estate: EstateTags;
  /** US dollars a month on AWS, more than 0. */
  readonly monthlyUsd: number;
  /** Its topic of tickets is told of AWS's budget. */
  readonly observability: Observability;
  /** Who is told by e-mail: by AWS and Azure; Google tells the project's owners and the billing account's administrators. @default nobody */
  readonly emails?: readonly string[];
  /**
   * A budget of the project on Google Cloud. The billing account answers only callers who name a project of theirs: the provider
   * needs `billingProject` and `userProjectOverride`. @default none
   */
  readonly gcp?: {
    /** `012345-567890-ABCDEF`, billed in US dollars. */
    readonly billingAccount: string;
    /** Project number, digits only. */
    readonly projectNumber: string;
    /** Whole US dollars a month. */
    readonly monthlyUsd: number;
    /** What must stand first: the services {@link BUDGET_SERVICES}, enabled. @default nothing */
    readonly after?: readonly pulumi.Resource[];
  };
  /** A budget on Azure, in the subscription's own currency. @default none */
  readonly azure?: {
    /** Id of the subscription or resource group. */
    readonly scope: pulumi.Input<string>;
    /** First day of the first month: `2026-12-01`. Azure refuses days long past. */
    readonly startDate: string;
    readonly monthlyUsd: number;
  };
}

/**
 * One stack's budget in each cloud that it spends in: told at 80 and 100 per cent spent, and at 100 per cent forecast. It
 * stops nothing.
 *
 * Creates a budget per cloud. On AWS the first two of an account are free, each further one costs two cents a day.
 *
 * @example
 * new EstateBudget("shop-budget", {
 *   estate: { system: "shop", environment: "prod", owner: "team" },
 *   monthlyUsd: 500, observability, emails: ["team@example.com"],
 *   gcp: { billingAccount: "012345-567890-ABCDEF", projectNumber: "123456789012", monthlyUsd: 100 },
 * });
 */
export class EstateBudget extends EstateComponent {
  public readonly aws: SpendingBudget;
  public readonly gcp: billing.Budget | undefined;
  public readonly azure: consumption.Budget | undefined;

  public constructor(name: string, args: EstateBudgetArgs, opts?: pulumi.ComponentResourceOptions) {
    checkBudget(name, args);
    super("estate:delivery:EstateBudget", name, args, opts);
    this.aws = this.makeAws(args);
    this.gcp = args.gcp && this.makeGcp(args.gcp);
    this.azure = args.azure && this.makeAzure(args.azure, args);
    this.registerOutputs({ awsBudget: this.aws.budget.name });
  }

  private makeAws({ monthlyUsd, observability, emails, estate }: EstateBudgetArgs): SpendingBudget {
    const { system, environment } = estate;
    return new SpendingBudget(
      this.childName("aws"),
      {
        monthlyUsd,
        observability,
        tags: { system, environment },
        thresholds: THRESHOLDS,
        ...(emails === undefined || emails.length === 0 ? {} : { emails }),
      },
      { parent: this },
    );
  }

  private makeGcp(gcp: NonNullable<EstateBudgetArgs["gcp"]>): billing.Budget {
    return new billing.Budget(
      this.childName("gcp"),
      {
        billingAccount: gcp.billingAccount,
        displayName: this.componentName,
        budgetFilter: { projects: [`projects/${gcp.projectNumber}`], calendarPeriod: "MONTH" },
        amount: { specifiedAmount: { currencyCode: "USD", units: String(gcp.monthlyUsd) } },
        thresholdRules: THRESHOLDS.map(({ percent, of }) => ({
          thresholdPercent: percent / 100,
          spendBasis: of === "actual" ? "CURRENT_SPEND" : "FORECASTED_SPEND",
        })),
        allUpdatesRule: { enableProjectLevelRecipients: true, disableDefaultIamRecipients: false },
      },
      this.childOptions({ dependsOn: [...(gcp.after ?? [])] }),
    );
  }

  private makeAzure(
    azure: NonNullable<EstateBudgetArgs["azure"]>,
    { estate, emails = [] }: EstateBudgetArgs,
  ): consumption.Budget {
    const { system, environment } = tags(estate);
    return new consumption.Budget(
      this.childName("azure"),
      {
        scope: azure.scope,
        category: "Cost",
        timeGrain: "Monthly",
        amount: azure.monthlyUsd,
        timePeriod: { startDate: `${azure.startDate}T00:00:00Z` },
        filter: {
          and: Object.entries({ system, environment }).map(([key, value]) => ({
            tags: { name: key, operator: "In", values: [value ?? ""] },
          })),
        },
        notifications: Object.fromEntries(
          THRESHOLDS.map(({ percent, of }) => [
            `${of}-${percent}`,
            {
              enabled: true,
              operator: "GreaterThanOrEqualTo",
              threshold: percent,
              thresholdType: of === "actual" ? "Actual" : "Forecasted",
              contactEmails: [...emails],
            },
          ]),
        ),
      },
      this.childOptions(),
    );
  }
}

function checkBudget(name: string, args: EstateBudgetArgs): void {
  const faults = new Faults("EstateBudget", name);
  const amounts = {
    monthlyUsd: args.monthlyUsd,
    "gcp.monthlyUsd": args.gcp?.monthlyUsd,
    "azure.monthlyUsd": args.azure?.monthlyUsd,
  };
  for (const [property, given] of Object.entries(amounts)) {
    const whole = property !== "gcp.monthlyUsd" || Number.isInteger(given);
    faults.check(given === undefined || (Number.isFinite(given) && given > 0 && whole), {
      property,
      given,
      allowed: `${property === "gcp.monthlyUsd" ? "whole " : ""}US dollars a month, more than 0`,
      fix: "set what the month may cost",
    });
  }
  for (const email of args.emails ?? []) {
    faults.check(/^[^@\s]+@[^@\s]+$/.test(email), {
      property: "emails",
      given: email,
      allowed: "an e-mail address",
      fix: "correct the address",
    });
  }
  const { gcp, azure } = args;
  faults.check(gcp === undefined || /^[0-9A-F]{6}(-[0-9A-F]{6}){2}$/.test(gcp.billingAccount), {
    property: "gcp.billingAccount",
    given: gcp?.billingAccount,
    allowed: "an id such as 012345-567890-ABCDEF",
    fix: "copy it from the billing console",
  });
  faults.check(gcp === undefined || /^\d{6,}$/.test(gcp.projectNumber), {
    property: "gcp.projectNumber",
    given: gcp?.projectNumber,
    allowed: "the project's number, digits only, as text",
    fix: "copy the number from the project's dashboard",
  });
  faults.check(azure === undefined || /^\d{4}-(0[1-9]|1[0-2])-01$/.test(azure.startDate), {
    property: "azure.startDate",
    given: azure?.startDate,
    allowed: "the first day of a month, such as 2026-12-01",
    fix: "begin with a month",
  });
  faults.check(azure === undefined || (args.emails ?? []).length > 0, {
    property: "emails",
    given: args.emails,
    allowed: "one address or more: Azure's budget tells nobody else",
    fix: "name who should be told",
  });
  faults.throwIfAny();
}

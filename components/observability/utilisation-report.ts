import * as bcmdata from "@pulumi/aws/bcmdata";
import * as computeoptimizer from "@pulumi/aws/computeoptimizer";
import type * as pulumi from "@pulumi/pulumi";
import { type EncryptionKey, EstateComponent, Faults, parseArn } from "../core";
import { ObjectStore } from "../data";

/** The services that write the report: the bucket's key must serve both (Data Exports user guide, read 2026-11). */
export const REPORT_KEY_SERVICES: readonly string[] = [
  "bcm-data-exports.amazonaws.com",
  "billingreports.amazonaws.com",
];

/** Where Data Exports lives, whatever region the estate is in. */
const EXPORTS_REGION = "us-east-1";
/** What each line of the report says: what was used by which resource, what it cost, and under which plan. */
const COLUMNS = [
  "line_item_usage_start_date",
  "line_item_product_code",
  "line_item_resource_id",
  "line_item_usage_type",
  "line_item_usage_amount",
  "line_item_unblended_cost",
  "pricing_term",
  "product_instance_type",
  "resource_tags",
] as const;

/** Arguments of {@link UtilisationReport}. */
export interface UtilisationReportArgs {
  /** The customer key of the report's bucket; its services must name `REPORT_KEY_SERVICES`. */
  readonly key: EncryptionKey;
  /** The store that receives the bucket's access logs. `none` relaxes. */
  readonly accessLogs: ObjectStore | "none";
  /** Days for which the daily reports are kept. @default 400: a year, and the month to compare it with */
  readonly keepDays?: number;
  /** Lets Compute Optimizer look at what instances, volumes and functions use. A setting of the account. @default true */
  readonly computeOptimizer?: boolean;
  /** Pulumi neither deletes the bucket nor empties it. Relax it for stacks that come and go. @default true */
  readonly deletionProtection?: boolean;
}

const DEFAULTS = {
  keepDays: 400,
  computeOptimizer: true,
  deletionProtection: true,
} as const satisfies Partial<UtilisationReportArgs>;

/**
 * What was used, by which resource and tag, and what it cost: a table a day, for a query or a spreadsheet; and Compute
 * Optimizer's advice on sizes. What to buy in advance (Savings Plans, reserved instances) is decided by people who read it:
 * nothing here buys anything.
 *
 * Creates a bucket, an export and, where asked for, the enrolment. Costs what the bucket holds; the advice is free.
 *
 * @example
 * new UtilisationReport("shop-utilisation", { key, accessLogs: logs });
 */
export class UtilisationReport extends EstateComponent {
  public readonly store: ObjectStore;
  public readonly export: bcmdata.Export;

  public constructor(name: string, args: UtilisationReportArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = { ...DEFAULTS, ...args };
    checkReport(name, args.key);
    super("estate:observability:UtilisationReport", name, args, opts);
    this.store = new ObjectStore(
      this.childName("store"),
      {
        key: args.key,
        accessLogs: args.accessLogs,
        expireDays: plan.keepDays,
        deletionProtection: plan.deletionProtection,
      },
      { parent: this },
    );
    this.admitExports(args.key);
    this.export = this.makeExport(args.key);
    if (plan.computeOptimizer) {
      new computeoptimizer.EnrollmentStatus(this.childName("advice"), { status: "Active" }, this.childOptions());
    }
    this.registerOutputs({ bucketName: this.store.bucketName });
  }

  private admitExports(key: EncryptionKey): void {
    const account = key.arn.apply((arn) => parseArn(arn).account);
    for (const service of REPORT_KEY_SERVICES) {
      const [writer = ""] = service.split(".");
      const source = service.startsWith("bcm") ? "bcm-data-exports" : "cur";
      const kind = service.startsWith("bcm") ? "export" : "definition";
      this.store.allowService(writer, {
        service,
        actions: ["s3:PutObject", "s3:GetBucketPolicy"],
        sourceArn: key.arn.apply((arn) => {
          const { partition, account: owner } = parseArn(arn);
          return `arn:${partition}:${source}:${EXPORTS_REGION}:${owner}:${kind}/*`;
        }),
        sourceAccount: account,
      });
    }
  }

  private makeExport(key: EncryptionKey): bcmdata.Export {
    const view = key.arn.apply((arn) => {
      const { partition, account } = parseArn(arn);
      return `arn:${partition}:billing::${account}:billingview/primary`;
    });
    return new bcmdata.Export(
      this.childName("export"),
      {
        export: {
          name: this.componentName,
          description: "Use and cost by resource and tag, a table a day",
          dataQueries: [
            {
              queryStatement: `SELECT ${COLUMNS.join(", ")} FROM COST_AND_USAGE_REPORT`,
              tableConfigurations: {
                COST_AND_USAGE_REPORT: {
                  BILLING_VIEW_ARN: view,
                  TIME_GRANULARITY: "DAILY",
                  INCLUDE_RESOURCES: "TRUE",
                  INCLUDE_MANUAL_DISCOUNT_COMPATIBILITY: "FALSE",
                  INCLUDE_SPLIT_COST_ALLOCATION_DATA: "TRUE",
                },
              },
            },
          ],
          destinationConfigurations: [
            {
              s3Destinations: [
                {
                  s3Bucket: this.store.bucketName,
                  s3Prefix: "utilisation",
                  s3Region: this.store.bucket.region,
                  s3OutputConfigurations: [
                    { overwrite: "OVERWRITE_REPORT", format: "PARQUET", compression: "PARQUET", outputType: "CUSTOM" },
                  ],
                },
              ],
            },
          ],
          refreshCadences: [{ frequency: "SYNCHRONOUS" }],
        },
      },
      // The service tries the bucket at once.
      this.childOptions({ dependsOn: [this.store] }),
    );
  }
}

/** @throws {pulumi.InputPropertiesError} with every fault */
function checkReport(name: string, key: EncryptionKey): void {
  const faults = new Faults("UtilisationReport", name);
  const missing = REPORT_KEY_SERVICES.filter((service) => !key.services.includes(service));
  faults.check(missing.length === 0, {
    property: "key.services",
    given: key.services,
    allowed: `a key that serves ${REPORT_KEY_SERVICES.join(", ")}`,
    fix: `add ${missing.join(", ")} to the services of EncryptionKey "${key.componentName}"`,
  });
  faults.throwIfAny();
}

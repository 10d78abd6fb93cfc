import * as iam from "@pulumi/aws/iam";
import * as storage from "@pulumi/gcp/storage";
import type * as pulumi from "@pulumi/pulumi";
import {
  type Bindable,
  EstateComponent,
  type Grantee,
  grant,
  identityPolicy,
  type Statement,
  trustPolicy,
} from "../core";
import type { GcpLake } from "./gcp-lake";
import { type GcpProject, serviceAgent } from "./gcp-project";
import { planTransfer, type TransferPlan } from "./lake-transfer-plan";

export { TRANSFER_SERVICES } from "./lake-transfer-plan";

/** Arguments of {@link LakeTransfer}. */
export interface LakeTransferArgs {
  readonly gcp: GcpProject;
  /** The bucket on AWS that is read: an `ObjectStore`. */
  readonly source: Bindable;
  /** The bucket on Google Cloud that is written. */
  readonly sink: GcpLake;
  /** Folder in both, with its slash: `orders/`. Nothing else is read or written. */
  readonly prefix: string;
  /**
   * Subject id of the project's transfer agent, digits only: `subjectId` of the Storage Transfer API's
   * `googleServiceAccounts.get`. It is what AWS trusts. @default what that call answers
   */
  readonly transferSubjectId?: string;
  /** The first day: `2026-11-21`. A day that is over starts the job at once. */
  readonly startDate: string;
  /** Time of day in UTC. @default "02:00" */
  readonly startTime?: string;
  /** Hours between runs. @default 24 */
  readonly repeatHours?: number;
  /** Minutes for which an object is left alone, so that its writer can finish on both sides. @default 60 */
  readonly settleMinutes?: number;
  /** Days back that a run looks; older objects may be archived, where nobody can read them. @default 30 */
  readonly lookbackDays?: number;
  /** ARN of the policy that bounds roles which identities from outside assume. @default one of the same statements */
  readonly permissionsBoundary?: pulumi.Input<string>;
  /** What must stand first: the enabled services. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

/** What a transfer reads with ("Configure access to a source: Amazon S3"; from memory, recheck before release). */
const READ_ACTIONS = ["s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket"] as const;

/**
 * Copies a folder of an S3 lake to a Cloud Storage lake on a schedule, without a stored key: Google's transfer agent signs
 * in to AWS with its own identity, and the role trusts that one identity. Objects whose name exists are left alone, so
 * the copy fills the gaps that another writer left.
 *
 * Creates a role on AWS with its boundary, two grants on the bucket and the transfer job. Cost follows the gigabytes that leave AWS, nine
 * cents each, and the requests; nothing where nothing is missing but the listing.
 *
 * @example
 * new LakeTransfer("shop-transfer", {
 *   gcp,
 *   source: lake,
 *   sink: pipeline.lake,
 *   prefix: "orders/",
 *   startDate: "2026-11-21",
 * });
 */
export class LakeTransfer extends EstateComponent implements Grantee {
  public readonly granteeName: string;
  /** Whom the transfer agent becomes on AWS. */
  public readonly role: iam.Role;
  public readonly job: storage.TransferJob;

  public constructor(name: string, args: LakeTransferArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planTransfer(name, args);
    super("estate:pipeline:LakeTransfer", name, args, opts);
    this.granteeName = name;
    const statements = args.source.bindingStatements(READ_ACTIONS, { prefix: plan.prefix });
    const agent = this.askForAgent(args);
    this.role = this.makeRole(plan, agent.subjectId, args.permissionsBoundary ?? this.makeBoundary(statements));
    const reads = grant(this, "source", statements);
    const writes = args.sink.grantTransfer(name, agent.member);
    this.job = this.makeJob(args, plan, [reads, ...writes]);
    this.registerOutputs({ job: this.job.name, roleArn: this.role.arn });
  }

  /** The call makes the agent, whom nothing can be granted before: docs/decisions/0018-google-service-agents.md. */
  private askForAgent({ gcp, transferSubjectId, after = [] }: LakeTransferArgs): {
    readonly member: pulumi.Output<string>;
    readonly subjectId: pulumi.Input<string>;
  } {
    const agent = storage.getTransferProjectServiceAccountOutput(
      { project: gcp.project },
      { parent: this, dependsOn: [...after] },
    );
    const address = serviceAgent("storage-transfer", gcp.projectNumber);
    return { member: agent.apply(() => `serviceAccount:${address}`), subjectId: transferSubjectId ?? agent.subjectId };
  }

  /** Whatever anybody attaches to the role later widens nothing. */
  private makeBoundary(statements: readonly Statement[]): pulumi.Output<string> {
    const boundary = new iam.Policy(
      this.childName("boundary"),
      { description: `The most that ${this.componentName} may ever do`, policy: identityPolicy(statements) },
      this.childOptions(),
    );
    return boundary.arn;
  }

  /** Google's sign-in to AWS shows who signs in by its subject; no key and no secret changes hands. */
  private makeRole(
    plan: TransferPlan,
    subjectId: pulumi.Input<string>,
    permissionsBoundary: pulumi.Input<string>,
  ): iam.Role {
    return new iam.Role(
      this.childName("role"),
      {
        description: `Google's transfer agent reads ${plan.prefix} of the lake`,
        assumeRolePolicy: trustPolicy([
          {
            sid: "GooglesTransferAgent",
            principals: [{ federated: "accounts.google.com" }],
            actions: ["sts:AssumeRoleWithWebIdentity"],
            conditions: { StringEquals: { "accounts.google.com:sub": subjectId } },
          },
        ]),
        permissionsBoundary,
      },
      this.childOptions(),
    );
  }

  private makeJob(args: LakeTransferArgs, plan: TransferPlan, grants: readonly pulumi.Resource[]): storage.TransferJob {
    return new storage.TransferJob(
      this.childName("job"),
      {
        project: args.gcp.project,
        description: `${this.componentName}: ${plan.prefix} from S3 to Cloud Storage`,
        status: "ENABLED",
        transferSpec: {
          awsS3DataSource: {
            bucketName: args.source.bindingReference,
            path: plan.prefix,
            roleArn: this.role.arn,
          },
          gcsDataSink: { bucketName: args.sink.bucketName, path: plan.prefix },
          objectConditions: {
            minTimeElapsedSinceLastModification: plan.youngest,
            maxTimeElapsedSinceLastModification: plan.oldest,
          },
          transferOptions: { overwriteWhen: "NEVER", deleteObjectsFromSourceAfterTransfer: false },
        },
        schedule: {
          scheduleStartDate: { ...plan.start },
          startTimeOfDay: { ...plan.time },
          repeatInterval: plan.repeatInterval,
        },
        loggingConfig: { logActions: ["FIND", "COPY"], logActionStates: ["SUCCEEDED", "FAILED"] },
      },
      this.childOptions({ dependsOn: [...(args.after ?? []), ...grants] }),
    );
  }
}

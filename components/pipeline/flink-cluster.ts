import * as dataproc from "@pulumi/gcp/dataproc";
import type * as serviceaccount from "@pulumi/gcp/serviceaccount";
import * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core";
import type { GcpCaller, GcpNetwork } from "../network/gcp-network";
import { FlinkBuckets } from "./flink-buckets";
import { type FlinkPlan, planFlink } from "./flink-cluster-plan";
import { type FlinkJobArgs, FlinkJobFiles } from "./flink-job";
import { FlinkNode } from "./flink-node";
import type { GcpLake } from "./gcp-lake";
import { GcpToAwsIdentity } from "./gcp-to-aws-identity";

export { FLINK_DEFAULTS, FLINK_SERVICES } from "./flink-cluster-plan";
export type { FlinkJobArgs } from "./flink-job";

/** Arguments of {@link FlinkCluster}. */
export interface FlinkClusterArgs {
  /** Where the nodes stand: project, region and subnetwork. It needs NAT where a job reads a secret of AWS. */
  readonly network: GcpNetwork;
  /** The job that runs without end. @default none: the cluster waits for jobs */
  readonly job?: FlinkJobArgs;
  /** Dataproc's image, 2.2 or newer. @default "2.2-debian12", with Flink 1.17 */
  readonly imageVersion?: string;
  /** Machine of the workers. @default "e2-standard-2" */
  readonly machineType?: string;
  /** Machine of the one master. @default the workers' */
  readonly masterMachineType?: string;
  /** Workers that always stand, two or more. @default 2 */
  readonly workers?: number;
  /** Most workers; YARN's waiting memory decides. A streaming job does not spread by itself. @default fixed */
  readonly maxWorkers?: number;
  /** Boot disk of each node, in GiB. @default 100 */
  readonly diskGiB?: number;
  /** Seconds without work after which Google deletes the cluster; a streaming job is work. @default never */
  readonly idleDeleteSeconds?: number;
  /** Seconds between two checkpoints: what is done again after a failure, and how late results are seen. @default 60 */
  readonly checkpointSeconds?: number;
  /** Pulumi deletes neither buckets nor keys. @default true */
  readonly deletionProtection?: boolean;
  /** What must stand first: the services {@link FLINK_SERVICES}, enabled. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

/** Seconds for the installer, on each node. */
const INSTALL_SECONDS = 300;
/** Seconds in which a worker that goes may finish what it holds. */
const DECOMMISSION = "600s";

/**
 * A Dataproc cluster with Flink on Google Cloud: one master and its workers without public addresses, as an account of their
 * own that sees three buckets and no other, disks and buckets encrypted by a key of the cluster.
 *
 * Creates the cluster, an account with a role of its own, a key ring, buckets for staging, temporary files and checkpoints, the
 * rules that its nodes need in the network, a scaling policy where the number of workers may grow, and for a job its files
 * and the AWS role by which it reads its secret. The nodes drive the cost: about 80 US dollars a month for each
 * `e2-standard-2` with its disk and Dataproc's premium, whether or not anything flows.
 *
 * @example
 * const cluster = new FlinkCluster("shop-flink", { network, job: { ...ORDER_ANALYTICS, secretArn: secret.arn, values } });
 * secret.grantRead(cluster.awsIdentity());
 * interconnect.allow(cluster, stream.listener("scram"));
 */
export class FlinkCluster extends EstateComponent implements GcpCaller {
  public readonly connectionName: string;
  /** Whom the nodes run as. */
  public readonly account: serviceaccount.Account;
  public readonly serviceAccountEmail: pulumi.Output<string>;
  public readonly cluster: dataproc.Cluster;
  /** State from which a job goes on. */
  public readonly checkpoints: GcpLake;
  private readonly buckets: FlinkBuckets;
  private readonly node: FlinkNode;
  private readonly identity: GcpToAwsIdentity | undefined;

  public constructor(name: string, args: FlinkClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planFlink(name, args);
    super("estate:pipeline:FlinkCluster", name, args, opts);
    const after = args.after ?? [];
    this.connectionName = name;
    this.node = new FlinkNode(
      this.childName("node"),
      { project: plan.gcp.project, accountId: plan.accountId, roleId: plan.roleId, after },
      this.childOptions(),
    );
    this.account = this.node.account;
    this.serviceAccountEmail = this.account.email;
    this.buckets = new FlinkBuckets(
      this.childName("buckets"),
      { gcp: plan.gcp, deletionProtection: plan.deletionProtection, after },
      this.childOptions(),
    );
    this.checkpoints = this.buckets.checkpoints;
    this.identity = args.job === undefined ? undefined : this.makeIdentity();
    const files = args.job === undefined ? undefined : this.makeFiles(args.job);
    this.cluster = this.makeCluster(plan, args, files, [
      ...after,
      this.node.grant,
      ...this.buckets.keyGrants(),
      ...this.buckets.grantWork(this.account.member),
      ...this.openNetwork(args),
    ]);
    this.registerOutputs({ clusterName: this.cluster.name, serviceAccountEmail: this.serviceAccountEmail });
  }

  /** The AWS role as which the job acts; grant it the secret. @throws {Error} where the cluster has no job */
  public awsIdentity(): GcpToAwsIdentity {
    if (this.identity === undefined) {
      throw new Error(`FlinkCluster "${this.componentName}" has no job, and so no role in AWS: give it one.`);
    }
    return this.identity;
  }

  /** Nodes among themselves, Google's APIs, and for a job AWS's sign-in and secrets. */
  private openNetwork({ network, job }: FlinkClusterArgs): readonly pulumi.Resource[] {
    return [
      ...network.allowAmong(this),
      network.allowGoogleApis(this),
      ...(job === undefined ? [] : [network.allowInternet(this)]),
    ];
  }

  private makeIdentity(): GcpToAwsIdentity {
    return new GcpToAwsIdentity(this.childName("aws"), { serviceAccount: this.account }, this.childOptions());
  }

  private makeFiles(job: FlinkJobArgs): FlinkJobFiles {
    const { staging, checkpoints } = this.buckets;
    return new FlinkJobFiles(
      this.childName("job"),
      { job, staging, checkpoints, identity: this.awsIdentity() },
      this.childOptions(),
    );
  }

  private makeCluster(
    plan: FlinkPlan,
    { network }: FlinkClusterArgs,
    files: FlinkJobFiles | undefined,
    after: readonly pulumi.Resource[],
  ): dataproc.Cluster {
    const disk = { bootDiskSizeGb: plan.diskGiB, bootDiskType: "pd-balanced" };
    const scaling = this.makeScaling(plan);
    return new dataproc.Cluster(
      this.childName("cluster"),
      {
        project: plan.gcp.project,
        region: plan.gcp.location,
        gracefulDecommissionTimeout: DECOMMISSION,
        clusterConfig: {
          stagingBucket: this.buckets.staging.bucketName,
          tempBucket: this.buckets.temporary.bucketName,
          encryptionConfig: { kmsKeyName: this.buckets.keyId },
          gceClusterConfig: this.machines(network, files),
          // One master: Flink's own high availability does not work with three (Dataproc, "Flink component", read 2026-11).
          masterConfig: { numInstances: 1, machineType: plan.masterMachineType, diskConfig: disk },
          workerConfig: { numInstances: plan.workers, machineType: plan.machineType, diskConfig: disk },
          softwareConfig: {
            imageVersion: plan.imageVersion,
            optionalComponents: ["FLINK"],
            overrideProperties: this.properties(plan),
          },
          endpointConfig: { enableHttpPortAccess: false },
          ...(files === undefined
            ? {}
            : { initializationActions: [{ script: files.installer, timeoutSec: INSTALL_SECONDS }] }),
          ...(scaling === undefined ? {} : { autoscalingConfig: { policyUri: scaling.name } }),
          ...(plan.idleDeleteSeconds === undefined
            ? {}
            : { lifecycleConfig: { idleDeleteTtl: `${plan.idleDeleteSeconds}s` } }),
        },
      },
      this.childOptions({ dependsOn: [...after, ...(files?.objects ?? [])] }),
    );
  }

  private machines(network: GcpNetwork, files: FlinkJobFiles | undefined) {
    return {
      subnetwork: network.subnetworkUrl,
      internalIpOnly: true,
      serviceAccount: this.account.email,
      // The account's grants decide; a narrower scope would hide what they are.
      serviceAccountScopes: ["cloud-platform"],
      shieldedInstanceConfig: { enableSecureBoot: true, enableVtpm: true, enableIntegrityMonitoring: true },
      metadata: {
        "block-project-ssh-keys": "true",
        "enable-oslogin": "true",
        ...(files === undefined ? {} : { "estate-flink-job": files.folder }),
      },
    };
  }

  /** Checkpoints outlive job and cluster: the supervisor goes on from the newest one that is whole. */
  private properties(plan: FlinkPlan): Record<string, pulumi.Input<string>> {
    return {
      "dataproc:dataproc.logging.stackdriver.job.yarn.container.enable": "true",
      "flink:state.backend": "rocksdb",
      "flink:state.backend.incremental": "true",
      "flink:state.checkpoints.dir": pulumi.interpolate`${this.checkpoints.url}/default`,
      "flink:execution.checkpointing.interval": `${plan.checkpointSeconds} s`,
      "flink:execution.checkpointing.mode": "EXACTLY_ONCE",
      "flink:execution.checkpointing.externalized-checkpoint-retention": "RETAIN_ON_CANCELLATION",
      "flink:state.checkpoints.num-retained": "3",
      "flink:restart-strategy": "exponential-delay",
    };
  }

  private makeScaling(plan: FlinkPlan): dataproc.AutoscalingPolicy | undefined {
    if (plan.maxWorkers === undefined) {
      return undefined;
    }
    return new dataproc.AutoscalingPolicy(
      this.childName("scaling"),
      {
        project: plan.gcp.project,
        location: plan.gcp.location,
        policyId: this.childName("scaling"),
        workerConfig: { minInstances: plan.workers, maxInstances: plan.maxWorkers },
        basicAlgorithm: {
          cooldownPeriod: "240s",
          yarnConfig: { gracefulDecommissionTimeout: DECOMMISSION, scaleUpFactor: 0.5, scaleDownFactor: 0.5 },
        },
      },
      this.childOptions(),
    );
  }
}

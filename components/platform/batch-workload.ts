import { CronJob } from "@pulumi/kubernetes/batch/v1";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import { Faults } from "../core/faults";
import { checkWhole } from "./checks";
import { callerRules, DNS_EGRESS, INTERNET, POD_IDENTITY_EGRESS, peerKey, podsOf, tcp } from "./network-rules";
import { basePod, podLabels } from "./pod-template";
import type { PodPeer, TrafficSource } from "./workload";
import type { PodArgs } from "./workload-args";
import { SIDECAR_EGRESS, SIDECAR_LABEL } from "./workload-mesh";
import { type PodPlan, planPod } from "./workload-plan";

/** Arguments of {@link BatchWorkload}. */
export interface BatchWorkloadArgs extends PodArgs {
  /** When it runs, in UTC, as cron writes it: `0 3 * * *`. */
  readonly schedule: string;
  /** Longest run, in seconds, 10 to 86400. @default 3600 */
  readonly deadlineSeconds?: number;
  /** Runs after the first that failed, 0 to 10. @default 2 */
  readonly retries?: number;
  /** Makes it a member of the mesh of `serviceMesh()`, so that it may call others. @default false */
  readonly mesh?: boolean;
}

const DEFAULTS = { deadlineSeconds: 3600, retries: 2, mesh: false } as const satisfies Partial<BatchWorkloadArgs>;
const FIELD = String.raw`[\d*/,A-Za-z-]+`;
const CRON = new RegExp(`^${FIELD}(?: ${FIELD}){4}$`);

/**
 * A job at fixed times, hardened as a Workload is, and never twice at once.
 *
 * Creates a CronJob, a ServiceAccount and a NetworkPolicy. Costs its reserved CPU and memory while it runs.
 *
 * @example
 * new BatchWorkload("report", { namespace: "shop", schedule: "0 3 * * *", image }, { provider }).connectTo(backend);
 */
export class BatchWorkload extends EstateComponent {
  public readonly cronJob: CronJob;
  public readonly namespace: string;
  public readonly podLabels: Readonly<Record<string, string>>;
  private readonly plan: PodPlan;
  private readonly mesh: boolean;

  public constructor(name: string, args: BatchWorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planBatch(name, args);
    super("estate:platform:BatchWorkload", name, args, opts);
    this.plan = plan;
    this.namespace = plan.namespace;
    this.podLabels = podLabels(plan);
    this.mesh = args.mesh ?? DEFAULTS.mesh;
    const egress = [
      DNS_EGRESS,
      ...(args.identity === undefined ? [] : [POD_IDENTITY_EGRESS]),
      ...(this.mesh ? SIDECAR_EGRESS : []),
    ];
    const policy = this.makePolicy("network-policy", plan.serviceName, {
      policyTypes: ["Ingress", "Egress"],
      egress,
    });
    const account = new ServiceAccount(
      this.childName("service-account"),
      { metadata: this.metadata(plan.serviceName), automountServiceAccountToken: plan.apiToken },
      this.childOptions(),
    );
    this.cronJob = this.makeCronJob(args, [policy, account, ...(args.identity?.ready ?? [])]);
    this.registerOutputs({});
  }

  /** Lets the job call a workload. */
  public connectTo(peer: PodPeer, port: number = peer.port): void {
    const egress = [{ to: [podsOf(peer.namespace, peer.podLabels)], ports: tcp(port) }];
    const name = peerKey(this.namespace, { namespace: peer.namespace, name: peer.peerName });
    const key = `to-${name}-${port}`;
    this.makePolicy(key, `${this.plan.serviceName}-${key}`, { policyTypes: ["Egress"], egress });
    const ownKey = peerKey(peer.namespace, { namespace: this.namespace, name: this.plan.serviceName });
    const account = this.mesh ? { account: this.plan.serviceName } : {};
    peer.allowFrom?.(ownKey, { namespace: this.namespace, podLabels: this.podLabels, ...account }, port);
  }

  /**
   * Lets Prometheus ask the sidecar of a member of the mesh: `job.allowFrom("prometheus", PROMETHEUS)`. The job itself answers
   * nobody.
   */
  public allowFrom(key: string, source: TrafficSource): void {
    const port = "cidrs" in source ? undefined : source.meshPort;
    const faults = new Faults("BatchWorkload", this.plan.serviceName, "connections");
    faults.check(this.mesh && port !== undefined, {
      property: "source",
      given: source,
      allowed: "Prometheus, at the sidecar of a member of the mesh",
      fix: "set mesh, or let the job call",
    });
    faults.throwIfAny();
    if (port !== undefined) {
      this.makePolicy(`from-${key}-${port}`, `${this.plan.serviceName}-from-${key}-${port}`, {
        policyTypes: ["Ingress"],
        ...callerRules(source, port),
      });
    }
  }

  /** Lets the job call the internet over TLS. */
  public connectToInternet(): void {
    const egress = [{ to: [INTERNET], ports: tcp(443) }];
    this.makePolicy("to-internet", `${this.plan.serviceName}-to-internet`, { policyTypes: ["Egress"], egress });
  }

  private metadata(name: string) {
    return { name, namespace: this.namespace, labels: { ...this.podLabels } };
  }

  private makePolicy(role: string, name: string, spec: object): NetworkPolicy {
    return new NetworkPolicy(
      this.childName(role),
      { metadata: this.metadata(name), spec: { podSelector: { matchLabels: this.podLabels }, ...spec } },
      this.childOptions(),
    );
  }

  private makeCronJob(args: BatchWorkloadArgs, dependsOn: pulumi.Resource[]): CronJob {
    const { deadlineSeconds, retries } = { ...DEFAULTS, ...args };
    const spec = { ...basePod(this.plan, {}), restartPolicy: "Never" };
    return new CronJob(
      this.childName("cron-job"),
      {
        metadata: this.metadata(this.plan.serviceName),
        spec: {
          schedule: args.schedule,
          timeZone: "Etc/UTC",
          concurrencyPolicy: "Forbid",
          jobTemplate: {
            spec: {
              backoffLimit: retries,
              activeDeadlineSeconds: deadlineSeconds,
              template: { metadata: { labels: { ...this.podLabels, ...(this.mesh ? SIDECAR_LABEL : {}) } }, spec },
            },
          },
        },
      },
      this.childOptions({ dependsOn }),
    );
  }
}

function planBatch(name: string, args: BatchWorkloadArgs): PodPlan {
  const faults = new Faults("BatchWorkload", name);
  const plan = planPod(faults, name, args, ["help"]);
  faults.check(CRON.test(args.schedule), {
    property: "schedule",
    given: args.schedule,
    allowed: "five fields as cron has them",
    fix: 'write minute, hour, day, month and weekday: "0 3 * * *"',
  });
  checkWhole(faults, "deadlineSeconds", args.deadlineSeconds ?? 3600, { min: 10, max: 86_400 }, "seconds");
  checkWhole(faults, "retries", args.retries ?? 2, { min: 0, max: 10 }, "runs");
  faults.throwIfAny();
  return plan;
}

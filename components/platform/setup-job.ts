import { createHash } from "node:crypto";
import { Job } from "@pulumi/kubernetes/batch/v1";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import { Faults } from "../core/faults";
import { checkCidr, checkWhole } from "./checks";
import { blocks, DNS_EGRESS, INTERNET, POD_IDENTITY_EGRESS, tcp } from "./network-rules";
import { basePod, podLabels } from "./pod-template";
import type { ExternalTarget } from "./workload";
import type { PodArgs } from "./workload-args";
import { type PodPlan, planPod } from "./workload-plan";

/** Arguments of {@link SetupJob}. */
export interface SetupJobArgs extends Omit<PodArgs, "arguments"> {
  /** What runs, for `shell`. It may run again at any time, so that every step must bear repetition. No secret in it. */
  readonly script: string;
  /** @default "bash" */
  readonly shell?: "bash" | "sh";
  /** What it sets up: addresses of data stores, by a key that is part of names. */
  readonly targets: Readonly<Record<string, ExternalTarget>>;
  /** Lets it fetch from the internet over TLS. @default false */
  readonly internet?: boolean;
  /** Longest run, in seconds, 30 to 3600. @default 900 */
  readonly deadlineSeconds?: number;
  /** Runs after the first that failed, 0 to 20. @default 6 */
  readonly retries?: number;
}

const DEFAULTS = { shell: "bash", deadlineSeconds: 900, retries: 6 } as const satisfies Partial<SetupJobArgs>;
/** Characters of the digest in the job's name. */
const DIGEST_LENGTH = 8;
/** Longest name of a job: its pods' names append to it (RFC 1123 labels have 63 characters). */
const SERVICE_NAME_LIMIT = 50;

/**
 * A job that runs once for each version of its script, hardened as a Workload is: what a data store holds from the start, such
 * as topics, databases and users.
 *
 * Creates a Job, a ServiceAccount and a NetworkPolicy. The job's name ends in a digest of its script, because a job cannot be
 * changed: a new script is a new job, for Pulumi and for Argo CD, and a job that is done stays as the record of it. Costs its
 * reserved CPU and memory while it runs.
 *
 * @example
 * new SetupJob("seed", { namespace: "shop", image, script: "psql -f /seed.sql", targets: { database: { cidrs, ports: [5432] } } });
 */
export class SetupJob extends EstateComponent {
  public readonly job: Job;
  public readonly namespace: string;
  /** The account whose role the job has. */
  public readonly serviceName: string;

  public constructor(name: string, args: SetupJobArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planSetup(name, args);
    super("estate:platform:SetupJob", name, args, opts);
    this.namespace = plan.namespace;
    this.serviceName = plan.serviceName;
    const metadata = { name: plan.serviceName, namespace: plan.namespace, labels: { ...podLabels(plan) } };
    const policy = new NetworkPolicy(
      this.childName("network-policy"),
      { metadata, spec: this.networkSpec(args, plan) },
      this.childOptions(),
    );
    const account = new ServiceAccount(
      this.childName("service-account"),
      { metadata, automountServiceAccountToken: plan.apiToken },
      this.childOptions(),
    );
    this.job = this.makeJob(args, plan, [policy, account, ...(args.identity?.ready ?? [])]);
    this.registerOutputs({});
  }

  private networkSpec(args: SetupJobArgs, plan: PodPlan) {
    const targets = Object.values(args.targets);
    return {
      podSelector: { matchLabels: podLabels(plan) },
      policyTypes: ["Ingress", "Egress"],
      egress: [
        DNS_EGRESS,
        ...(args.identity === undefined ? [] : [POD_IDENTITY_EGRESS]),
        ...targets.map(({ cidrs, ports }) => ({ to: blocks(cidrs), ports: tcp(...ports) })),
        ...(args.internet === true ? [{ to: [INTERNET], ports: tcp(443) }] : []),
      ],
    };
  }

  private makeJob(args: SetupJobArgs, plan: PodPlan, dependsOn: pulumi.Resource[]): Job {
    const { shell, deadlineSeconds, retries } = { ...DEFAULTS, ...args };
    const digest = createHash("sha256").update(args.script).digest("hex").slice(0, DIGEST_LENGTH);
    const labels = { ...podLabels(plan) };
    return new Job(
      this.childName("job"),
      {
        metadata: { name: `${plan.serviceName}-${digest}`, namespace: plan.namespace, labels },
        spec: {
          backoffLimit: retries,
          activeDeadlineSeconds: deadlineSeconds,
          template: {
            metadata: { labels },
            spec: { ...basePod(plan, { command: [shell, "-c"], args: [args.script] }), restartPolicy: "Never" },
          },
        },
      },
      // Of the same name, where only the image or a variable changed.
      this.childOptions({ dependsOn, deleteBeforeReplace: true }),
    );
  }
}

function planSetup(name: string, args: SetupJobArgs): PodPlan {
  const faults = new Faults("SetupJob", name);
  const { script, shell: _shell, ...pod } = args;
  const plan = planPod(faults, name, pod, []);
  faults.check(plan.serviceName.length <= SERVICE_NAME_LIMIT, {
    property: "serviceName",
    given: plan.serviceName,
    allowed: `up to ${SERVICE_NAME_LIMIT} characters: the job's name appends a digest`,
    fix: "shorten the name",
  });
  faults.check(script.trim() !== "", {
    property: "script",
    given: script,
    allowed: "commands",
    fix: "say what the job does, or leave it out",
  });
  checkTargets(faults, args);
  checkWhole(faults, "deadlineSeconds", args.deadlineSeconds ?? 900, { min: 30, max: 3600 }, "seconds");
  checkWhole(faults, "retries", args.retries ?? 6, { min: 0, max: 20 }, "runs");
  faults.throwIfAny();
  return plan;
}

function checkTargets(faults: Faults, args: SetupJobArgs): void {
  for (const [key, { cidrs, ports }] of Object.entries(args.targets)) {
    faults.check(cidrs.length > 0 && ports.length > 0, {
      property: `targets.${key}`,
      given: { cidrs, ports },
      allowed: "at least one block and one port: an empty list would open everything",
      fix: "name the subnets of the data store and its port",
    });
    for (const cidr of cidrs) {
      checkCidr(faults, `targets.${key}.cidrs`, cidr);
    }
    for (const port of ports) {
      checkWhole(faults, `targets.${key}.ports`, port, { min: 1, max: 65_535 }, "a port");
    }
  }
}

import { LimitRange, Namespace, ResourceQuota } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import type { networking } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import { Faults } from "../core/faults";
import { checkBytes, checkCpu, checkLabel, checkWhole } from "./checks";
import { DNS_EGRESS } from "./network-rules";

/** Namespaces whose pods must reach into their node; no others may be privileged. */
export const PRIVILEGED_NAMESPACES = [
  "amazon-cloudwatch",
  "falco",
  "filebeat",
  "fluent-bit",
  "istio-cni",
  "node-exporter",
] as const;

/** Most that all pods of a namespace may reserve. */
export interface NamespaceQuota {
  readonly cpu: string;
  readonly memory: string;
  readonly pods: number;
}

/** Arguments of {@link PlatformNamespace}. */
export interface PlatformNamespaceArgs {
  /** @default the component's name */
  readonly namespaceName?: string;
  /** Level of the Pod Security Standards. `privileged` is for a few system namespaces. @default "restricted" */
  readonly podSecurity?: "restricted" | "privileged";
  /** @default none */
  readonly quota?: NamespaceQuota;
  /** What a container gets that asks for nothing. @default 100m and 128Mi */
  readonly containerDefaults?: { readonly cpu: string; readonly memory: string };
}

export const NAMESPACE_DEFAULTS = {
  podSecurity: "restricted",
  containerDefaults: { cpu: "100m", memory: "128Mi" },
} as const satisfies Partial<PlatformNamespaceArgs>;

/**
 * A namespace in which nothing is allowed that was not declared: Pod Security at admission, a policy that denies traffic
 * both ways but for names, and sizes for containers that name none. Costs nothing.
 *
 * @example
 * const shop = new PlatformNamespace("shop", { quota: { cpu: "8", memory: "16Gi", pods: 40 } }, { provider });
 */
export class PlatformNamespace extends EstateComponent {
  public readonly namespace: Namespace;
  /** Plain: workloads name it. */
  public readonly namespaceName: string;
  public readonly defaultDeny: NetworkPolicy;

  public constructor(name: string, args: PlatformNamespaceArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const plan = planNamespace(name, args);
    super("estate:platform:PlatformNamespace", name, args, opts);
    this.namespaceName = plan.namespaceName;
    this.namespace = this.makeNamespace(plan.podSecurity);
    // Without lists of rules: the server keeps no empty one, and would find each apply of it a change.
    this.defaultDeny = this.policy("default-deny", { policyTypes: ["Ingress", "Egress"] });
    this.policy("dns", { policyTypes: ["Egress"], egress: [DNS_EGRESS] });
    this.makeLimitRange(plan.containerDefaults);
    this.makeQuota(args.quota);
    this.registerOutputs({ namespaceName: this.namespaceName });
  }

  /**
   * One more policy for pods of the namespace.
   * @param key unique in the namespace @param podLabels of those pods @default every pod
   */
  public policy(
    key: string,
    spec: Omit<networking.v1.NetworkPolicySpec, "podSelector">,
    podLabels: Readonly<Record<string, string>> = {},
  ): NetworkPolicy {
    const podSelector = Object.keys(podLabels).length === 0 ? {} : { matchLabels: { ...podLabels } };
    return new NetworkPolicy(
      this.childName("policy", key),
      { metadata: this.metadata(key), spec: { podSelector, ...spec } },
      this.childOptions({ dependsOn: [this.namespace] }),
    );
  }

  private metadata(name: string) {
    return { name, namespace: this.namespaceName };
  }

  private makeNamespace(level: "restricted" | "privileged"): Namespace {
    const modes = ["enforce", "audit", "warn"].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, level],
      [`pod-security.kubernetes.io/${mode}-version`, "latest"],
    ]);
    return new Namespace(
      this.childName("namespace"),
      { metadata: { name: this.namespaceName, labels: Object.fromEntries(modes) } },
      this.childOptions(),
    );
  }

  private makeLimitRange({ cpu, memory }: { readonly cpu: string; readonly memory: string }): LimitRange {
    return new LimitRange(
      this.childName("limit-range"),
      {
        metadata: this.metadata("defaults"),
        spec: { limits: [{ type: "Container", defaultRequest: { cpu, memory }, default: { memory } }] },
      },
      this.childOptions({ dependsOn: [this.namespace] }),
    );
  }

  private makeQuota(quota: NamespaceQuota | undefined): ResourceQuota | undefined {
    if (quota === undefined) {
      return undefined;
    }
    const hard = { "requests.cpu": quota.cpu, "requests.memory": quota.memory, pods: String(quota.pods) };
    return new ResourceQuota(
      this.childName("quota"),
      { metadata: this.metadata("quota"), spec: { hard } },
      this.childOptions({ dependsOn: [this.namespace] }),
    );
  }
}

function planNamespace(name: string, args: PlatformNamespaceArgs) {
  const plan = { ...NAMESPACE_DEFAULTS, namespaceName: name, ...args };
  const faults = new Faults("PlatformNamespace", name);
  checkLabel(faults, "namespaceName", plan.namespaceName);
  const privileged: readonly string[] = PRIVILEGED_NAMESPACES;
  faults.check(plan.podSecurity === "restricted" || privileged.includes(plan.namespaceName), {
    property: "podSecurity",
    given: plan.podSecurity,
    allowed: `"privileged" only for ${privileged.join(", ")}`,
    fix: "keep restricted and harden the pods",
  });
  checkCpu(faults, "containerDefaults.cpu", plan.containerDefaults.cpu);
  checkBytes(faults, "containerDefaults.memory", plan.containerDefaults.memory);
  if (args.quota !== undefined) {
    checkCpu(faults, "quota.cpu", args.quota.cpu);
    checkBytes(faults, "quota.memory", args.quota.memory);
    checkWhole(faults, "quota.pods", args.quota.pods, { min: 1, max: 10_000 }, "pods");
  }
  faults.throwIfAny();
  return plan;
}

import type * as pulumi from "@pulumi/pulumi";
import { makeChart } from "../cluster/addons/chart";
import { EstateComponent } from "../core/component";
import { Faults } from "../core/faults";
import type { Statement } from "../core/policy";
import type { AddonNamespace, PlatformAddon } from "./addons";
import { PlatformNamespace } from "./namespace";
import { blocks, INTERNET, POD_IDENTITY_EGRESS, PRIVATE_BLOCKS, podsOf, tcp } from "./network-rules";
import type { PodIdentity } from "./workload-args";

/** Arguments of {@link ClusterPlatform}. */
export interface ClusterPlatformArgs {
  /** What to install, in this order. */
  readonly addons: readonly PlatformAddon[];
  /**
   * Gives a service account permissions in AWS: `(account, statements) => cluster.podRole(account, { statements })`.
   * @default none: an add-on that needs permissions is a fault
   */
  readonly podRole?: (
    account: { readonly namespace: string; readonly name: string },
    statements: readonly Statement[],
  ) => PodIdentity;
}

/**
 * What a cluster offers its workloads: metrics, traces, secrets, a watch on the nodes. The provider comes with the options.
 *
 * Creates for each add-on its namespaces, closed but for what it declares, a role where it needs one, and its charts, whose
 * objects are resources. Costs the nodes that the add-ons fill, and their volumes.
 *
 * @example
 * new ClusterPlatform("shop", {
 *   addons: [externalSecrets({ region: "us-east-1", secretArns }), falco(), tracing()],
 *   podRole: (account, statements) => cluster.podRole(account, { statements }),
 * }, { provider: cluster.provider });
 */
export class ClusterPlatform extends EstateComponent {
  /** By name. */
  public readonly namespaces: Readonly<Record<string, PlatformNamespace>>;
  private readonly made: Record<string, PlatformNamespace> = {};
  /** What dependants of each add-on wait for. */
  private readonly standing = new Map<string, readonly pulumi.Resource[]>();

  public constructor(name: string, args: ClusterPlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    checkPlatform(name, args);
    super("estate:platform:ClusterPlatform", name, args, opts);
    for (const addon of args.addons) {
      this.install(addon, args.podRole);
    }
    this.namespaces = this.made;
    this.registerOutputs({ namespaces: Object.keys(this.made) });
  }

  private install(addon: PlatformAddon, podRole: ClusterPlatformArgs["podRole"]): void {
    const before = (addon.dependsOn ?? []).flatMap((key) => this.standing.get(key) ?? []);
    const namespaces = addon.namespaces.map((namespace) => this.makeNamespace(namespace));
    const role = addon.identity && podRole?.(addon.identity.account, addon.identity.statements);
    const stage = (dependsOn: readonly pulumi.Resource[]) => ({
      childName: (roleName: string, key?: string) => this.childName(roleName, key),
      options: this.childOptions({ dependsOn: [...dependsOn] }),
      namespaces: this.made,
    });
    let ready: readonly pulumi.Resource[] = [...before, ...namespaces, ...(role?.ready ?? [])];
    ready = [...ready, ...(addon.prepare?.(stage(ready)) ?? [])];
    for (const spec of addon.charts) {
      const opts = { ...this.childOptions(), dependsOn: [...ready] };
      ready = [...ready, makeChart(this.childName("chart", spec.key), spec, opts)];
    }
    const further = addon.finish?.(stage(ready));
    this.standing.set(addon.key, [...ready, ...(further ?? [])]);
  }

  private makeNamespace(spec: AddonNamespace): PlatformNamespace {
    const namespace = new PlatformNamespace(
      this.childName("namespace", spec.name),
      { namespaceName: spec.name, ...(spec.podSecurity === undefined ? {} : { podSecurity: spec.podSecurity }) },
      { parent: this },
    );
    openNamespace(namespace, spec);
    this.made[spec.name] = namespace;
    return namespace;
  }
}

/** Private networks but for link-local addresses: the nodes' metadata stays closed. */
const NETWORKS = blocks(PRIVATE_BLOCKS.filter((block) => block !== "169.254.0.0/16"));

function openNamespace(namespace: PlatformNamespace, spec: AddonNamespace): void {
  const within = [{ podSelector: {} }];
  namespace.policy("within", {
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: within }],
    egress: [{ to: within }],
  });
  // The Kubernetes API has addresses in the VPC that nobody knows beforehand.
  const outward =
    spec.outwardPorts === "any"
      ? { to: NETWORKS }
      : { to: [INTERNET, ...NETWORKS], ports: tcp(443, ...(spec.outwardPorts ?? [])) };
  namespace.policy("outward", {
    policyTypes: ["Egress"],
    egress: [outward, ...(spec.podIdentity === true ? [POD_IDENTITY_EGRESS] : [])],
  });
  if (spec.openPorts !== undefined) {
    const from = spec.openTo?.map((name) => podsOf(name, {})) ?? [{ namespaceSelector: {} }];
    namespace.policy("open", { policyTypes: ["Ingress"], ingress: [{ from, ports: tcp(...spec.openPorts) }] });
  }
  if (spec.webhookPorts !== undefined) {
    namespace.policy("webhooks", {
      policyTypes: ["Ingress"],
      ingress: [{ from: NETWORKS, ports: tcp(...spec.webhookPorts) }],
    });
  }
}

function checkPlatform(name: string, args: ClusterPlatformArgs): void {
  const faults = new Faults("ClusterPlatform", name);
  const before = new Set<string>();
  for (const addon of args.addons) {
    faults.check(!before.has(addon.key), {
      property: `addons.${addon.key}`,
      given: addon.key,
      allowed: "each add-on once",
      fix: "drop the repetition",
    });
    for (const key of addon.dependsOn ?? []) {
      faults.check(before.has(key), {
        property: `addons.${addon.key}`,
        given: args.addons.map((other) => other.key),
        allowed: `"${key}" before "${addon.key}", which needs it`,
        fix: `add ${key}, or move it up`,
      });
    }
    faults.check(addon.identity === undefined || args.podRole !== undefined, {
      property: "podRole",
      given: undefined,
      allowed: `a function, since "${addon.key}" needs permissions in AWS`,
      fix: "pass (account, statements) => cluster.podRole(account, { statements })",
    });
    addon.check?.(faults);
    before.add(addon.key);
  }
  faults.throwIfAny();
}

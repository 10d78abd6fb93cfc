import type * as pulumi from "@pulumi/pulumi";
import { makeChart } from "../cluster/addons/chart";
import { EstateComponent } from "../core/component";
import { Faults } from "../core/faults";
import type { Statement } from "../core/policy";
import type { AddonNamespace, PlatformAddon } from "./addons";
import { PlatformNamespace } from "./namespace";
import { API_PORTS, checkApiPorts, INTERNET, NETWORKS, POD_IDENTITY_EGRESS, podsOf, tcp } from "./network-rules";
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
  /**
   * TCP ports of the Kubernetes API: of its Service, and of what answers behind it, by which many networks judge. Kind's
   * answers at 6443, Minikube's at 8443. @default [443], as EKS's
   */
  readonly apiPorts?: readonly number[];
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
      this.install(addon, args);
    }
    this.namespaces = this.made;
    this.registerOutputs({ namespaces: Object.keys(this.made) });
  }

  private install(addon: PlatformAddon, { podRole, apiPorts = API_PORTS }: ClusterPlatformArgs): void {
    const before = (addon.dependsOn ?? []).flatMap((key) => this.standing.get(key) ?? []);
    const namespaces = addon.namespaces.map((namespace) => this.makeNamespace(namespace, apiPorts));
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

  private makeNamespace(spec: AddonNamespace, apiPorts: readonly number[]): PlatformNamespace {
    const namespace = new PlatformNamespace(
      this.childName("namespace", spec.name),
      { namespaceName: spec.name, ...(spec.podSecurity === undefined ? {} : { podSecurity: spec.podSecurity }) },
      { parent: this },
    );
    openNamespace(namespace, spec, apiPorts);
    this.made[spec.name] = namespace;
    return namespace;
  }
}

/** TLS, by which add-ons reach what their charts, images and rules come from. */
const TLS_PORT = 443;

function openNamespace(namespace: PlatformNamespace, spec: AddonNamespace, apiPorts: readonly number[]): void {
  const within = [{ podSelector: {} }];
  namespace.policy("within", {
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: within }],
    egress: [{ to: within }],
  });
  namespace.policy("outward", {
    policyTypes: ["Egress"],
    egress: [...outward(spec, apiPorts), ...(spec.podIdentity === true ? [POD_IDENTITY_EGRESS] : [])],
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

/** The Kubernetes API has private addresses that nobody knows beforehand; where everything there is open, it is, too. */
function outward({ outwardPorts = [] }: AddonNamespace, apiPorts: readonly number[]) {
  if (outwardPorts === "any") {
    return [{ to: NETWORKS }];
  }
  const anywhere = [TLS_PORT, ...outwardPorts];
  const behind = apiPorts.filter((port) => !anywhere.includes(port));
  return [
    { to: [INTERNET, ...NETWORKS], ports: tcp(...anywhere) },
    ...(behind.length === 0 ? [] : [{ to: NETWORKS, ports: tcp(...behind) }]),
  ];
}

function checkPlatform(name: string, args: ClusterPlatformArgs): void {
  const faults = new Faults("ClusterPlatform", name);
  const before = new Set<string>();
  checkApiPorts(faults, args.apiPorts ?? API_PORTS);
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

import { StatefulSet } from "@pulumi/kubernetes/apps/v1";
import { ConfigMap, Service, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import type { core } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import { Faults } from "../core/faults";
import { type InClusterStoreArgs, planStore, type StorePlan } from "./in-cluster-store-args";
import { planMesh } from "./mesh-traffic";
import { DNS_EGRESS } from "./network-rules";
import { CONTAINER_SECURITY, podLabels } from "./pod-template";
import { admitCaller } from "./store-policies";
import type { PodPeer, TrafficSource } from "./workload";
import {
  callerPolicy,
  destinationRule,
  type MeshMember,
  principal,
  SIDECAR_EGRESS,
  SIDECAR_LABEL,
} from "./workload-mesh";

const SECRETS_PATH = "/run/secrets";
/** What one file of a ConfigMap is called: paths hold slashes, keys do not. */
const fileKey = (path: string) => path.slice(1).replaceAll("/", "_");

/**
 * A data store of one pod inside a cluster, for environments without a cloud: nothing here is copied or backed up, so that
 * production takes a managed one. Hardened as a Workload is.
 *
 * Creates a StatefulSet with a volume where it keeps data, a Service, a ServiceAccount, a NetworkPolicy that lets nobody in,
 * and a ConfigMap for its files; each caller is one NetworkPolicy more. Passwords are Secrets of the namespace. Costs the
 * memory of its pod, and its volume.
 *
 * @example
 * const store = new InClusterStore("redis", { namespace: "data", image, port: 6379, user: { uid: 999, gid: 1000 } }, { provider });
 * product.connectTo(store);
 */
export class InClusterStore extends EstateComponent implements PodPeer {
  public readonly peerName: string;
  public readonly namespace: string;
  public readonly podLabels: Readonly<Record<string, string>>;
  public readonly port: number;
  /** Name in the cluster's DNS. */
  public readonly host: string;
  public readonly statefulSet: StatefulSet;
  private readonly plan: StorePlan;

  public constructor(name: string, args: InClusterStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planStore(name, args);
    super("estate:platform:InClusterStore", name, args, opts);
    this.plan = plan;
    this.peerName = plan.serviceName;
    this.namespace = plan.namespace;
    this.podLabels = podLabels(plan);
    this.port = plan.port;
    this.host = `${plan.serviceName}.${plan.namespace}.svc.cluster.local`;
    const policy = this.makePolicy();
    const account = this.makeAccount();
    const files = this.makeFiles();
    this.makeService();
    this.statefulSet = this.makeStatefulSet([policy, account, ...files, ...(plan.after ?? [])]);
    this.joinMesh();
    this.registerOutputs({ host: this.host, port: this.port });
  }

  /**
   * Lets a caller in; or Prometheus, which a member of the mesh has ask its sidecar.
   * @param key part of names, unique among the callers
   */
  public allowFrom(key: string, source: TrafficSource, port?: number): void {
    if ("cidrs" in source) {
      throw this.fault("source", source, "pods of the cluster", "let a workload call it");
    }
    const inMesh = this.plan.mesh !== undefined;
    if (source.meshPort !== undefined && port === undefined) {
      if (!inMesh) {
        throw this.fault("source", source, "callers of the store: it tells no metrics itself", "set mesh on the store");
      }
      this.admit(key, source, source.meshPort);
      return;
    }
    const open = port ?? this.port;
    this.admit(key, source, open);
    if (inMesh) {
      if (source.account === undefined) {
        throw this.fault("source.account", source, "callers that are in the mesh themselves", "set mesh on the caller");
      }
      const caller = { principal: principal({ namespace: source.namespace, name: source.account }) };
      callerPolicy(this.member(), key, caller, open);
    }
  }

  private admit(key: string, source: TrafficSource, port: number): void {
    const { serviceName: name } = this.plan;
    admitCaller(
      { ...this.member(), name, namespace: this.namespace, metadata: (own) => this.metadata(own) },
      key,
      source,
      port,
    );
  }

  private fault(property: string, given: unknown, allowed: string, fix: string): Error {
    const faults = new Faults("InClusterStore", this.componentName, "connections");
    faults.add({ property, given, allowed, fix });
    try {
      faults.throwIfAny();
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
    return new Error(property);
  }

  private metadata(name = this.plan.serviceName) {
    return { name, namespace: this.namespace, labels: { ...this.podLabels } };
  }

  private makePolicy(): NetworkPolicy {
    const egress = [DNS_EGRESS, ...(this.plan.mesh === undefined ? [] : SIDECAR_EGRESS)];
    return new NetworkPolicy(
      this.childName("network-policy"),
      {
        metadata: this.metadata(),
        spec: { podSelector: { matchLabels: this.podLabels }, policyTypes: ["Ingress", "Egress"], egress },
      },
      this.childOptions(),
    );
  }

  private makeAccount(): ServiceAccount {
    return new ServiceAccount(
      this.childName("service-account"),
      { metadata: this.metadata(), automountServiceAccountToken: false },
      this.childOptions(),
    );
  }

  private makeFiles(): readonly ConfigMap[] {
    const files = Object.entries(this.plan.files ?? {});
    if (files.length === 0) {
      return [];
    }
    const data = Object.fromEntries(files.map(([path, content]) => [fileKey(path), content]));
    return [new ConfigMap(this.childName("files"), { metadata: this.metadata(), data }, this.childOptions())];
  }

  private makeService(): Service {
    const port = { name: "tcp-store", port: this.port, targetPort: "tcp-store", protocol: "TCP" };
    return new Service(
      this.childName("service"),
      { metadata: this.metadata(), spec: { type: "ClusterIP", selector: this.podLabels, ports: [port] } },
      this.childOptions(),
    );
  }

  private makeStatefulSet(dependsOn: pulumi.Resource[]): StatefulSet {
    const { serviceName, data, mesh } = this.plan;
    const labels = { ...this.podLabels, ...(mesh === undefined ? {} : SIDECAR_LABEL) };
    return new StatefulSet(
      this.childName("stateful-set"),
      {
        metadata: this.metadata(),
        spec: {
          replicas: 1,
          serviceName,
          selector: { matchLabels: this.podLabels },
          template: { metadata: { labels }, spec: this.podSpec() },
          ...(data === undefined ? {} : { volumeClaimTemplates: [claim(data.storage)] }),
        },
      },
      this.childOptions({ dependsOn }),
    );
  }

  private podSpec(): core.v1.PodSpec {
    const { plan } = this;
    const probe = { tcpSocket: { port: "tcp-store" }, periodSeconds: 10, timeoutSeconds: 3 };
    const environment = Object.entries(plan.environment ?? {}).map(([name, value]) => ({ name, value }));
    const mounts = this.mounts();
    return {
      serviceAccountName: plan.serviceName,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 60,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: plan.user.uid,
        runAsGroup: plan.user.gid,
        fsGroup: plan.user.gid,
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [
        {
          name: plan.serviceName,
          image: plan.image,
          ...(plan.command === undefined ? {} : { command: [...plan.command] }),
          ...(environment.length === 0 ? {} : { env: environment }),
          ports: [{ name: "tcp-store", containerPort: plan.port, protocol: "TCP" }],
          resources: { requests: { ...plan.resources }, limits: { cpu: "1", memory: plan.resources.memory } },
          securityContext: CONTAINER_SECURITY,
          startupProbe: { ...probe, failureThreshold: 30 },
          readinessProbe: probe,
          livenessProbe: { ...probe, failureThreshold: 6 },
          volumeMounts: mounts.map(({ mount }) => mount),
        },
      ],
      volumes: dedupe(mounts.flatMap(({ volume }) => volume ?? [])),
    };
  }

  private mounts(): readonly { readonly mount: core.v1.VolumeMount; readonly volume?: core.v1.Volume }[] {
    const { serviceName, files = {}, secrets = {}, data, writablePaths } = this.plan;
    const sources = Object.entries(secrets).map(([path, { secret, key }]) => ({
      secret: { name: secret, items: [{ key, path }] },
    }));
    return [
      ...Object.keys(files).map((path) => ({
        mount: { name: "files", mountPath: path, subPath: fileKey(path), readOnly: true },
        volume: { name: "files", configMap: { name: serviceName } },
      })),
      ...(sources.length === 0
        ? []
        : [
            {
              mount: { name: "secrets", mountPath: SECRETS_PATH, readOnly: true },
              volume: { name: "secrets", projected: { defaultMode: 0o440, sources } },
            },
          ]),
      ...(data === undefined ? [] : [{ mount: { name: "data", mountPath: data.path } }]),
      ...writablePaths.map((mountPath, index) => ({
        mount: { name: `scratch-${index}`, mountPath },
        volume: { name: `scratch-${index}`, emptyDir: { sizeLimit: "256Mi" } },
      })),
    ];
  }

  private joinMesh(): void {
    if (this.plan.mesh !== undefined) {
      const faults = new Faults("InClusterStore", this.componentName);
      destinationRule(this.member(), planMesh(faults, this.plan.mesh));
      faults.throwIfAny();
    }
  }

  private member(): MeshMember {
    return {
      childName: (role, key) => this.childName(role, key),
      options: this.childOptions(),
      metadata: this.metadata(),
      podLabels: this.podLabels,
      host: this.host,
    };
  }
}

function claim(storage: string) {
  return {
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
  };
}

/** Several files come from one volume. */
function dedupe(volumes: readonly core.v1.Volume[]): core.v1.Volume[] {
  return [...new Map(volumes.map((volume) => [volume.name, volume])).values()];
}

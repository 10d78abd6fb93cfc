import type { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import type { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2";
import { Service, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import type { networking } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import type { Alarmed, AlarmSpec } from "../core/alarms";
import { EstateComponent } from "../core/component";
import { fitName } from "../core/names";
import { NAME_LIMIT } from "./checks";
import { blocks, DNS_EGRESS, INTERNET, POD_IDENTITY_EGRESS, peerKey, podsOf, tcp } from "./network-rules";
import { podLabels, servicePod } from "./pod-template";
import { ANY_BLOCK, checkExternal, type ExternalTarget, meshCaller, type PodPeer, type TrafficSource } from "./traffic";
import { workloadAlarms } from "./workload-alarms";
import type { WorkloadArgs } from "./workload-args";
import {
  callerPolicy,
  destinationRule,
  type MeshMember,
  plainPort,
  SIDECAR_EGRESS,
  SIDECAR_LABEL,
  sidecarAnnotations,
} from "./workload-mesh";
import { planWorkload, type WorkloadPlan } from "./workload-plan";
import { makeRollout } from "./workload-rollout";
import { podAutoscaler, type ScaleTarget, scaledObject, sizeRecommendation } from "./workload-scaling";

export type { ExternalTarget, PodPeer, TrafficSource } from "./traffic";

/**
 * A service in a cluster, hardened: no root, no privilege, no writable image, nobody to talk to but whom it names.
 *
 * Creates a Deployment, a Service, a ServiceAccount and a NetworkPolicy; a budget for disruptions where more than one pod
 * can run, and an autoscaler where `scaling` is set. Each connection is one NetworkPolicy more on either side. A member of a
 * mesh also gets a DestinationRule, and an AuthorizationPolicy for each caller; with `delivery`, a Rollout takes the place of
 * the Deployment. Costs the nodes that its reserved CPU and memory fill.
 *
 * @example
 * const backend = new Workload("backend", { namespace: "shop", scaling: { min: 2, max: 6 } }, { provider });
 * const frontend = new Workload("frontend", { namespace: "shop" }, { provider });
 * frontend.connectTo(backend);
 * frontend.allowFrom("load-balancer", { cidrs: ["10.0.0.0/16"] });
 */
export class Workload extends EstateComponent implements Alarmed, PodPeer {
  public readonly alarmSource: string;
  public readonly peerName: string;
  public readonly namespace: string;
  public readonly port: number;
  public readonly podLabels: Readonly<Record<string, string>>;
  /** Name of the Service and of the other objects. */
  public readonly serviceName: string;
  /** Name in the cluster's DNS. */
  public readonly host: string;
  /** Of the Service. */
  public readonly serviceAnnotations: Readonly<Record<string, string>>;
  public readonly serviceAccount: ServiceAccount;
  /** With `delivery`, a Rollout. */
  public readonly deployment: Deployment | CustomResource;
  public readonly service: Service;
  public readonly networkPolicy: NetworkPolicy;
  /** With `scaling.triggers`, a ScaledObject. */
  public readonly autoscaler: HorizontalPodAutoscaler | CustomResource | undefined;
  public readonly disruptionBudget: PodDisruptionBudget | undefined;
  private readonly plan: WorkloadPlan;
  private readonly args: WorkloadArgs;
  /** Of a member of the mesh: its port is open to callers without a certificate. */
  private plain = false;

  public constructor(name: string, args: WorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planWorkload(name, args);
    super("estate:platform:Workload", name, args, opts);
    this.plan = plan;
    this.args = args;
    this.alarmSource = name;
    this.peerName = plan.serviceName;
    this.serviceName = plan.serviceName;
    this.namespace = plan.namespace;
    this.port = plan.port;
    this.podLabels = podLabels(plan);
    this.host = `${plan.serviceName}.${plan.namespace}.svc.cluster.local`;
    this.serviceAnnotations = args.serviceAnnotations ?? {};
    this.networkPolicy = this.makeBasePolicy();
    this.serviceAccount = this.makeServiceAccount();
    this.service = this.makeService();
    this.deployment = this.makeDeployment();
    this.autoscaler = this.makeAutoscaler();
    this.disruptionBudget = this.makeBudget();
    if (plan.mesh !== undefined) {
      destinationRule(this.member(), plan.mesh);
    }
    if (args.recommendations === true) {
      sizeRecommendation(this.member(), this.scaleTarget(), [this.deployment]);
    }
    this.registerOutputs({ host: this.host, port: this.port });
  }

  /** Lets this workload call another one: an egress rule here, an ingress rule there. @param port @default the peer's */
  public connectTo(peer: PodPeer, port: number = peer.port): void {
    checkExternal(this.componentName, "port", ANY_BLOCK, [port]);
    const rule = { to: [podsOf(peer.namespace, peer.podLabels)], ports: tcp(port) };
    const key = peerKey(this.namespace, { namespace: peer.namespace, name: peer.peerName });
    this.makePolicy("to", `${key}-${port}`, { egress: [rule] });
    this.admitTo(peer, port);
  }

  /**
   * The other side of `connectTo` alone: for the same peer in another cluster, where the manifests of this workload run, too.
   * @param port @default the peer's
   */
  public admitTo(peer: PodPeer, port: number = peer.port): void {
    const ownKey = peerKey(peer.namespace, { namespace: this.namespace, name: this.serviceName });
    const account = this.plan.mesh === undefined ? {} : { account: this.serviceName };
    peer.allowFrom?.(ownKey, { namespace: this.namespace, podLabels: this.podLabels, ...account }, port);
  }

  /** Lets this workload call addresses outside the cluster, such as a database's subnets. @param key part of names */
  public connectToCidr(key: string, target: ExternalTarget): void {
    checkExternal(this.componentName, key, target.cidrs, target.ports);
    this.makePolicy("to", key, { egress: [{ to: blocks(target.cidrs), ports: tcp(...target.ports) }] });
  }

  /**
   * Lets this workload call the internet over TLS: services outside AWS, and those of AWS that have no interface endpoint in
   * the VPC. Private networks and the nodes' metadata stay closed.
   */
  public connectToInternet(port = 443): void {
    checkExternal(this.componentName, "port", ANY_BLOCK, [port]);
    this.makePolicy("to", `internet-${port}`, { egress: [{ to: [INTERNET], ports: tcp(port) }] });
  }

  /**
   * Lets somebody call this workload: a load balancer by its subnets, Prometheus by its namespace.
   * @param key part of names, unique among the callers
   */
  public allowFrom(key: string, source: TrafficSource, port?: number): void {
    const cidrs = "cidrs" in source ? source.cidrs : undefined;
    const scraped = this.plan.mesh === undefined || "cidrs" in source ? undefined : source.meshPort;
    const open = port ?? scraped ?? this.port;
    checkExternal(this.componentName, key, cidrs ?? ANY_BLOCK, [open]);
    const from = "cidrs" in source ? blocks(source.cidrs) : [podsOf(source.namespace, source.podLabels ?? {})];
    this.makePolicy("from", `${key}-${open}`, { ingress: [{ from, ports: tcp(open) }] });
    if (this.plan.mesh !== undefined && scraped === undefined) {
      this.admit(key, source, open);
    }
  }

  /** The mesh's side of a connection. Addresses have no certificate: their port is opened to callers without one. */
  private admit(key: string, source: TrafficSource, port: number): void {
    callerPolicy(this.member(), key, meshCaller(this.componentName, this.port, source, port), port);
    if ("cidrs" in source && !this.plain) {
      this.plain = true;
      plainPort(this.member(), this.port);
    }
  }

  /** Alarms on Container Insights' metrics; none without `clusterName`. */
  public alarms(): readonly AlarmSpec[] {
    return this.args.clusterName === undefined ? [] : workloadAlarms(this.plan, this.args.clusterName);
  }

  private metadata(name = this.plan.serviceName) {
    return { name, namespace: this.namespace, labels: { ...this.podLabels } };
  }

  /** Closed both ways but for names and, where there is a role, its credentials. */
  private makeBasePolicy(): NetworkPolicy {
    const egress = [
      DNS_EGRESS,
      ...(this.args.identity === undefined ? [] : [POD_IDENTITY_EGRESS]),
      ...(this.plan.mesh === undefined ? [] : SIDECAR_EGRESS),
    ];
    return new NetworkPolicy(
      this.childName("network-policy"),
      {
        metadata: this.metadata(),
        spec: { podSelector: { matchLabels: this.podLabels }, policyTypes: ["Ingress", "Egress"], egress },
      },
      this.childOptions(),
    );
  }

  /** Policies add up: one for each connection, so that none is written before the last is known. */
  private makePolicy(
    direction: "to" | "from",
    key: string,
    rules: Pick<networking.v1.NetworkPolicySpec, "ingress" | "egress">,
  ): void {
    new NetworkPolicy(
      this.childName(direction, key),
      {
        metadata: this.metadata(fitName(`${this.plan.serviceName}-${direction}-${key}`, NAME_LIMIT)),
        spec: {
          podSelector: { matchLabels: this.podLabels },
          policyTypes: [direction === "to" ? "Egress" : "Ingress"],
          ...rules,
        },
      },
      this.childOptions(),
    );
  }

  private makeServiceAccount(): ServiceAccount {
    return new ServiceAccount(
      this.childName("service-account"),
      { metadata: this.metadata(), automountServiceAccountToken: this.plan.apiToken },
      this.childOptions(),
    );
  }

  private makeService(): Service {
    return new Service(
      this.childName("service"),
      {
        metadata: {
          ...this.metadata(),
          ...(this.args.serviceAnnotations === undefined ? {} : { annotations: { ...this.args.serviceAnnotations } }),
        },
        spec: {
          type: "ClusterIP",
          selector: this.podLabels,
          ports: [{ name: "http", port: this.port, targetPort: "http", protocol: "TCP" }],
        },
      },
      this.childOptions(),
    );
  }

  private makeDeployment(): Deployment | CustomResource {
    const { plan } = this;
    const spec = {
      ...(plan.replicas === undefined ? {} : { replicas: plan.replicas }),
      revisionHistoryLimit: 3,
      selector: { matchLabels: this.podLabels },
      template: { metadata: this.podMetadata(), spec: servicePod(plan) },
    };
    const dependsOn = [this.networkPolicy, this.serviceAccount, ...(this.args.identity?.ready ?? [])];
    if (plan.delivery !== undefined) {
      const delivered = { ...plan, delivery: plan.delivery };
      return makeRollout({ member: this.member(), plan: delivered, service: this.service, spec, dependsOn });
    }
    const strategy = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } };
    return new Deployment(
      this.childName("deployment"),
      { metadata: this.metadata(), spec: { ...spec, strategy } },
      this.childOptions({ dependsOn }),
    );
  }

  private podMetadata() {
    return this.plan.mesh === undefined
      ? { labels: { ...this.podLabels } }
      : { labels: { ...this.podLabels, ...SIDECAR_LABEL }, annotations: { ...sidecarAnnotations(this.port) } };
  }

  private makeAutoscaler(): HorizontalPodAutoscaler | CustomResource | undefined {
    const { scaling } = this.plan;
    if (scaling === undefined) {
      return undefined;
    }
    const { triggers } = scaling;
    return triggers === undefined
      ? podAutoscaler(this.member(), scaling, this.scaleTarget(), [this.deployment])
      : scaledObject(this.member(), { ...scaling, triggers }, this.scaleTarget(), [this.deployment]);
  }

  /** What has the pods. */
  private scaleTarget(): ScaleTarget {
    const name = this.plan.serviceName;
    return this.plan.delivery === undefined
      ? { apiVersion: "apps/v1", kind: "Deployment", name }
      : { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name };
  }

  /** This workload, as its helpers see it. */
  private member(): MeshMember {
    return {
      childName: (role, key) => this.childName(role, key),
      options: this.childOptions(),
      metadata: this.metadata(),
      podLabels: this.podLabels,
      host: this.host,
    };
  }

  private makeBudget(): PodDisruptionBudget | undefined {
    if (this.plan.maxUnavailable === false) {
      return undefined;
    }
    return new PodDisruptionBudget(
      this.childName("disruption-budget"),
      {
        metadata: this.metadata(),
        spec: { maxUnavailable: this.plan.maxUnavailable, selector: { matchLabels: this.podLabels } },
      },
      this.childOptions(),
    );
  }
}

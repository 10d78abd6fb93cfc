import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { Service } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { analysisTemplate } from "./rollout-analysis";
import type { DeliveryPlan } from "./rollout-plan";
import { destinationRule, type MeshMember } from "./workload-mesh";
import type { WorkloadPlan } from "./workload-plan";

/** How long an aborted version's pods stay, in seconds, for whoever wants to look at them. */
const ABORTED_SECONDS = 300;

type Canary = Extract<DeliveryPlan, { readonly strategy: "canary" }>;

/** What a rollout needs of its workload. */
export interface RolloutParts {
  readonly member: MeshMember;
  readonly plan: WorkloadPlan & { readonly delivery: DeliveryPlan };
  readonly service: Service;
  /** Spec of the Deployment that it takes the place of, without a strategy. */
  readonly spec: object;
  readonly dependsOn: readonly pulumi.Resource[];
}

/** A Rollout in place of a Deployment, with what it watches and what it shifts. */
export function makeRollout(parts: RolloutParts): CustomResource {
  const { member, plan, spec } = parts;
  const template = analysisTemplate(member, plan);
  const second = secondService(parts);
  const shifted = [...(second === undefined ? [] : [second]), ...trafficObjects(parts)];
  return new CustomResource(
    member.childName("rollout"),
    {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Rollout",
      metadata: member.metadata,
      spec: { ...spec, strategy: strategy(plan.serviceName, plan.delivery, plan.port) },
    },
    pulumi.mergeOptions(member.options, { dependsOn: [...parts.dependsOn, parts.service, template, ...shifted] }),
  );
}

/** Name of the Service of the new version alone; canaries by the number of pods have none. */
function secondName(name: string, delivery: DeliveryPlan): string | undefined {
  if (delivery.strategy === "blueGreen") {
    return `${name}-preview`;
  }
  return delivery.traffic === undefined ? undefined : `${name}-canary`;
}

/** The load balancer's rule names the root; the two others are what it splits requests over. */
function stableName(name: string, delivery: Canary): string {
  return typeof delivery.traffic === "object" ? `${name}-stable` : name;
}

function strategy(name: string, delivery: DeliveryPlan, port: number): object {
  const analysis = {
    templates: [{ templateName: name }],
    args: [{ name: "hash", valueFrom: { podTemplateHashValue: "Latest" } }],
  };
  if (delivery.strategy === "blueGreen") {
    return {
      blueGreen: {
        activeService: name,
        previewService: secondName(name, delivery),
        autoPromotionEnabled: true,
        scaleDownDelaySeconds: delivery.keepSeconds,
        abortScaleDownDelaySeconds: ABORTED_SECONDS,
        prePromotionAnalysis: analysis,
        // Where this fails, requests go back to the version before, which still runs.
        postPromotionAnalysis: analysis,
      },
    };
  }
  const steps = delivery.steps.flatMap((setWeight) => [
    { setWeight },
    { pause: { duration: `${delivery.pauseSeconds}s` } },
    { analysis },
  ]);
  return {
    canary: {
      maxUnavailable: 0,
      maxSurge: 1,
      steps,
      ...(delivery.traffic === undefined
        ? {}
        : {
            stableService: stableName(name, delivery),
            canaryService: secondName(name, delivery),
            abortScaleDownDelaySeconds: ABORTED_SECONDS,
            trafficRouting: routing(name, delivery.traffic, port),
          }),
    },
  };
}

function routing(name: string, traffic: NonNullable<Canary["traffic"]>, servicePort: number): object {
  return traffic === "istio"
    ? { istio: { virtualService: { name, routes: ["primary"] } } }
    : { alb: { ingress: traffic.albIngress, servicePort, rootService: name } };
}

function extraService({ member, plan }: RolloutParts, name: string, role: string): Service {
  return new Service(
    member.childName("service", role),
    {
      metadata: { ...member.metadata, name },
      spec: {
        type: "ClusterIP",
        selector: { ...member.podLabels },
        ports: [{ name: "http", port: plan.port, targetPort: "http", protocol: "TCP" }],
      },
    },
    member.options,
  );
}

function secondService(parts: RolloutParts): Service | undefined {
  const { delivery, serviceName } = parts.plan;
  const name = secondName(serviceName, delivery);
  return name === undefined
    ? undefined
    : extraService(parts, name, delivery.strategy === "blueGreen" ? "preview" : "canary");
}

/** What the controller changes to shift requests. */
function trafficObjects(parts: RolloutParts): readonly pulumi.Resource[] {
  const { member, plan } = parts;
  const second = secondName(plan.serviceName, plan.delivery);
  const host = `${second}.${plan.namespace}.svc.cluster.local`;
  const role = plan.delivery.strategy === "blueGreen" ? "preview" : "canary";
  const rule = plan.mesh === undefined || second === undefined ? [] : [destinationRule(member, plan.mesh, host, role)];
  const traffic = plan.delivery.strategy === "canary" ? plan.delivery.traffic : undefined;
  if (typeof traffic === "object") {
    return [extraService(parts, `${plan.serviceName}-stable`, "stable"), ...rule];
  }
  return traffic === "istio" ? [...rule, virtualService(member, host)] : rule;
}

/** All requests to the old version, until the controller says otherwise: it writes the weights. */
function virtualService(member: MeshMember, canaryHost: string): CustomResource {
  return new CustomResource(
    member.childName("virtual-service"),
    {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: member.metadata,
      spec: {
        hosts: [member.host],
        http: [
          {
            name: "primary",
            route: [
              { destination: { host: member.host }, weight: 100 },
              { destination: { host: canaryHost }, weight: 0 },
            ],
          },
        ],
      },
    },
    pulumi.mergeOptions(member.options, { ignoreChanges: ["spec.http[0].route[*].weight"] }),
  );
}

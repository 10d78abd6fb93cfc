import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as eks from "@pulumi/aws/eks";
import * as sqs from "@pulumi/aws/sqs";
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import { resourcePolicy } from "../../core/policy";
import type { NodeRole } from "../node-groups";
import type { AddonHost, ClusterAddon } from "./addon";
import { karpenterStatements } from "./karpenter-policy";

/** Nodes that Karpenter may start, and for what. */
export interface NodePool {
  /** @default ["spot", "on-demand"]: spot first, as Karpenter prefers */
  readonly capacity?: readonly ("spot" | "on-demand")[];
  /** @default ["amd64"] */
  readonly architectures?: readonly ("amd64" | "arm64")[];
  /** Instance categories, the first letters of their families. @default ["c", "m", "r"] */
  readonly categories?: readonly string[];
  /** Most vCPUs of the pool in all: what a runaway workload can cost. @default 32 */
  readonly cpuLimit?: number;
  /** @default none */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Settings of {@link karpenter}. */
export interface KarpenterArgs {
  /** Chart version, which is Karpenter's. @default "1.14.0" */
  readonly version?: string;
  /** Pools by name. @default one named "default", with its defaults */
  readonly nodePools?: Readonly<Record<string, NodePool>>;
  /**
   * Machine image, `family@version`. With `@latest` Karpenter replaces nodes when AWS publishes an image; pin a version
   * where that must wait for you. @default "bottlerocket@latest"
   */
  readonly image?: string;
  /** Volume for images and containers, in GiB. @default 50 */
  readonly diskGiB?: number;
}

const ACCOUNT = { namespace: "kube-system", name: "karpenter" } as const;
const DEFAULTS = { version: "1.14.0", image: "bottlerocket@latest", diskGiB: 50 } as const satisfies KarpenterArgs;
const POOL_DEFAULTS = {
  capacity: ["spot", "on-demand"],
  architectures: ["amd64"],
  categories: ["c", "m", "r"],
  cpuLimit: 32,
  labels: {},
} as const satisfies NodePool;

/** How long a notice is of use, in seconds: an interruption comes two minutes after it. */
const NOTICE_RETENTION_SECONDS = 300;
/** Days after which a node is replaced, so that none outlives its image by more. */
const NODE_LIFETIME = "720h";

/** Events that announce the end of an instance (Karpenter documentation, "Interruption", read 2026-11). */
const NOTICES = {
  health: { source: "aws.health", detailType: "AWS Health Event" },
  interruption: { source: "aws.ec2", detailType: "EC2 Spot Instance Interruption Warning" },
  rebalance: { source: "aws.ec2", detailType: "EC2 Instance Rebalance Recommendation" },
  state: { source: "aws.ec2", detailType: "EC2 Instance State-change Notification" },
} as const;

/**
 * Karpenter: it starts the instance that fits the pending pods, moves pods together, and drains a node before spot capacity
 * is withdrawn. It runs on a managed node group. What it starts costs what EC2 asks, up to each pool's `cpuLimit`.
 */
export function karpenter(args: KarpenterArgs = {}): ClusterAddon {
  const settings = { ...DEFAULTS, ...args, nodePools: args.nodePools ?? { default: {} } };
  return {
    key: "karpenter",
    check(faults) {
      faults.check(Object.keys(settings.nodePools).length > 0, {
        property: "addons.karpenter.nodePools",
        given: {},
        allowed: "one pool or more",
        fix: 'leave it out for a pool named "default"',
      });
      faults.check(/^(?:al2023|bottlerocket)@[\w.-]+$/.test(settings.image), {
        property: "addons.karpenter.image",
        given: settings.image,
        allowed: "al2023@<version>, bottlerocket@<version>, or either with @latest",
        fix: "write the family and the version",
      });
    },
    install(host) {
      const nodeRole = host.nodeRole("karpenter-node-role");
      const entry = letNodesJoin(host, nodeRole);
      const queue = makeQueue(host);
      const role = host.podRole(ACCOUNT, {
        statements: karpenterStatements(host, nodeRole.role.arn, queue.arn),
      });
      const crds = host.chart({ ...chartSpec("karpenter-crd", settings.version), values: {} });
      const controller = host.chart({
        ...chartSpec("karpenter", settings.version),
        skipCrds: true,
        dependsOn: [crds, entry, ...role.ready, ...nodeRole.policies],
        values: controllerValues(host, queue),
      });
      const nodeClass = makeNodeClass(host, nodeRole, settings, controller);
      const pools = Object.entries(settings.nodePools).map(([key, pool]) => makePool(host, key, pool, nodeClass));
      return [controller, nodeClass, ...pools];
    },
  };
}

function chartSpec(key: "karpenter" | "karpenter-crd", version: string) {
  return { key, chart: `oci://public.ecr.aws/karpenter/${key}`, version, namespace: ACCOUNT.namespace };
}

function controllerValues(host: AddonHost, queue: sqs.Queue): Readonly<Record<string, unknown>> {
  return {
    serviceAccount: { create: true, name: ACCOUNT.name },
    settings: { clusterName: host.physicalName, interruptionQueue: queue.name },
    // The controller must not depend on the cluster's DNS, whose pods may wait for its nodes.
    dnsPolicy: "Default",
    controller: { resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { memory: "1Gi" } } },
  };
}

/** Nodes outside managed groups join by an access entry of their role. */
function letNodesJoin(host: AddonHost, nodeRole: NodeRole): eks.AccessEntry {
  return new eks.AccessEntry(
    host.childName("access", "karpenter-nodes"),
    { clusterName: host.clusterName, principalArn: nodeRole.role.arn, type: "EC2_LINUX", tags: { ...host.tags } },
    host.awsOptions(),
  );
}

function makeQueue(host: AddonHost): sqs.Queue {
  const queue = new sqs.Queue(
    host.childName("karpenter-queue"),
    {
      messageRetentionSeconds: NOTICE_RETENTION_SECONDS,
      // Notices hold instance ids only, and EventBridge writes to it without a key of ours.
      sqsManagedSseEnabled: true,
      tags: { ...host.tags },
    },
    host.awsOptions(),
  );
  const rules = Object.entries(NOTICES).map(([key, notice]) => makeRule(host, key, notice, queue));
  new sqs.QueuePolicy(
    host.childName("karpenter-queue-policy"),
    {
      queueUrl: queue.url,
      policy: resourcePolicy([
        {
          sid: "NoticesArrive",
          principals: [{ service: "events.amazonaws.com" }],
          actions: ["sqs:SendMessage"],
          resources: [queue.arn],
          conditions: { ArnEquals: { "aws:SourceArn": pulumi.all(rules.map((rule) => rule.arn)) } },
        },
        {
          sid: "OnlyOverTls",
          effect: "Deny",
          principals: [{ anyone: true }],
          actions: ["sqs:*"],
          resources: [queue.arn],
          conditions: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
    },
    host.awsOptions(),
  );
  return queue;
}

function makeRule(
  host: AddonHost,
  key: string,
  notice: { readonly source: string; readonly detailType: string },
  queue: sqs.Queue,
): cloudwatch.EventRule {
  const rule = new cloudwatch.EventRule(
    host.childName("karpenter-rule", key),
    {
      description: `Karpenter of ${host.name}: ${notice.detailType}`,
      eventPattern: JSON.stringify({ source: [notice.source], "detail-type": [notice.detailType] }),
      tags: { ...host.tags },
    },
    host.awsOptions(),
  );
  new cloudwatch.EventTarget(
    host.childName("karpenter-target", key),
    { rule: rule.name, arn: queue.arn },
    host.awsOptions(),
  );
  return rule;
}

/** What every pool's instances have in common: as the managed groups' launch templates say it. */
function makeNodeClass(
  host: AddonHost,
  nodeRole: NodeRole,
  settings: { readonly image: string; readonly diskGiB: number },
  controller: pulumi.Resource,
): CustomResource {
  const ebs = (volumeSize: string) => ({ volumeSize, volumeType: "gp3", encrypted: true, kmsKeyID: host.keyArn });
  const bottlerocket = settings.image.startsWith("bottlerocket");
  const data = { deviceName: bottlerocket ? "/dev/xvdb" : "/dev/xvda", ebs: ebs(`${settings.diskGiB}Gi`) };
  return new CustomResource(
    host.childName("karpenter-node-class"),
    {
      apiVersion: "karpenter.k8s.aws/v1",
      kind: "EC2NodeClass",
      metadata: { name: "default" },
      spec: {
        role: nodeRole.role.name,
        amiSelectorTerms: [{ alias: settings.image }],
        subnetSelectorTerms: pulumi.output(host.subnetIds).apply((ids) => ids.map((id) => ({ id }))),
        securityGroupSelectorTerms: [{ id: host.securityGroupId }],
        associatePublicIPAddress: false,
        blockDeviceMappings: bottlerocket ? [{ deviceName: "/dev/xvda", ebs: ebs("4Gi") }, data] : [data],
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        kubelet: { maxPods: 110 },
        detailedMonitoring: true,
        tags: host.tags,
      },
    },
    host.kubernetesOptions([controller]),
  );
}

function makePool(host: AddonHost, key: string, pool: NodePool, nodeClass: CustomResource): CustomResource {
  const { capacity, architectures, categories, cpuLimit, labels } = { ...POOL_DEFAULTS, ...pool };
  const requirement = (name: string, values: readonly string[]) => ({ key: name, operator: "In", values });
  return new CustomResource(
    host.childName("karpenter-pool", key),
    {
      apiVersion: "karpenter.sh/v1",
      kind: "NodePool",
      metadata: { name: key },
      spec: {
        template: {
          metadata: { labels },
          spec: {
            nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "default" },
            requirements: [
              requirement("karpenter.sh/capacity-type", capacity),
              requirement("kubernetes.io/arch", architectures),
              requirement("kubernetes.io/os", ["linux"]),
              requirement("karpenter.k8s.aws/instance-category", categories),
              // Older generations are Xen, or cost more for less.
              { key: "karpenter.k8s.aws/instance-generation", operator: "Gt", values: ["4"] },
            ],
            expireAfter: NODE_LIFETIME,
          },
        },
        limits: { cpu: cpuLimit },
        disruption: { consolidationPolicy: "WhenEmptyOrUnderutilized", consolidateAfter: "1m" },
      },
    },
    host.kubernetesOptions([nodeClass]),
  );
}

import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import { Faults } from "../core/faults";
import { checkBytes, checkCpu, checkLabel } from "./checks";
import { API_PORTS, checkApiPorts } from "./network-rules";
import { CONTAINER_SECURITY, podLabels } from "./pod-template";
import { admitCaller, membersPolicy, type PolicedStore } from "./store-policies";
import type { PodPeer, TrafficSource } from "./workload";

/** Arguments of {@link MessageBroker}. */
export interface MessageBrokerArgs {
  /** Namespace, which must exist, and which the operator looks after. */
  readonly namespace: string;
  /** RabbitMQ's official image, by digest. */
  readonly image: string;
  /** Brokers: 1, or 3 and 5, where quorum queues survive the loss of one. @default 3 */
  readonly brokers?: 1 | 3 | 5;
  /** Volume of each. @default "10Gi" */
  readonly storage?: string;
  /** @default 200m and 1Gi */
  readonly resources?: { readonly cpu: string; readonly memory: string };
  /** Exchanges, queues, bindings and permissions, by file name: definitions of RabbitMQ as JSON, without any user. */
  readonly definitions: Readonly<Record<string, string>>;
  /** File name → key of a Secret of the namespace with definitions of users. */
  readonly users: Readonly<Record<string, { readonly secret: string; readonly key: string }>>;
  /** Secret of the namespace with `tls.crt` and `tls.key`: nothing is spoken without TLS. */
  readonly certificateSecret: string;
  /** Nodes of the brokers. @default any */
  readonly placement?: { readonly nodeSelector: object; readonly tolerations: readonly object[] };
  /**
   * TCP ports of the Kubernetes API: of its Service, and of what answers behind it, by which many networks judge. Kind's
   * answers at 6443, Minikube's at 8443. @default [443], as EKS's
   */
  readonly apiPorts?: readonly number[];
}

const DEFAULTS = {
  brokers: 3,
  storage: "10Gi",
  resources: { cpu: "200m", memory: "1Gi" },
  apiPorts: API_PORTS,
} as const;
/** AMQP over TLS. */
const PORT = 5671;
/** Between brokers: the mapper of ports, the protocol between nodes, and its tools. */
const CLUSTER_PORTS = [4369, 25_672] as const;
/** Of the Alpine image: user and group of RabbitMQ. */
const USER = { uid: 100, gid: 101 } as const;
const DEFINITIONS_PATH = "/etc/rabbitmq/definitions.d";
const CONFIGURATION = [
  `load_definitions = ${DEFINITIONS_PATH}`,
  "loopback_users.guest = true",
  "vm_memory_high_watermark.relative = 0.5",
  "disk_free_limit.absolute = 1GB",
  "cluster_partition_handling = pause_minority",
  "log.console.level = info",
  "",
].join("\n");

/**
 * RabbitMQ, run by its own operator: `messagingOperator()`. Its users, exchanges and queues are definitions that each broker
 * reads when it starts; what nobody defined, no user may make.
 *
 * Creates a RabbitmqCluster, a ConfigMap of definitions and a NetworkPolicy; each caller is one NetworkPolicy more. Costs the
 * memory and the volumes of its brokers.
 *
 * @example
 * const broker = new MessageBroker("rabbitmq", { namespace: "messaging", image, definitions, users, certificateSecret: "tls" });
 * order.connectTo(broker);
 */
export class MessageBroker extends EstateComponent implements PodPeer {
  public readonly peerName: string;
  public readonly namespace: string;
  public readonly podLabels: Readonly<Record<string, string>>;
  public readonly port = PORT;
  /** Name in the cluster's DNS. */
  public readonly host: string;
  public readonly cluster: CustomResource;

  public constructor(name: string, args: MessageBrokerArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planBroker(name, args);
    super("estate:platform:MessageBroker", name, args, opts);
    this.peerName = name;
    this.namespace = args.namespace;
    this.podLabels = podLabels({ serviceName: name });
    this.host = brokerHost({ name, namespace: args.namespace });
    // Brokers find each other by the Kubernetes API.
    const policy = membersPolicy(this.policed(), CLUSTER_PORTS, plan.apiPorts);
    const definitions = new ConfigMap(
      this.childName("definitions"),
      { metadata: this.metadata(`${name}-definitions`), data: { ...args.definitions } },
      this.childOptions(),
    );
    this.cluster = this.makeCluster(plan, [policy, definitions]);
    this.registerOutputs({ host: this.host, port: PORT });
  }

  /** Lets pods in. @param key part of names, unique among the callers */
  public allowFrom(key: string, source: TrafficSource, port: number = PORT): void {
    admitCaller(this.policed(), key, source, port);
  }

  private metadata(name: string) {
    return { name, namespace: this.namespace, labels: { ...this.podLabels } };
  }

  private policed(): PolicedStore {
    return {
      name: this.componentName,
      namespace: this.namespace,
      podLabels: this.podLabels,
      childName: (role, key) => this.childName(role, key),
      options: this.childOptions(),
      metadata: (name) => this.metadata(name),
    };
  }

  private makeCluster(plan: BrokerPlan, dependsOn: pulumi.Resource[]): CustomResource {
    const { cpu, memory } = plan.resources;
    return new CustomResource(
      this.childName("cluster"),
      {
        apiVersion: "rabbitmq.com/v1beta1",
        kind: "RabbitmqCluster",
        metadata: {
          ...this.metadata(this.componentName),
          annotations: { "pulumi.com/waitFor": "condition=AllReplicasReady" },
        },
        spec: {
          replicas: plan.brokers,
          image: plan.image,
          persistence: { storage: plan.storage },
          resources: { requests: { cpu, memory }, limits: { memory } },
          tls: { secretName: plan.certificateSecret, disableNonTLSListeners: true },
          rabbitmq: { additionalConfig: CONFIGURATION },
          ...(plan.placement === undefined ? {} : { tolerations: plan.placement.tolerations }),
          override: { statefulSet: { spec: { template: { spec: podOverride(this.componentName, plan) } } } },
        },
      },
      this.childOptions({ dependsOn }),
    );
  }
}

/** Name of a broker in the cluster's DNS, as its certificate must have it. */
export function brokerHost(broker: { readonly name: string; readonly namespace: string }): string {
  return `${broker.name}.${broker.namespace}.svc.cluster.local`;
}

type BrokerPlan = MessageBrokerArgs & Required<Pick<MessageBrokerArgs, keyof typeof DEFAULTS>>;

/** What the operator's own template leaves open of the Pod Security Standard `restricted`, and the definitions. */
function podOverride(name: string, plan: BrokerPlan): object {
  const securityContext = { ...CONTAINER_SECURITY, readOnlyRootFilesystem: false };
  const users = Object.entries(plan.users).map(([path, { secret, key }]) => ({
    secret: { name: secret, items: [{ key, path }] },
  }));
  return {
    securityContext: {
      runAsNonRoot: true,
      runAsUser: USER.uid,
      runAsGroup: USER.gid,
      fsGroup: USER.gid,
      seccompProfile: { type: "RuntimeDefault" },
    },
    ...(plan.placement === undefined ? {} : { nodeSelector: plan.placement.nodeSelector }),
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: podLabels({ serviceName: name }) },
      },
    ],
    initContainers: [{ name: "setup-container", securityContext }],
    containers: [
      {
        name: "rabbitmq",
        // Its tools write beside the image's files when they start.
        securityContext,
        // One by one: RabbitMQ reads whatever is in the folder, where a volume as a whole has hidden folders of its own.
        volumeMounts: [...Object.keys(plan.definitions), ...Object.keys(plan.users)].map((file) => ({
          name: "definitions",
          mountPath: `${DEFINITIONS_PATH}/${file}`,
          subPath: file,
          readOnly: true,
        })),
      },
    ],
    volumes: [
      {
        name: "definitions",
        projected: { defaultMode: 0o440, sources: [{ configMap: { name: `${name}-definitions` } }, ...users] },
      },
    ],
  };
}

function planBroker(name: string, args: MessageBrokerArgs): BrokerPlan {
  const plan = { ...DEFAULTS, ...args };
  const faults = new Faults("MessageBroker", name);
  checkLabel(faults, "namespace", plan.namespace);
  checkLabel(faults, "certificateSecret", plan.certificateSecret);
  checkCpu(faults, "resources.cpu", plan.resources.cpu);
  checkBytes(faults, "resources.memory", plan.resources.memory);
  checkBytes(faults, "storage", plan.storage);
  checkApiPorts(faults, plan.apiPorts);
  faults.check(/@sha256:[0-9a-f]{64}$/.test(plan.image), {
    property: "image",
    given: plan.image,
    allowed: "an image by digest: registry/name:tag@sha256:…",
    fix: "append the digest that the tag leads to",
  });
  faults.check(Object.keys(plan.users).length > 0, {
    property: "users",
    given: plan.users,
    allowed: "at least one user",
    fix: "define one for each service",
  });
  for (const file of [...Object.keys(plan.definitions), ...Object.keys(plan.users)]) {
    faults.check(/^[\w-]+\.json$/.test(file), {
      property: "definitions",
      given: file,
      allowed: "the name of a JSON file: 10-topology.json",
      fix: "rename it; files are read in the order of their names",
    });
  }
  faults.throwIfAny();
  return plan;
}

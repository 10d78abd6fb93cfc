import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { Role, RoleBinding } from "@pulumi/kubernetes/rbac/v1";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import { type DocumentReplicaSetArgs, planReplicaSet, type ReplicaSetPlan } from "./document-replica-set-args";
import { CONTAINER_SECURITY } from "./pod-template";
import { admitCaller, membersPolicy, type PolicedStore } from "./store-policies";
import type { PodPeer, TrafficSource } from "./workload";

const PORT = 27_017;
/** The operator's images run as this user and group. */
const USER = 2000;
/** Containers that the operator makes: their sizes, and what copies programs for them before. */
const AGENT = { cpu: "100m", memory: "256Mi" } as const;
const COPIER = { cpu: "10m", memory: "32Mi" } as const;
const COPIERS = ["mongod-posthook", "mongodb-agent-readinessprobe"] as const;
/** Logs of servers and agents, which are rotated. */
const LOGS = "2Gi";

/**
 * MongoDB as a replica set inside a cluster, run by MongoDB's own operator: `documentOperator()`. For what DocumentDB does not
 * speak, or where there is no AWS; it holds no copy outside its cluster but the snapshots of its volumes.
 *
 * Creates a MongoDBCommunity, a ServiceAccount that sees its own pods alone, and a NetworkPolicy; each caller is one
 * NetworkPolicy more. Costs the memory and the volumes of its members.
 *
 * @example
 * const documents = new DocumentReplicaSet("documents", {
 *   namespace: "mongodb",
 *   certificateSecret: "documents-tls",
 *   users: { user_service: { database: "users", password, collections: { users: ["find", "insert"] } } },
 * });
 * user.connectTo(documents);
 */
export class DocumentReplicaSet extends EstateComponent implements PodPeer {
  public readonly peerName: string;
  public readonly namespace: string;
  public readonly podLabels: Readonly<Record<string, string>>;
  public readonly port = PORT;
  /** Name in the cluster's DNS, which leads to every member. */
  public readonly host: string;
  /** Name by which drivers know that its members belong together. */
  public readonly replicaSet: string;
  public readonly members: CustomResource;

  public constructor(name: string, args: DocumentReplicaSetArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planReplicaSet(name, args);
    super("estate:platform:DocumentReplicaSet", name, args, opts);
    this.peerName = name;
    this.namespace = plan.namespace;
    this.replicaSet = name;
    this.host = serviceHost({ name, namespace: plan.namespace });
    // The operator's own label.
    this.podLabels = { app: `${name}-svc` };
    const policy = membersPolicy(this.policed(), [PORT], plan.apiPorts);
    const account = this.makeAccount(plan);
    this.members = this.makeMembers(plan, [policy, ...account, ...(plan.after ?? [])]);
    this.registerOutputs({ host: this.host, port: PORT, replicaSet: this.replicaSet });
  }

  /** Lets pods in. @param key part of names, unique among the callers */
  public allowFrom(key: string, source: TrafficSource, port: number = PORT): void {
    admitCaller(this.policed(), key, source, port);
  }

  private metadata(name = this.componentName) {
    return { name, namespace: this.namespace };
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

  /** A member reads what the operator has set for it, says what it has reached on its own pod, and restarts it for an upgrade. */
  private makeAccount({ members }: ReplicaSetPlan): readonly pulumi.Resource[] {
    const metadata = this.metadata();
    const account = new ServiceAccount(this.childName("service-account"), { metadata }, this.childOptions());
    const pods = Array.from({ length: members }, (_, index) => `${this.componentName}-${index}`);
    const role = new Role(
      this.childName("role"),
      {
        metadata,
        rules: [
          { apiGroups: [""], resources: ["secrets"], resourceNames: [`${this.componentName}-config`], verbs: ["get"] },
          { apiGroups: [""], resources: ["pods"], resourceNames: pods, verbs: ["get", "patch", "delete"] },
        ],
      },
      this.childOptions(),
    );
    const binding = new RoleBinding(
      this.childName("role-binding"),
      {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: this.componentName },
        subjects: [{ kind: "ServiceAccount", ...metadata }],
      },
      this.childOptions({ dependsOn: [role, account] }),
    );
    return [account, binding];
  }

  private makeMembers(plan: ReplicaSetPlan, dependsOn: pulumi.Resource[]): CustomResource {
    return new CustomResource(
      this.childName("members"),
      {
        apiVersion: "mongodbcommunity.mongodb.com/v1",
        kind: "MongoDBCommunity",
        metadata: { ...this.metadata(), annotations: { "pulumi.com/waitFor": "jsonpath={.status.phase}=Running" } },
        spec: {
          type: "ReplicaSet",
          members: plan.members,
          version: plan.version,
          security: {
            authentication: { modes: ["SCRAM-SHA-256"], ignoreUnknownUsers: false },
            tls: {
              enabled: true,
              certificateKeySecretRef: { name: plan.certificateSecret },
              caCertificateSecretRef: { name: plan.certificateSecret },
            },
            roles: customRoles(plan),
          },
          users: users(this.componentName, plan),
          statefulSet: { spec: this.statefulSet(plan) },
        },
      },
      this.childOptions({ dependsOn }),
    );
  }

  /** What the operator's own template leaves open of the Pod Security Standard `restricted`, sizes and places. */
  private statefulSet(plan: ReplicaSetPlan): object {
    const container = (name: string, { cpu, memory }: { readonly cpu: string; readonly memory: string }) => ({
      name,
      resources: { requests: { cpu, memory }, limits: { memory } },
      securityContext: CONTAINER_SECURITY,
    });
    return {
      template: {
        spec: {
          serviceAccountName: this.componentName,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: USER,
            runAsGroup: USER,
            fsGroup: USER,
            seccompProfile: { type: "RuntimeDefault" },
          },
          initContainers: COPIERS.map((name) => container(name, COPIER)),
          containers: [container("mongod", plan.resources), container("mongodb-agent", AGENT)],
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: "topology.kubernetes.io/zone",
              whenUnsatisfiable: "ScheduleAnyway",
              labelSelector: { matchLabels: this.podLabels },
            },
          ],
          ...(plan.placement === undefined
            ? {}
            : { nodeSelector: plan.placement.nodeSelector, tolerations: plan.placement.tolerations }),
        },
      },
      volumeClaimTemplates: [claim("data-volume", plan.storage), claim("logs-volume", LOGS)],
    };
  }
}

/** Names in the cluster's DNS that a replica set's certificate must have: of the whole, and of each member. */
export function documentNames(place: { readonly name: string; readonly namespace: string }): readonly string[] {
  return [serviceHost(place), `*.${serviceHost(place)}`];
}

function serviceHost({ name, namespace }: { readonly name: string; readonly namespace: string }): string {
  return `${name}-svc.${namespace}.svc.cluster.local`;
}

const roleOf = (user: string) => `${user}_actions`;

function customRoles({ users: all }: ReplicaSetPlan): readonly object[] {
  return Object.entries(all).flatMap(([user, { database, collections }]) =>
    collections === undefined
      ? []
      : [
          {
            role: roleOf(user),
            db: database,
            roles: [],
            privileges: Object.entries(collections).map(([collection, actions]) => ({
              resource: { db: database, collection },
              actions: [...actions],
            })),
          },
        ],
  );
}

function users(name: string, { users: all }: ReplicaSetPlan): readonly object[] {
  return Object.entries(all).map(([user, { database, password, collections, roles = [] }]) => ({
    name: user,
    db: database,
    passwordSecretRef: { name: password.secret, key: password.key },
    scramCredentialsSecretName: `${name}-${user.replaceAll("_", "-")}`,
    roles: [...(collections === undefined ? [] : [roleOf(user)]), ...roles].map((role) => ({
      name: role,
      db: database,
    })),
  }));
}

function claim(name: string, storage: string): object {
  return {
    metadata: { name },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
  };
}

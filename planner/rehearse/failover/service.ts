import { listOf, objectOf, statementsOf, textOf } from "../../proofs/read";
import { isStore } from "../../proofs/recovery-stores";
import type { RecordedObject, RecordedValue } from "../../recorder";
import type { Aftermath } from "./aftermath";
import { type ClusterObjects, called, metadataOf, specOf } from "./cluster";
import { isDatabase, storeBehind, userPlaceOf } from "./databases";
import type { DeployedResource } from "./deployed";
import { checkImage } from "./images";
import { SecretWalk } from "./secrets";
import { named, Trail } from "./trail";

/** A host inside the cluster, with or without a scheme: `product.shop.svc.cluster.local`. */
const INNER_HOST = /^(?:[a-z0-9+]+:\/\/)?([a-z0-9-]+)\.([a-z0-9-]+)\.svc\b/;

const SIGN_IN = "rds-db:connect";

/** Kinds of a cluster that keep data of their own. */
const KEEPERS = ["MongoDBCommunity", "RabbitmqCluster", "StatefulSet"];
/** What MongoDB's operator appends to the name for the Service. */
const SERVICE_SUFFIX = /-svc$/;

/** What a walk through a service's pods found. */
export interface ServiceWalk {
  readonly trail: Trail;
  /** What keeps its data, outside its pods: stores of the cloud and of the cluster. */
  readonly uses: ReadonlySet<DeployedResource>;
  /** Other workloads that it calls. */
  readonly calls: ReadonlySet<string>;
  /** Minutes until its first pod answers, once somebody calls. */
  readonly startMinutes: number;
}

/** Looks at everything that a service's pods need in one cluster. */
export function walkService(service: string, objects: ClusterObjects, after: Aftermath): ServiceWalk {
  return new Walker(objects, after).walk(service);
}

class Walker {
  private readonly objects: ClusterObjects;
  private readonly after: Aftermath;
  private readonly trail = new Trail();
  private readonly secrets: SecretWalk;
  private readonly uses = new Set<DeployedResource>();
  private readonly calls = new Set<string>();
  /** What gives out the hosts of databases that its pods call. */
  private readonly databases = new Set<DeployedResource>();

  public constructor(objects: ClusterObjects, after: Aftermath) {
    this.objects = objects;
    this.after = after;
    this.secrets = new SecretWalk(objects, after, this.trail);
  }

  public walk(service: string): ServiceWalk {
    const workload = this.objects.workload(service);
    if (workload === undefined) {
      this.trail.problem(`cluster ${this.objects.cluster.id} runs nothing called ${service}`);
      return { trail: this.trail, uses: this.uses, calls: this.calls, startMinutes: 0 };
    }
    this.route(workload);
    this.trail.hop(workload, `${called(workload)}, ${this.objects.fewestPods(workload)} pods at least`);
    this.pods(workload);
    this.identity(workload);
    return {
      trail: this.trail,
      uses: this.uses,
      calls: this.calls,
      startMinutes: this.objects.startMinutes(workload),
    };
  }

  /** The gateway leads to it, or another workload calls it. */
  private route(workload: DeployedResource): void {
    const { name = "", namespace } = metadataOf(workload);
    const service = this.objects.find("Service", name, namespace);
    if (service === undefined) {
      this.trail.problem(`${called(workload)} has no Service in cluster ${this.objects.cluster.id}`);
      return;
    }
    const ingress = this.objects.ingressTo(name, namespace);
    if (ingress !== undefined) {
      this.trail.hop(ingress, `${called(ingress)} of the gateway`);
    }
    this.trail.hop(service, called(service));
  }

  private pods(workload: DeployedResource): void {
    const template = objectOf(objectOf(specOf(workload)["template"])["spec"]);
    for (const container of [...listOf(template["initContainers"]), ...listOf(template["containers"])].map(objectOf)) {
      const image = textOf(container["image"]) ?? "";
      checkImage(image, called(workload), this.after, this.trail);
      for (const variable of listOf(container["env"]).map(objectOf)) {
        this.variable(variable, workload);
      }
    }
  }

  private variable(variable: RecordedObject, workload: DeployedResource): void {
    const key = textOf(variable["name"]) ?? "";
    const { namespace } = metadataOf(workload);
    const from = objectOf(variable["valueFrom"]);
    const secret = textOf(objectOf(from["secretKeyRef"])["name"]);
    if (secret !== undefined) {
      this.secrets.follow(secret, namespace, called(workload));
      return;
    }
    const reference = objectOf(from["configMapKeyRef"]);
    const map = textOf(reference["name"]);
    if (map === undefined) {
      this.value(variable["value"] ?? null, `${called(workload)} has ${key}`, namespace);
      return;
    }
    const found = this.objects.find("ConfigMap", map, namespace);
    const value = objectOf(found?.inputs["data"])[textOf(reference["key"]) ?? ""];
    if (found === undefined || value === undefined) {
      this.trail.problem(`${called(workload)} reads ${key} from ConfigMap ${namespace}/${map}, which does not have it`);
      return;
    }
    this.value(value, `${called(found)} gives ${called(workload)} ${key}`, namespace);
  }

  /** What a value leads to: nothing that is gone; a store; another workload. */
  private value(value: RecordedValue, who: string, namespace: string): void {
    for (const { text, of } of this.after.danglingIn(value)) {
      this.trail.problem(`${who}=${text}, of ${named(of)}, which is gone with ${this.after.first}`);
    }
    const text = textOf(value) ?? "";
    const [, name = "", space = namespace] = INNER_HOST.exec(text) ?? [];
    if (name !== "") {
      this.inner(name, space, `${who}=${text}`);
      return;
    }
    const giver = /[.:]/.test(text) ? this.after.giverOf(text) : undefined;
    if (giver !== undefined) {
      this.use(storeBehind(giver, this.after));
      if (isDatabase(giver)) {
        this.databases.add(giver);
      }
    }
  }

  private use(store: DeployedResource): void {
    if (isStore(store) || KEEPERS.includes(textOf(store.inputs["kind"]) ?? "")) {
      this.uses.add(store);
      this.trail.hop(store, named(store));
    }
  }

  private inner(name: string, namespace: string, who: string): void {
    const keeper = [name, name.replace(SERVICE_SUFFIX, "")].flatMap((one) =>
      KEEPERS.flatMap((kind) => this.objects.find(kind, one, namespace) ?? []),
    )[0];
    if (keeper !== undefined) {
      this.use(keeper);
      return;
    }
    if (this.objects.workload(name, namespace) !== undefined) {
      this.calls.add(name);
      return;
    }
    // What a chart makes is not in the inventory; its namespace is.
    if (this.objects.find("Namespace", namespace) === undefined) {
      this.trail.problem(`${who}: cluster ${this.objects.cluster.id} has no namespace ${namespace}`);
    }
  }

  /** The role that its pods take in the first region has its like here, and may do here what it may there. */
  private identity(workload: DeployedResource): void {
    const { namespace } = metadataOf(workload);
    const template = objectOf(objectOf(specOf(workload)["template"])["spec"]);
    const account = textOf(template["serviceAccountName"]) ?? "default";
    const isOurs = ({ type, inputs }: DeployedResource): boolean =>
      type === "aws:eks/podIdentityAssociation:PodIdentityAssociation" &&
      inputs["namespace"] === namespace &&
      inputs["serviceAccount"] === account;
    const here = this.after.left.find((one) => isOurs(one) && one.inputs["clusterName"] === this.objects.cluster.id);
    if (here === undefined) {
      if (this.after.lost.some(isOurs)) {
        this.trail.problem(
          `${called(workload)} takes no role in cluster ${this.objects.cluster.id}, as it did in ${this.after.first}`,
        );
      }
      return;
    }
    const arn = textOf(here.inputs["roleArn"]) ?? "";
    const role = this.after.ofType("aws:iam/role:Role").find(({ outputs }) => outputs["arn"] === arn);
    if (role === undefined) {
      this.trail.problem(`${called(workload)} takes ${arn}, a role that is not left`);
      return;
    }
    this.trail.hop(role, named(role));
    this.permissions(role, workload);
  }

  private permissions(role: DeployedResource, workload: DeployedResource): void {
    const statements = this.after
      .ofType("aws:iam/rolePolicy:RolePolicy")
      .filter(({ inputs }) => inputs["role"] === role.id || inputs["role"] === role.outputs["name"])
      .flatMap(({ inputs }) => statementsOf(inputs["policy"]));
    for (const { allow, actions, resources } of statements) {
      if (allow && resources.length > 0 && resources.every((arn) => arn.split(":")[3] === this.after.first)) {
        this.trail.problem(
          `${called(workload)} may ${actions.join(", ")} only in ${this.after.first}: ${resources[0]}`,
        );
      }
    }
    this.signIns(
      statements
        .filter(({ allow, actions }) => allow && actions.includes(SIGN_IN))
        .flatMap(({ resources }) => resources),
      workload,
    );
  }

  /** Whoever signs in by its role must be let in at every host that it calls: a proxy knows users apart from its database. */
  private signIns(users: readonly string[], workload: DeployedResource): void {
    for (const giver of users.length === 0 ? [] : this.databases) {
      const id = userPlaceOf(giver, this.after);
      if (!users.some((arn) => arn.includes(`:dbuser:${id}/`))) {
        this.trail.problem(
          `${called(workload)} calls ${named(giver)}, where its role may not sign in: ${users.join(", ")}`,
        );
      }
    }
  }
}

import { listOf, objectOf, statementsOf, textOf } from "../../proofs/read";
import type { RecordedObject } from "../../recorder";
import type { Aftermath } from "./aftermath";
import { type ClusterObjects, called, metadataOf, specOf } from "./cluster";
import type { DeployedResource } from "./deployed";
import { named, type Trail } from "./trail";

/** Follows a Secret of a cluster to where its content lies. */
export class SecretWalk {
  private readonly objects: ClusterObjects;
  private readonly after: Aftermath;
  private readonly trail: Trail;

  public constructor(objects: ClusterObjects, after: Aftermath, trail: Trail) {
    this.objects = objects;
    this.after = after;
    this.trail = trail;
  }

  /** @param reader who wants it, as a problem names it */
  public follow(name: string, namespace: string, reader: string): void {
    if (this.objects.find("Secret", name, namespace) !== undefined || this.isCertificate(name, namespace)) {
      return;
    }
    const external = this.objects
      .all("ExternalSecret")
      .find((one) => metadataOf(one).namespace === namespace && targetOf(one) === name);
    if (external === undefined) {
      this.trail.problem(`${reader} reads Secret ${namespace}/${name}, which nothing makes in ${this.place()}`);
      return;
    }
    const spec = specOf(external);
    const reference = objectOf(spec["secretStoreRef"]);
    for (const item of listOf(spec["data"])) {
      const key = textOf(objectOf(objectOf(item)["remoteRef"])["key"]) ?? "";
      this.fetch(key, reference, external);
    }
  }

  private fetch(key: string, reference: RecordedObject, external: DeployedResource): void {
    const store = this.objects.find(textOf(reference["kind"]) ?? "SecretStore", textOf(reference["name"]));
    if (store === undefined) {
      this.trail.problem(
        `${called(external)} asks ${textOf(reference["name"])}, a store that is not in ${this.place()}`,
      );
      return;
    }
    const provider = objectOf(specOf(store)["provider"]);
    const kubernetes = objectOf(provider["kubernetes"]);
    if (textOf(kubernetes["remoteNamespace"]) !== undefined) {
      this.follow(key, textOf(kubernetes["remoteNamespace"]) ?? "", called(external));
      return;
    }
    const aws = objectOf(provider["aws"]);
    if (textOf(aws["region"]) === this.after.first) {
      this.trail.problem(`${called(store)} reads the secrets of ${this.after.first}`);
      return;
    }
    this.readInAws(key, external);
  }

  private readInAws(arn: string, external: DeployedResource): void {
    const found = this.after.secretAt(arn);
    if (found === undefined) {
      this.trail.problem(`${called(external)} reads ${arn}: neither a secret nor a replica is left there`);
      return;
    }
    const gone = found.key === undefined ? undefined : this.after.goneGiverOf(found.key);
    if (gone !== undefined) {
      this.trail.problem(
        `${named(found.secret)} in ${this.after.second} is encrypted by ${named(gone)}, which is gone`,
      );
    }
    if (!this.mayRead(arn)) {
      this.trail.problem(`no pod of ${this.place()} may read ${arn}, which ${called(external)} needs`);
    }
    this.trail.hop(found.secret, `secret ${arn.slice(arn.lastIndexOf(":") + 1)} in ${this.after.second}`);
  }

  /** Some role that a pod of this cluster takes allows it. */
  private mayRead(arn: string): boolean {
    const roles = new Set(
      this.after
        .ofType("aws:eks/podIdentityAssociation:PodIdentityAssociation")
        .filter(({ inputs }) => inputs["clusterName"] === this.objects.cluster.id)
        .map(({ inputs }) => (textOf(inputs["roleArn"]) ?? "").split("/").at(-1) ?? ""),
    );
    return this.after
      .ofType("aws:iam/rolePolicy:RolePolicy")
      .filter(({ inputs }) => roles.has(textOf(inputs["role"]) ?? ""))
      .flatMap(({ inputs }) => statementsOf(inputs["policy"]))
      .some(
        ({ allow, actions, resources }) =>
          allow &&
          actions.includes("secretsmanager:GetSecretValue") &&
          resources.some(
            (one) => one === "*" || one === arn || (one.endsWith("*") && arn.startsWith(one.slice(0, -1))),
          ),
      );
  }

  private isCertificate(name: string, namespace: string): boolean {
    return this.objects
      .all("Certificate")
      .some((one) => metadataOf(one).namespace === namespace && textOf(specOf(one)["secretName"]) === name);
  }

  private place(): string {
    return `cluster ${this.objects.cluster.id}`;
  }
}

function targetOf(external: DeployedResource): string | undefined {
  return textOf(objectOf(specOf(external)["target"])["name"]) ?? metadataOf(external).name;
}

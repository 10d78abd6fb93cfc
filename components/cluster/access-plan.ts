import { Faults } from "../core/faults";
import { ACCESS_POLICIES, type ClusterAccess } from "./args";

/** A role or user of IAM; sessions and accounts as a whole cannot have an access entry. */
const PRINCIPAL = /^arn:aws[a-z-]*:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]+$/;
const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** Keys that name a child: short, so that physical names fit their limits. */
const CHILD_KEY = /^[a-z][a-z0-9-]{0,29}$/;

/** Records everything wrong with the access that principals get. */
export function checkAccess(faults: Faults, entries: Readonly<Record<string, ClusterAccess>>): void {
  const seen = new Map<string, string>();
  for (const [key, access] of Object.entries(entries)) {
    const { principalArn, policy, namespaces = [] } = access;
    checkKey(faults, `access.${key}`, key);
    faults.check(policy in ACCESS_POLICIES, {
      property: `access.${key}.policy`,
      given: policy,
      allowed: Object.keys(ACCESS_POLICIES).join(", "),
      fix: "choose the least of these that suffices",
    });
    faults.check(policy !== "cluster-admin" || access.namespaces === undefined, {
      property: `access.${key}.namespaces`,
      given: namespaces,
      allowed: 'nothing beside "cluster-admin", which is for the whole cluster',
      fix: 'take "admin" for the namespaces, or drop them',
    });
    for (const namespace of namespaces) {
      faults.check(/^[a-z0-9*-]{1,63}$/.test(namespace), {
        property: `access.${key}.namespaces`,
        given: namespace,
        allowed: "names of namespaces, in which * stands for any text",
        fix: "write the namespaces as Kubernetes names them",
      });
    }
    if (typeof principalArn === "string") {
      checkPrincipal(faults, key, principalArn, seen.get(principalArn));
      seen.set(principalArn, key);
    }
  }
}

function checkPrincipal(faults: Faults, key: string, principalArn: string, other: string | undefined): void {
  faults.check(PRINCIPAL.test(principalArn), {
    property: `access.${key}.principalArn`,
    given: principalArn,
    allowed: "the ARN of an IAM role or user, such as arn:aws:iam::111122223333:role/platform",
    fix: "give the role's own ARN: no session, account or service can have an access entry",
  });
  faults.check(other === undefined, {
    property: `access.${key}.principalArn`,
    given: principalArn,
    allowed: `each principal once; "${other}" has it already`,
    fix: "merge the two entries",
  });
}

/** Records a name of the user's that cannot be part of a resource's. */
export function checkKey(faults: Faults, property: string, key: string): void {
  faults.check(CHILD_KEY.test(key), {
    property,
    given: key,
    allowed: 'a name of lower-case letters, digits and "-", beginning with a letter, up to 30 characters',
    fix: "rename it; the name becomes part of the resources' names",
  });
}

/** A service account of the cluster. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Checks a service account that is to get a role.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function checkServiceAccount(cluster: string, account: ServiceAccount, taken: ReadonlySet<string>): void {
  const faults = new Faults("EksCluster", cluster);
  faults.check(DNS_LABEL.test(account.namespace), {
    property: "podRole.namespace",
    given: account.namespace,
    allowed: "the name of a namespace: lower-case letters, digits and inner hyphens, up to 63",
    fix: "write it as Kubernetes names it",
  });
  faults.check(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(account.name) && account.name !== "default", {
    property: "podRole.name",
    given: account.name,
    allowed: 'the name of a service account other than "default", which every pod without one would share',
    fix: "make a service account for the workload",
  });
  faults.check(!taken.has(serviceAccountKey(account)), {
    property: "podRole",
    given: account,
    allowed: "one role per service account",
    fix: "keep what the first call returned, and grant to it",
  });
  faults.throwIfAny();
}

/** `kube-system-karpenter`: how children that belong to a service account are named. */
export function serviceAccountKey(account: ServiceAccount): string {
  return `${account.namespace}-${account.name}`;
}

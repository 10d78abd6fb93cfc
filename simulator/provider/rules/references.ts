import { type CloudInventory, collectTexts } from "../inventory";
import { type AdmissionRule, type Candidate, valuesAt } from "./rule";

/**
 * Ids that only the cloud gives out: a text of this shape that no live resource has given out names something that does
 * not exist.
 */
const GIVEN_OUT =
  /^(?:vpc|subnet|sg|sgr|rtb|igw|eigw|nat|eipalloc|eni|vpce|lt|vgw|cgw|vpn|pcx|tgw|acl|dopt|vol|fs|fsap|key)-[0-9a-f]{17}$/;

/** Principals and keys, whose existence AWS checks wherever they are named. */
const CHECKED_ARN = /^arn:aws[\w-]*:(?:iam::\d{12}:(?:role|instance-profile|policy)\/|kms:[\w-]+:\d{12}:key\/)[^*]+$/;

/** Roles that AWS makes on demand. */
const SERVICE_LINKED = /:role\/aws-service-role\//;

/** Namespaces that every cluster has. */
const BUILT_IN_NAMESPACES = new Set(["default", "kube-system", "kube-public", "kube-node-lease"]);

/** Whatever an input names must exist. */
export const referencesRule: AdmissionRule = {
  title: "references exist",
  onWrite: (candidate, inventory) => [
    ...new Set([
      ...declaredReferences(candidate, inventory),
      ...recognisedReferences(candidate, inventory),
      ...missingNamespace(candidate, inventory),
    ]),
  ],
};

/** By what the type's model declares. */
function declaredReferences({ request, model }: Candidate, inventory: CloudInventory): readonly string[] {
  return Object.entries(model?.references ?? {}).flatMap(([path, type]) =>
    valuesAt(request.inputs, path)
      .filter((value) => typeof value === "string" && value !== "" && !foreign(value))
      .filter((value) => inventory.find(type, String(value)) === undefined && !inventory.gives(String(value)))
      .map((value) => `${path} names ${String(value)}: there is no such ${type}`),
  );
}

/** By the shape of the id, wherever it stands. */
function recognisedReferences({ request }: Candidate, inventory: CloudInventory): readonly string[] {
  const texts = new Set<string>();
  collectTexts(request.inputs, texts);
  return [...texts]
    .filter((text) => GIVEN_OUT.test(text) || (CHECKED_ARN.test(text) && !SERVICE_LINKED.test(text)))
    .filter((text) => !inventory.gives(text))
    .map((text) => `${text} does not exist`);
}

/** What AWS itself or another account owns cannot be looked up. */
function foreign(value: string): boolean {
  return /^arn:aws[\w-]*:iam::aws:/.test(value) || value.startsWith("alias/aws/") || /:alias\/aws\//.test(value);
}

/** An object in a namespace needs the namespace; where manifests are only rendered, nobody checks. */
function missingNamespace({ request, scope }: Candidate, inventory: CloudInventory): readonly string[] {
  if (!request.type.startsWith("kubernetes:") || scope.startsWith("render:")) {
    return [];
  }
  const there = inventory.list("kubernetes:core/v1:Namespace").filter((one) => one.scope === scope);
  return valuesAt(request.inputs, "metadata.namespace")
    .filter((name) => typeof name === "string" && !BUILT_IN_NAMESPACES.has(name))
    .filter((name) => !there.some((one) => one.id.split("/").at(-1) === name))
    .map((name) => `namespaces "${String(name)}" not found`);
}

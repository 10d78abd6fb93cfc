import { type PlainObject, plain } from "./client";
import { metadataOf, podsOf } from "./workloads";

/** What an object names and does not hold itself: the server takes it whether it is there or not. */
interface Reference {
  readonly kind: string;
  readonly name: string;
}

/** Fields that hold `{ name }`, and the kind that they mean. */
const NAMED: Readonly<Record<string, string>> = {
  authenticationRef: "TriggerAuthentication",
  configMap: "ConfigMap",
  configMapKeyRef: "ConfigMap",
  configMapRef: "ConfigMap",
  elasticsearchRef: "Elasticsearch",
  secretKeyRef: "Secret",
  secretRef: "Secret",
};

/** Fields that hold `{ kind, name }`. */
const KINDED = ["generatorRef", "issuerRef", "roleRef", "scaleTargetRef", "secretStoreRef", "targetRef"];

/** Fields that are a name. */
const NAMES: Readonly<Record<string, string>> = {
  activeService: "Service",
  canaryService: "Service",
  previewService: "Service",
  serviceName: "Service",
  stableService: "Service",
  templateName: "AnalysisTemplate",
};

/** What charts make under a name that we rely on: `namespace kind name`. */
const OF_CHARTS = ["kong Service kong-proxy"];

/** References of a cluster's objects to what is not there, and selectors that select no pod: one sentence each. */
export function dangling(objects: readonly PlainObject[]): readonly string[] {
  const made = new Set([...OF_CHARTS, ...objects.flatMap(makesOf)]);
  const pods = podsOf(objects).map(({ pod }) => metadataOf(pod));
  return objects.flatMap((object) => {
    const { name, namespace } = metadataOf(object);
    const about = `${String(object["kind"])} ${String(namespace)}/${String(name)}`;
    const missing = referencesIn(object).filter(
      ({ kind, name }) => ![namespace, undefined].some((space) => made.has(key(space, kind, name))),
    );
    const selector = selectorOf(object);
    const selects = pods.some((pod) => pod["namespace"] === namespace && matches(selector ?? {}, plain(pod["labels"])));
    return [
      ...missing.map((one) => `${about} names ${one.kind} ${one.name}, which nothing makes`),
      ...(selector === undefined || selects ? [] : [`${about} selects no pod`]),
    ];
  });
}

function key(namespace: unknown, kind: string, name: unknown): string {
  return `${String(namespace)} ${kind} ${String(name)}`;
}

/** An object, and what controllers make from it. */
function makesOf({ kind, spec, ...object }: PlainObject): readonly string[] {
  const { name, namespace } = metadataOf(object);
  const secrets: Readonly<Record<string, unknown>> = {
    Certificate: plain(spec)["secretName"],
    Elasticsearch: `${String(name)}-es-http-certs-public`,
    ExternalSecret: plain(plain(spec)["target"])["name"] ?? name,
  };
  const secret = secrets[String(kind)];
  return [key(namespace, String(kind), name), ...(secret === undefined ? [] : [key(namespace, "Secret", secret)])];
}

function referencesIn(value: unknown): readonly Reference[] {
  if (Array.isArray(value)) {
    return value.flatMap(referencesIn);
  }
  return Object.entries(plain(value)).flatMap(([field, inner]) => [
    ...referenceAt(field, inner),
    ...referencesIn(inner),
  ]);
}

function referenceAt(field: string, value: unknown): readonly Reference[] {
  const { kind, name, secretName, port, optional } = plain(value);
  const byName = typeof value === "string" ? NAMES[field] : undefined;
  if (byName !== undefined) {
    return [{ kind: byName, name: String(value) }];
  }
  if (optional === true) {
    return [];
  }
  if (field === "secret" && typeof secretName === "string") {
    return [{ kind: "Secret", name: secretName }];
  }
  // An Ingress' backend; other fields of the name have no port.
  const meant = field === "service" && port !== undefined ? "Service" : NAMED[field];
  const found = KINDED.includes(field) ? kind : meant;
  return typeof found === "string" && typeof name === "string" ? [{ kind: found, name }] : [];
}

/** Labels that a Service or a disruption budget wants of its pods. */
function selectorOf({ kind, spec }: PlainObject): PlainObject | undefined {
  const { selector } = plain(spec);
  if (selector === undefined || (kind !== "Service" && kind !== "PodDisruptionBudget")) {
    return undefined;
  }
  return kind === "Service" ? plain(selector) : plain(plain(selector)["matchLabels"]);
}

function matches(selector: PlainObject, labels: PlainObject): boolean {
  return Object.entries(selector).every(([label, value]) => labels[label] === value);
}

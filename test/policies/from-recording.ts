import { UNKNOWN as RECORDED_UNKNOWN, type RecordedValue, type Recording, SecretValue } from "../../planner/recorder";
import { type PolicyObject, type PolicyResource, type PolicyValue, Secret, UNKNOWN } from "../../policies/engine";

function value(recorded: RecordedValue): PolicyValue {
  if (recorded === RECORDED_UNKNOWN) {
    return UNKNOWN;
  }
  if (recorded instanceof SecretValue) {
    return new Secret(value(recorded.value));
  }
  if (Array.isArray(recorded)) {
    return recorded.map(value);
  }
  return typeof recorded === "object" && recorded !== null
    ? values(recorded as Record<string, RecordedValue>)
    : (recorded as PolicyValue);
}

function values(recorded: Readonly<Record<string, RecordedValue>>): PolicyObject {
  return Object.fromEntries(Object.entries(recorded).map(([key, member]) => [key, value(member)]));
}

/** A recorded program, as rules see it. */
export function resourcesOf(recording: Recording): readonly PolicyResource[] {
  const byUrn = new Map(recording.resources.map((resource) => [resource.urn, resource]));
  return recording.resources.map((resource) => {
    const provider = resource.provider === undefined ? undefined : byUrn.get(resource.provider);
    return {
      urn: resource.urn,
      type: resource.type,
      name: resource.name,
      props: values(resource.inputs),
      outputs: values(resource.outputs),
      ...(resource.id === undefined ? {} : { id: resource.id }),
      ...(resource.parent === undefined ? {} : { parent: resource.parent }),
      dependencies: resource.dependencies,
      propertyDependencies: resource.propertyDependencies,
      ...(provider === undefined ? {} : { provider: { type: provider.type, props: values(provider.inputs) } }),
      opts: { protect: resource.options.protect, retainOnDelete: resource.options.retainOnDelete },
    };
  });
}

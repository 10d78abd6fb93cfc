import { type PlainObject, SimulatedCloud } from "../../../simulator";
import { type CloudResource, scopeOf } from "../../../simulator/provider";
import { nameOf } from "../../proofs/recovery";
import {
  type RecordedObject,
  type RecordedResource,
  type RecordedValue,
  type Recording,
  revealed,
} from "../../recorder";
import { DEFAULT_OPTIONS } from "../../recorder/ledger";
import type { StateResource } from "../state";

/** A resource that stands, and where: `<account>/<region>`, a cluster, a folder of manifests; nowhere for components. */
export interface DeployedResource extends RecordedResource {
  readonly scope: string;
}

/** What the engine deployed: custom resources as the cloud has them, components as the state has them. */
export type Deployed = readonly DeployedResource[];

/** The deployed stack: the state says what belongs to what, the cloud's inventory what there is. */
export function deployedInCloud(state: readonly StateResource[], inventory: readonly CloudResource[]): Deployed {
  const standing = new Map(inventory.map((one) => [`${one.urn} ${one.id}`, one]));
  return state.flatMap((one) => {
    const found = one.id === undefined ? undefined : standing.get(`${one.urn} ${one.id}`);
    if (one.custom && found === undefined && !one.type.startsWith("pulumi:")) {
      return [];
    }
    const inputs = found?.inputs ?? one.inputs ?? {};
    const resource: DeployedResource = {
      urn: one.urn,
      type: one.type,
      name: nameOf(one.urn),
      custom: one.custom,
      remote: false,
      external: false,
      inputs: plain(inputs),
      outputs: { ...plain(inputs), ...plain(found?.outputs ?? one.outputs ?? {}) },
      dependencies: one.dependencies ?? [],
      propertyDependencies: {},
      options: DEFAULT_OPTIONS,
      modelled: true,
      scope: found?.scope ?? "",
      ...(one.parent === undefined ? {} : { parent: one.parent }),
      ...(one.id === undefined ? {} : { id: one.id }),
      // The state writes a provider as its URN and its id.
      ...(one.provider === undefined ? {} : { provider: one.provider.slice(0, one.provider.lastIndexOf("::")) }),
    };
    return [resource];
  });
}

/** The same from a plan: what the engine would have deployed. */
export function deployedAsPlanned(recording: Pick<Recording, "resources">): Deployed {
  const cloud = new SimulatedCloud();
  const byUrn = new Map(recording.resources.map((one) => [one.urn, one]));
  return recording.resources.map((one) => {
    const { urn, type, name } = one;
    const own = { ...one, inputs: plain(one.inputs), outputs: plain(one.outputs) };
    if (!one.custom || type.startsWith("pulumi:")) {
      return { ...own, scope: "" };
    }
    const provider = plain((one.provider === undefined ? undefined : byUrn.get(one.provider)?.inputs) ?? {});
    const request = cloud.request({ urn, type, name, inputs: own.inputs, provider }, undefined);
    return { ...own, scope: scopeOf(request, provider) };
  });
}

/** What is secret is looked at like everything else: logins of two regions are compared, and shown nowhere. */
function plain(values: PlainObject): RecordedObject {
  // State and inventory are read from JSON.
  const entries = Object.entries(values as RecordedObject);
  return Object.fromEntries(entries.map(([key, value]): [string, RecordedValue] => [key, revealed(value)]));
}

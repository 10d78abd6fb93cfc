import type * as aliasProto from "@pulumi/pulumi/proto/alias_pb";
import type { Sdk } from "./sdk";
import type { RecordedAlias, RecordedOptions, RecordedResource } from "./types";

type RegisterRequest = InstanceType<Sdk["resourceProto"]["RegisterResourceRequest"]>;

/** The resource options of a registration, with what was not set left out. */
export function recordedOptions(request: RegisterRequest): RecordedOptions {
  return {
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    ...(request.getDeletebeforereplacedefined() ? { deleteBeforeReplace: request.getDeletebeforereplace() } : {}),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: [
      ...request.getAliasurnsList().map((urn): RecordedAlias => ({ urn })),
      ...request.getAliasesList().map(recordedAlias),
    ],
    ...present("deletedWith", request.getDeletedwith()),
    replaceWith: request.getReplaceWithList(),
    ...present("import", request.getImportid()),
    ...present("version", request.getVersion()),
    ...present("pluginDownloadUrl", request.getPlugindownloadurl()),
    timeouts: {
      ...present("create", request.getCustomtimeouts()?.getCreate()),
      ...present("update", request.getCustomtimeouts()?.getUpdate()),
      ...present("delete", request.getCustomtimeouts()?.getDelete()),
    },
  };
}

function recordedAlias(alias: aliasProto.Alias): RecordedAlias {
  const spec = alias.getSpec();
  if (spec === undefined) {
    return { urn: alias.getUrn() };
  }
  return {
    ...present("name", spec.getName()),
    ...present("type", spec.getType()),
    ...present("stack", spec.getStack()),
    ...present("project", spec.getProject()),
    ...present("parentUrn", spec.getParenturn()),
    ...(spec.getNoparent() ? { noParent: true } : {}),
  };
}

/** `file:line` of the construction, where the SDK took a stack trace. */
export function sourcePosition(request: RegisterRequest): { source?: string } {
  const position = request.getSourceposition();
  if (position === undefined || position.getUri() === "") {
    return {};
  }
  return { source: `${position.getUri().replace(/^(file|project):\/+/, "/")}:${position.getLine()}` };
}

function present<Key extends string>(key: Key, value: string | undefined): { readonly [Name in Key]?: string } {
  return (value === undefined || value === "" ? {} : { [key]: value }) as { readonly [Name in Key]?: string };
}

/** URNs by property, sorted; properties that depend on nothing are left out. */
export function propertyDependencies(request: RegisterRequest): RecordedResource["propertyDependencies"] {
  const pairs: [string, readonly string[]][] = [];
  request.getPropertydependenciesMap().forEach((value, key) => {
    const urns = value.getUrnsList();
    if (urns.length > 0) {
      pairs.push([key, [...urns].sort()]);
    }
  });
  return Object.fromEntries(pairs.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** The providers that a component passes on: package → URN. */
export function providersOf(request: RegisterRequest): ReadonlyMap<string, string> {
  const providers = new Map<string, string>();
  request.getProvidersMap().forEach((reference, packageName) => {
    const urn = providerUrn(reference);
    if (urn !== undefined) {
      providers.set(packageName, urn);
    }
  });
  return providers;
}

/** The URN in a provider reference `urn::id`; none for the default provider. */
export function providerUrn(reference: string): string | undefined {
  return reference === "" ? undefined : reference.slice(0, reference.lastIndexOf("::"));
}

import type * as aliasProto from "@pulumi/pulumi/proto/alias_pb";
import type { Sdk } from "./sdk";
import type { RecordedAlias, RecordedOptions } from "./types";

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

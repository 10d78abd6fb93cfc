import { existsSync } from "node:fs";
import type { RecordedObject, RecordedValue, Recording } from "../recorder";
import type { PlanWarning } from "./document";

/** What resources ship, such as the archive of a function, and what is not there yet: the engine stands still over it. */
export function missingFiles(recording: Recording): readonly PlanWarning[] {
  return recording.resources.flatMap(({ urn, name, inputs }) =>
    [...new Set(pathsIn(inputs))]
      .filter((path) => !existsSync(path))
      .map((path) => ({
        urn,
        message: `"${name}" ships ${path}, which does not exist: build it before \`pulumi preview\` or \`up\`, which would wait for it for ever`,
      })),
  );
}

/** Paths of assets and archives in a value, at any depth. */
function pathsIn(value: RecordedValue): readonly string[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  const object: RecordedObject = Array.isArray(value) ? {} : (value as RecordedObject);
  const shipped: readonly (RecordedValue | undefined)[] = [object["asset"], object["archive"]];
  const members: readonly RecordedValue[] = Array.isArray(value) ? value : Object.values(value as RecordedObject);
  return [...shipped.flatMap((content) => pathOf(content) ?? []), ...members.flatMap(pathsIn)];
}

function pathOf(content: RecordedValue | undefined): string | undefined {
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    return undefined;
  }
  const { path } = content as RecordedObject;
  return typeof path === "string" ? path : undefined;
}

import { join, relative } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { CATALOG, type FunctionName } from "../functions/catalog";

/** The repository's root. */
const ROOT = join(__dirname, "..");

/** What `FunctionService` takes from the catalogue: the bundle, the needs and the size. */
export function functionArgs<Name extends FunctionName>(
  name: Name,
): {
  readonly code: pulumi.asset.FileArchive;
  readonly needs: (typeof CATALOG)[Name]["needs"];
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
} {
  const { bundle, needs, memoryMb, timeoutSeconds } = CATALOG[name];
  // Relative, so that a plan and a state are the same wherever the repository lies.
  const path = relative(process.cwd(), join(ROOT, bundle));
  return { code: new pulumi.asset.FileArchive(path), needs, memoryMb, timeoutSeconds };
}

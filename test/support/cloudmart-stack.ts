import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { type Recording, recordProgram } from "../../planner/recorder";
import { cloudMart } from "../../stacks/cloudmart";
import { type CloudMartSettings, cloudMartSchema } from "../../stacks/cloudmart/settings";
import { readStack } from "../../stacks/settings";

/** CloudMart recorded with the settings that the repository ships for an environment, changed where asked for. */
export function recordCloudMart(
  environment: "dev" | "staging" | "prod",
  change: (settings: CloudMartSettings) => CloudMartSettings = (settings) => settings,
): Promise<Recording> {
  const file = join(__dirname, `../../stacks/Pulumi.cloudmart-${environment}.yaml`);
  const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
  const texts = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const { stackTraceLimit } = Error;
  // The SDK takes a stack trace for each of its promises: most of the time of a program of this size.
  Error.stackTraceLimit = 0;
  return recordProgram(
    () => {
      const { identity, settings } = readStack(new pulumi.Config(), () => cloudMartSchema);
      return cloudMart(identity, change(settings));
    },
    { project: "multicloud-estate", stack: `cloudmart-${environment}`, config: Object.fromEntries(texts) },
  ).finally(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import type { z } from "zod";
import { type Program, type Recording, recordProgram } from "../../planner/recorder";
import { type Identity, runStack, system } from "../../stacks/settings";

/** A system as the entry knows it: its settings, and the program that they feed. */
export interface SystemProgram<Schema extends z.ZodType> {
  readonly schema: Schema;
  readonly program: (identity: Identity, settings: z.infer<Schema>) => Record<string, unknown>;
}

/** A stack, recorded, and the settings that it was recorded with. */
export interface RecordedStack<Settings> {
  readonly recording: Recording;
  readonly settings: Settings;
}

/** The configuration that the repository ships for a stack, as the engine hands it over. */
export function shippedConfig(stack: string): Record<string, string> {
  const file = join(__dirname, `../../stacks/Pulumi.${stack}.yaml`);
  const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

/** A stack recorded with the settings that the repository ships, changed where asked for. @param stack `cloudmart-dev` */
export async function recordStack<Schema extends z.ZodType>(
  stack: string,
  { schema, program }: SystemProgram<Schema>,
  change: (settings: z.infer<Schema>) => z.infer<Schema> = (settings) => settings,
): Promise<RecordedStack<z.infer<Schema>>> {
  const read: z.infer<Schema>[] = [];
  const [name = ""] = stack.split("-");
  const systems = {
    [name]: system(schema, (identity, shipped) => {
      const settings = change(shipped);
      read.push(settings);
      return program(identity, settings);
    }),
  };
  const recording = await recordShipped(stack, () => runStack(new pulumi.Config(), systems));
  const [settings] = read;
  if (settings === undefined) {
    throw new Error(`The program of ${stack} did not run`);
  }
  return { recording, settings };
}

/** A program recorded under a stack's name, with the configuration that the repository ships for it. */
export async function recordShipped(stack: string, program: Program): Promise<Recording> {
  const { stackTraceLimit } = Error;
  // The SDK takes a stack trace for each of its promises: most of the time of a program of this size.
  Error.stackTraceLimit = 0;
  try {
    return await recordProgram(program, { project: "multicloud-estate", stack, config: shippedConfig(stack) });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

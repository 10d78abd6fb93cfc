import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { type EstateTags, Faults } from "../components/core";
import { settingsFaults } from "./settings-faults";

/** The four systems that this repository knows; each is a folder beside this file. */
export const SYSTEMS = ["cloudmart"] as const;
/** The environments that a system can have. */
export const ENVIRONMENTS = ["dev", "staging", "prod"] as const;

export type SystemName = (typeof SYSTEMS)[number];

/** What every stack says of itself, beside its `settings`. */
const identitySchema = z.strictObject({
  system: z.enum(SYSTEMS),
  environment: z.enum(ENVIRONMENTS),
  owner: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: "a team's name in lower-case letters, digits and hyphens" }),
});

/** Which system and environment a stack is, and who answers for it. */
export type Identity = z.infer<typeof identitySchema> & EstateTags;

/** An IPv4 block, such as `10.0.0.0/16`; the components check where it may lie. */
export const cidrSchema = z.cidrv4({ error: "an IPv4 block such as 10.0.0.0/16" });

/** A customer's AWS account. */
export const accountIdSchema = z.string().regex(/^\d{12}$/, { error: "an AWS account id: twelve digits, in quotes" });

/** A GUID, as Azure names tenants and subscriptions. */
export const guidSchema = z.guid({ error: "a GUID such as 6f1a8c8e-0000-4000-8000-000000000000" });

/**
 * Reads one stack's configuration: the identity, and the settings object of its system.
 * @throws {pulumi.InputPropertiesError} naming every fault of the whole configuration at once
 */
export function readStack<Schema extends z.ZodType>(
  config: pulumi.Config,
  schemaOf: (system: SystemName) => Schema,
): { readonly identity: Identity; readonly settings: z.infer<Schema> } {
  const faults = new Faults("Stack", pulumi.getStack(), "settings");
  const identity = identitySchema.safeParse(
    { system: config.get("system"), environment: config.get("environment"), owner: config.get("owner") },
    { reportInput: true },
  );
  if (!identity.success) {
    faults.addAll(settingsFaults(identity.error, identitySchema, ""));
  }
  const system = SYSTEMS.find((name) => name === config.get("system"));
  const settings = system === undefined ? undefined : parseSettings(config, schemaOf(system), faults);
  faults.throwIfAny();
  if (!identity.success || settings === undefined) {
    throw new Error("unreachable: a missing identity or settings object is a fault");
  }
  return { identity: identity.data, settings: settings.value };
}

function parseSettings<Schema extends z.ZodType>(
  config: pulumi.Config,
  schema: Schema,
  faults: Faults,
): { readonly value: z.infer<Schema> } | undefined {
  const parsed = schema.safeParse(settingsObject(config, faults), { reportInput: true });
  if (parsed.success) {
    return { value: parsed.data };
  }
  faults.addAll(settingsFaults(parsed.error, schema, "settings"));
  return undefined;
}

function settingsObject(config: pulumi.Config, faults: Faults): unknown {
  const text = config.get("settings");
  if (text === undefined) {
    return {};
  }
  try {
    return JSON.parse(text);
  } catch {
    faults.add({
      property: "settings",
      given: text,
      allowed: "a mapping of settings",
      fix: "write the settings as YAML keys below `settings:`",
    });
    return {};
  }
}

import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { type EstateTags, Faults } from "../components/core";
import { settingsFaults } from "./settings-faults";

/** The environments that a system can have. */
export const ENVIRONMENTS = ["dev", "staging", "prod"] as const;

const ownerSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: "a team's name in lower-case letters, digits and hyphens" });

/** What every stack says of itself, beside its `settings`. @param systems those that there are */
function identitySchema(systems: readonly string[]) {
  return z.strictObject({ system: z.enum(systems), environment: z.enum(ENVIRONMENTS), owner: ownerSchema });
}

/** Which system and environment a stack is, and who answers for it. */
export type Identity = EstateTags & { readonly environment: (typeof ENVIRONMENTS)[number] };

/** An IPv4 block, such as `10.0.0.0/16`; the components check where it may lie. */
export const cidrSchema = z.cidrv4({ error: "an IPv4 block such as 10.0.0.0/16" });

/** A customer's AWS account. */
export const accountIdSchema = z.string().regex(/^\d{12}$/, { error: "an AWS account id: twelve digits, in quotes" });

/** A GUID, as Azure names tenants and subscriptions. */
export const guidSchema = z.guid({ error: "a GUID such as 6f1a8c8e-0000-4000-8000-000000000000" });

/** One system: what its settings are, and the program that they feed. */
export interface System {
  /** The program, once the settings are known to be right; undefined where they are not, and `faults` says why. */
  prepare(settings: unknown, faults: Faults): ((identity: Identity) => Record<string, unknown>) | undefined;
}

/** A system from its schema and its program. */
export function system<Schema extends z.ZodType>(
  schema: Schema,
  program: (identity: Identity, settings: z.infer<Schema>) => Record<string, unknown>,
): System {
  return {
    prepare(given, faults) {
      const parsed = schema.safeParse(given, { reportInput: true });
      if (parsed.success) {
        return (identity) => program(identity, parsed.data);
      }
      faults.addAll(settingsFaults(parsed.error, schema, "settings"));
      return undefined;
    },
  };
}

/**
 * Reads one stack's configuration, the identity and the settings object of its system, and runs the system's program.
 * @param systems by name; each is a folder beside this file
 * @throws {pulumi.InputPropertiesError} naming every fault of the whole configuration at once
 */
export function runStack(config: pulumi.Config, systems: Readonly<Record<string, System>>): Record<string, unknown> {
  const faults = new Faults("Stack", pulumi.getStack(), "settings");
  const schema = identitySchema(Object.keys(systems));
  const identity = schema.safeParse(
    { system: config.get("system"), environment: config.get("environment"), owner: config.get("owner") },
    { reportInput: true },
  );
  if (!identity.success) {
    faults.addAll(settingsFaults(identity.error, schema, ""));
  }
  const program = systems[config.get("system") ?? ""]?.prepare(settingsObject(config, faults), faults);
  faults.throwIfAny();
  if (!identity.success || program === undefined) {
    throw new Error("unreachable: a missing identity or settings object is a fault");
  }
  return program(identity.data);
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

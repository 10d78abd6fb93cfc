import { Faults } from "../core";

/** Names are hosts, unique in the world (Azure naming rules, Microsoft.KeyVault, read 2026-11). */
const NAME = /^[a-z](-?[a-z0-9]){2,23}$/;
const NAME_LIMIT = 24;
/** Days for which deleted things can be recovered; cannot be changed later. */
const RECOVERY_DAYS = { min: 7, max: 90 } as const;
/** Shortest life of a key's version, in days, by which rotation can be set (from memory, recheck before release). */
const ROTATION_DAYS = { min: 28, max: 730 } as const;
/** A version outlives its rotation by this many days, so that what it encrypted can be read in the meantime. */
const OVERLAP_DAYS = 30;

/** What the plan looks at. */
export interface VaultShape {
  readonly vaultName: string;
  readonly sku?: "standard" | "premium";
  readonly recoveryDays?: number;
  readonly keys?: readonly string[];
  readonly keyRotationDays?: number;
  readonly deletionProtection?: boolean;
}

/** The arguments with every default filled in. */
export interface VaultPlan {
  readonly vaultName: string;
  readonly sku: "standard" | "premium";
  readonly recoveryDays: number;
  readonly keys: readonly string[];
  readonly keyRotationDays: number;
  readonly deletionProtection: boolean;
}

/** The values of the arguments that have a default. */
export const VAULT_DEFAULTS = {
  sku: "standard",
  recoveryDays: 90,
  keys: [],
  keyRotationDays: 365,
  deletionProtection: true,
} as const satisfies Partial<VaultShape>;

/**
 * Built-in roles for the data plane (Azure documentation, "Azure built-in roles", Security, read 2026-11). None of them
 * manages the vault.
 */
export const VAULT_ROLES = {
  /** Key Vault Secrets User: reads values. */
  readSecrets: "4633458b-17de-408a-b874-0445c86b69e6",
  /** Key Vault Crypto Service Encryption User: wraps and unwraps with keys, for services that encrypt by them. */
  encrypt: "e147488a-f6f5-4113-8e2d-b22465e65bf6",
} as const;

export type VaultUse = keyof typeof VAULT_ROLES;

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planVault(name: string, args: VaultShape): VaultPlan {
  const plan = { ...VAULT_DEFAULTS, ...args };
  const faults = new Faults("KeyVault", name);
  faults.check(NAME.test(plan.vaultName) && plan.vaultName.length <= NAME_LIMIT, {
    property: "vaultName",
    given: plan.vaultName,
    allowed: `3 to ${NAME_LIMIT} lower-case letters, digits and single hyphens, a letter first, unique in the world`,
    fix: "choose the first label of the vault's host, such as cloudmart-prod",
  });
  checkDays(faults, "recoveryDays", plan.recoveryDays, RECOVERY_DAYS);
  checkDays(faults, "keyRotationDays", plan.keyRotationDays, ROTATION_DAYS);
  for (const key of plan.keys) {
    faults.check(/^[a-zA-Z0-9-]{1,127}$/.test(key), {
      property: "keys",
      given: key,
      allowed: "1 to 127 letters, digits and hyphens",
      fix: "name the key by what it protects, such as language",
    });
  }
  faults.check(new Set(plan.keys).size === plan.keys.length, {
    property: "keys",
    given: plan.keys,
    allowed: "each name once",
    fix: "remove the second",
  });
  faults.throwIfAny();
  return plan;
}

function checkDays(faults: Faults, property: string, given: number, limit: { min: number; max: number }): void {
  faults.check(Number.isInteger(given) && given >= limit.min && given <= limit.max, {
    property,
    given,
    allowed: `whole days from ${limit.min} to ${limit.max} (Key Vault REST reference)`,
    fix: "choose a number of days in that range",
  });
}

/** When a key's versions are replaced, as Key Vault reads it. */
export function rotationPolicy(days: number) {
  return {
    attributes: { expiryTime: `P${days + OVERLAP_DAYS}D` },
    lifetimeActions: [{ action: { type: "rotate" as const }, trigger: { timeAfterCreate: `P${days}D` } }],
  };
}

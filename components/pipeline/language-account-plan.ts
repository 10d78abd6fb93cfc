import type * as pulumi from "@pulumi/pulumi";
import { Faults } from "../core";

/** Custom subdomains ("Custom subdomain names for Azure AI services"; from memory, recheck before release). */
const SUBDOMAIN = /^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/;
/** Most address rules of one account ("Configure Azure AI services virtual networks", read 2026-11). */
export const ADDRESS_LIMIT = 100;

/** Azure's kinds, by the words of this component. */
export const KINDS = { language: "TextAnalytics", multiService: "CognitiveServices" } as const;
/** Paid tiers. `TextAnalytics` with its `S` tier includes conversational language understanding, which followed LUIS. */
const DEFAULT_SKUS = { language: "S", multiService: "S0" } as const;

/**
 * Built-in roles that call the data plane and manage nothing (Azure documentation, "Azure built-in roles", AI and machine
 * learning, read 2026-11).
 */
export const DATA_ROLES = {
  /** Cognitive Services Language Reader: reads projects, and runs text analytics and language understanding. */
  language: "7628b7b8-a8b2-4cdc-b46f-e9b35248918e",
  /** Cognitive Services User: no smaller role covers several services at once. It also reads keys, which are off. */
  multiService: "a97b65f3-24c7-4388-baec-2e87135dc908",
} as const;

/**
 * Roles of those who make projects of conversational language understanding: they label, train and test; the owner also
 * deploys and deletes. What runs in production needs neither ("Language role-based access control", read 2026-11).
 */
export const AUTHORING_ROLES = {
  /** Cognitive Services Language Writer. */
  writer: "f2310ca1-dc64-4889-bb49-c8e0fa3d47a8",
  /** Cognitive Services Language Owner. */
  owner: "f07febfe-79bc-46b1-8b37-790e26e6e498",
} as const;

export type AuthoringRole = keyof typeof AUTHORING_ROLES;

export type AccountKind = keyof typeof KINDS;

/** Who reaches the endpoint. */
export type AccountAccess =
  | { readonly mode: "private" }
  | { readonly mode: "addresses"; readonly addresses: readonly pulumi.Input<string>[] };

/** What the plan looks at. */
export interface AccountShape {
  readonly kind?: AccountKind;
  readonly subdomain: string;
  readonly access: AccountAccess;
  readonly localAuth?: boolean;
  readonly sku?: string;
}

/** The arguments with every default filled in. */
export interface AccountPlan {
  readonly kind: AccountKind;
  readonly subdomain: string;
  readonly sku: string;
  readonly localAuth: boolean;
}

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planAccount(name: string, args: AccountShape): AccountPlan {
  const kind = args.kind ?? "language";
  const faults = new Faults("LanguageAccount", name);
  faults.check(SUBDOMAIN.test(args.subdomain), {
    property: "subdomain",
    given: args.subdomain,
    allowed: "2 to 64 lower-case letters, digits and hyphens, unique in the world",
    fix: "choose the endpoint's first label, such as cloudmart-prod-language",
  });
  if (args.access.mode === "addresses") {
    checkAddresses(faults, args.access.addresses);
  }
  faults.throwIfAny();
  return {
    kind,
    subdomain: args.subdomain,
    sku: args.sku ?? DEFAULT_SKUS[kind],
    localAuth: args.localAuth ?? false,
  };
}

function checkAddresses(faults: Faults, addresses: readonly pulumi.Input<string>[]): void {
  faults.check(addresses.length >= 1 && addresses.length <= ADDRESS_LIMIT, {
    property: "access.addresses",
    given: addresses.length,
    allowed: `1 to ${ADDRESS_LIMIT} addresses`,
    fix: "give the callers' public addresses, those of the NAT gateways",
  });
  for (const [position, address] of addresses.entries()) {
    const plain = typeof address === "string";
    faults.check(!plain || /^\d{1,3}(\.\d{1,3}){3}(\/(1[6-9]|2\d|30))?$/.test(address), {
      property: `access.addresses.${position}`,
      given: address,
      allowed: "an IPv4 address, or a block from /16 to /30",
      fix: "give the callers' own addresses; a wider block would open the account to strangers",
    });
  }
}

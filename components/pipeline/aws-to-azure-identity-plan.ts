import { Faults, type Statement } from "../core";

/** Audience of a token that Entra ID exchanges (Entra documentation, "Workload identity federation", read 2026-11). */
export const AZURE_AUDIENCE = "api://AzureADTokenExchange";
/** What the caller asks a token for: the data plane of Azure's AI services. */
export const AZURE_SCOPE = "https://cognitiveservices.azure.com/.default";
/** Most federated credentials of one identity (Entra documentation, "Important considerations", read 2026-11). */
export const CREDENTIAL_LIMIT = 20;
/** How long AWS's token may live, in seconds (STS API, `GetWebIdentityToken`, read 2026-11). */
export const TOKEN_SECONDS = { min: 60, max: 3600 } as const;
/** Entra ID checks RSA signatures only; STS offers RS256 and ES384. */
const SIGNING_ALGORITHM = "RS256";

/** What the plan looks at. */
export interface AzureIdentityShape {
  readonly mode: "federation" | "secret";
  readonly issuerUrl?: unknown;
  readonly tokenSeconds?: number;
}

/** The values of the arguments that have a default. */
export const AZURE_IDENTITY_DEFAULTS = { tokenSeconds: 300 } as const;

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planAzureIdentity(name: string, args: AzureIdentityShape): { readonly tokenSeconds: number } {
  const tokenSeconds = args.tokenSeconds ?? AZURE_IDENTITY_DEFAULTS.tokenSeconds;
  const faults = new Faults("AwsToAzureIdentity", name);
  const { issuerUrl } = args;
  faults.check(typeof issuerUrl !== "string" || /^https:\/\/[^/\s]+/.test(issuerUrl), {
    property: "identity.issuerUrl",
    given: issuerUrl,
    allowed: 'the account\'s issuer, an address that begins with "https://"',
    fix: "copy it from IAM's account settings, or pass OutboundWebIdentityFederation.issuerIdentifier",
  });
  const { min, max } = TOKEN_SECONDS;
  faults.check(Number.isInteger(tokenSeconds) && tokenSeconds >= min && tokenSeconds <= max, {
    property: "identity.tokenSeconds",
    given: tokenSeconds,
    allowed: `${min} to ${max} seconds`,
    fix: "choose a number of seconds in that range",
  });
  faults.throwIfAny();
  return { tokenSeconds };
}

/**
 * What lets a role ask AWS for a token that Azure takes, and for no other token.
 *
 * The audience is a list: each of its values must be Azure's, and there must be one, because a condition over all values
 * also holds where there is none. The action takes no resource (Service Authorization Reference, read 2026-11).
 */
export function tokenStatement(tokenSeconds: number): Statement {
  return {
    sid: "AskForAzureTokensOnly",
    actions: ["sts:GetWebIdentityToken"],
    resources: ["*"],
    conditions: {
      "ForAllValues:StringEquals": { "sts:IdentityTokenAudience": [AZURE_AUDIENCE] },
      Null: { "sts:IdentityTokenAudience": "false" },
      NumericLessThanEquals: { "sts:DurationSeconds": String(tokenSeconds) },
      StringEquals: { "sts:SigningAlgorithm": SIGNING_ALGORITHM },
    },
  };
}

import type { PoolMail } from "./user-pool-args";
import type { ClientPlan, PoolPlan } from "./user-pool-plan";

/** What an application asks about a user: who it is, and the address. */
const SCOPES = ["openid", "email", "profile"] as const;
const MFA = { off: "OFF", optional: "OPTIONAL", required: "ON" } as const;
const THREATS = { audit: "AUDIT", enforced: "ENFORCED", off: "OFF" } as const;
/** Days for which an invitation's password is good. */
const TEMPORARY_PASSWORD_DAYS = 3;

/** What an application needs to know, in the shape that Amplify's `configure` takes. */
export interface SignInConfiguration {
  readonly Auth: {
    readonly Cognito: {
      readonly userPoolId: string;
      readonly userPoolClientId: string;
      readonly loginWith: {
        readonly email: true;
        readonly oauth?: {
          readonly domain: string;
          readonly scopes: readonly string[];
          readonly redirectSignIn: readonly string[];
          readonly redirectSignOut: readonly string[];
          readonly responseType: "code";
        };
      };
    };
  };
}

/** The configuration of an application, with the hosted pages where it comes back from them. */
export function signInConfiguration(known: {
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  readonly domain: string | undefined;
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
}): SignInConfiguration {
  const { userPoolId, userPoolClientId, domain, callbackUrls, logoutUrls } = known;
  const oauth =
    domain === undefined || callbackUrls.length === 0
      ? undefined
      : {
          domain,
          scopes: SCOPES,
          redirectSignIn: callbackUrls,
          redirectSignOut: logoutUrls,
          responseType: "code" as const,
        };
  const loginWith = { email: true as const, ...(oauth === undefined ? {} : { oauth }) };
  return { Auth: { Cognito: { userPoolId, userPoolClientId, loginWith } } };
}

/** A pool's own settings. */
export function poolSettings(plan: PoolPlan, mail: PoolMail | undefined) {
  return {
    userPoolTier: plan.tier,
    deletionProtection: plan.deletionProtection ? "ACTIVE" : "INACTIVE",
    usernameAttributes: ["email"],
    usernameConfiguration: { caseSensitive: false },
    autoVerifiedAttributes: ["email"],
    userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdates: ["email"] },
    accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
    adminCreateUserConfig: { allowAdminCreateUserOnly: !plan.selfSignUp },
    passwordPolicy: {
      minimumLength: plan.passwordLength,
      requireLowercase: true,
      requireNumbers: true,
      requireSymbols: true,
      requireUppercase: true,
      temporaryPasswordValidityDays: TEMPORARY_PASSWORD_DAYS,
    },
    mfaConfiguration: MFA[plan.mfa],
    ...(plan.mfa === "off" ? {} : { softwareTokenMfaConfiguration: { enabled: true } }),
    ...(plan.tier === "PLUS" ? { userPoolAddOns: { advancedSecurityMode: THREATS[plan.threatProtection] } } : {}),
    ...(mail === undefined ? {} : { emailConfiguration: sentBySes(mail) }),
  };
}

/** Passwords known to be stolen are refused; odd sign-ins are asked for a second factor. */
export const THREAT_REACTIONS = {
  compromisedCredentialsRiskConfiguration: { actions: { eventAction: "BLOCK" } },
  accountTakeoverRiskConfiguration: {
    actions: {
      mediumAction: { eventAction: "MFA_IF_CONFIGURED", notify: false },
      highAction: { eventAction: "MFA_REQUIRED", notify: false },
    },
  },
};

/** An application's settings. */
export function clientSettings(client: ClientPlan) {
  const hosted = client.callbackUrls.length > 0;
  return {
    // A browser keeps no secret; the code is worth nothing without the verifier of PKCE.
    generateSecret: false,
    explicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    supportedIdentityProviders: ["COGNITO"],
    ...(hosted
      ? {
          allowedOauthFlowsUserPoolClient: true,
          allowedOauthFlows: ["code"],
          allowedOauthScopes: [...SCOPES],
          callbackUrls: [...client.callbackUrls],
          logoutUrls: [...client.logoutUrls],
        }
      : {}),
    preventUserExistenceErrors: "ENABLED",
    enableTokenRevocation: true,
    accessTokenValidity: client.tokenMinutes,
    idTokenValidity: client.tokenMinutes,
    refreshTokenValidity: client.refreshDays,
    tokenValidityUnits: { accessToken: "minutes", idToken: "minutes", refreshToken: "days" },
  };
}

function sentBySes({ identityArn, from, configurationSet }: PoolMail) {
  return {
    emailSendingAccount: "DEVELOPER",
    sourceArn: identityArn,
    fromEmailAddress: from,
    ...(configurationSet === undefined ? {} : { configurationSet }),
  };
}

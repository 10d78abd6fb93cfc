import assert from "node:assert/strict";
import { EncryptionKey } from "../../../components/core";
import { UserPool, type UserPoolArgs } from "../../../components/serverless";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";
import { makeGrantee, makeKey } from "./serverless-support";

const URL = "https://shop.example.com/";
const HOSTED = { clients: { shop: { callbackUrls: [URL] } }, domain: { prefix: "shop-dev" } } as const;

function make(args: Partial<UserPoolArgs<"shop">> = {}) {
  return new UserPool("users", { key: makeKey(), clients: { shop: {} }, ...args });
}

describe("UserPool", () => {
  it("makes exactly a pool, its group, an application, its logs and a firewall", async () => {
    const recording = await recordProgram(() => {
      make();
    });
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" users")),
      [
        "aws:cloudwatch/logGroup:LogGroup users-firewall-logs",
        "aws:cloudwatch/logGroup:LogGroup users-logs",
        "aws:cognito/logDeliveryConfiguration:LogDeliveryConfiguration users-log-delivery",
        "aws:cognito/userGroup:UserGroup users-group-admin",
        "aws:cognito/userPool:UserPool users-pool",
        "aws:cognito/userPoolClient:UserPoolClient users-client-shop",
        "aws:wafv2/webAcl:WebAcl users-firewall-acl",
        "aws:wafv2/webAclAssociation:WebAclAssociation users-firewall-association",
        "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration users-firewall-logging",
        "estate:edge:EdgeFirewall users-firewall",
        "estate:serverless:UserPool users",
      ],
    );
    assert.deepEqual(inputsOf(recording, "users-pool"), {
      userPoolTier: "ESSENTIALS",
      deletionProtection: "ACTIVE",
      usernameAttributes: ["email"],
      usernameConfiguration: { caseSensitive: false },
      autoVerifiedAttributes: ["email"],
      userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdates: ["email"] },
      accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
      adminCreateUserConfig: { allowAdminCreateUserOnly: false },
      passwordPolicy: {
        minimumLength: 12,
        requireLowercase: true,
        requireNumbers: true,
        requireSymbols: true,
        requireUppercase: true,
        temporaryPasswordValidityDays: 3,
      },
      mfaConfiguration: "OPTIONAL",
      softwareTokenMfaConfiguration: { enabled: true },
    });
  });

  it("gives applications neither a secret nor the implicit flow", async () => {
    const recording = await recordProgram(() => {
      make(HOSTED);
    });
    const { userPoolId, ...client } = inputsOf(recording, "users-client-shop");
    assert.equal(userPoolId, recording.get("users-pool").id);
    assert.deepEqual(client, {
      generateSecret: false,
      explicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      supportedIdentityProviders: ["COGNITO"],
      allowedOauthFlowsUserPoolClient: true,
      allowedOauthFlows: ["code"],
      allowedOauthScopes: ["openid", "email", "profile"],
      callbackUrls: [URL],
      logoutUrls: [URL],
      preventUserExistenceErrors: "ENABLED",
      enableTokenRevocation: true,
      accessTokenValidity: 60,
      idTokenValidity: 60,
      refreshTokenValidity: 30,
      tokenValidityUnits: { accessToken: "minutes", idToken: "minutes", refreshToken: "days" },
    });
    assert.ok(inventory(recording).some((line) => line.endsWith("users-branding-shop")));
  });

  it("tells an application what Amplify takes", async () => {
    const recording = await recordProgram(() => {
      const hosted = make(HOSTED);
      return { hosted: hosted.configuration("shop"), client: hosted.clientId("shop"), issuer: hosted.issuer };
    });
    const pool = recording.get("users-pool").id;
    const oauth = {
      domain: "shop-dev.auth.us-east-1.amazoncognito.com",
      scopes: ["openid", "email", "profile"],
      redirectSignIn: [URL],
      redirectSignOut: [URL],
      responseType: "code",
    };
    assert.deepEqual(recording.outputs["hosted"], {
      Auth: {
        Cognito: {
          userPoolId: pool,
          userPoolClientId: recording.outputs["client"],
          loginWith: { email: true, oauth },
        },
      },
    });
    assert.equal(recording.outputs["issuer"], `https://cognito-idp.us-east-1.amazonaws.com/${pool}`);
  });

  it("protects against threats with PLUS, and logs who signed in", async () => {
    const recording = await recordProgram(() => {
      make({ tier: "PLUS" });
    });
    assert.deepEqual(inputsOf(recording, "users-pool")["userPoolAddOns"], { advancedSecurityMode: "ENFORCED" });
    assert.deepEqual(inputsOf(recording, "users-threats")["compromisedCredentialsRiskConfiguration"], {
      actions: { eventAction: "BLOCK" },
    });
    const { logConfigurations } = inputsOf(recording, "users-log-delivery") as {
      logConfigurations: { eventSource: string; logLevel: string }[];
    };
    assert.deepEqual(
      logConfigurations.map(({ eventSource, logLevel }) => [eventSource, logLevel]),
      [
        ["userNotification", "ERROR"],
        ["userAuthEvents", "INFO"],
      ],
    );
  });

  it("signs users in at a name of its own, and sends its mail by SES", async () => {
    const recording = await recordProgram(() => {
      const pool = make({
        clients: { shop: { callbackUrls: [URL] } },
        domain: { name: "auth.example.com", certificateArn: "arn:aws:acm:us-east-1:1:certificate/a", zoneId: "Z1" },
        mail: { identityArn: "arn:aws:ses:us-east-1:1:identity/example.com", from: "Shop <no-reply@example.com>" },
        mfa: "required",
        selfSignUp: false,
        deletionProtection: false,
        rateLimit: "none",
      });
      return { domain: pool.domainName };
    });
    assert.equal(recording.outputs["domain"], "auth.example.com");
    assert.equal(inputsOf(recording, "users-domain-record")["name"], "auth.example.com");
    const pool = inputsOf(recording, "users-pool");
    assert.deepEqual(pool["emailConfiguration"], {
      emailSendingAccount: "DEVELOPER",
      sourceArn: "arn:aws:ses:us-east-1:1:identity/example.com",
      fromEmailAddress: "Shop <no-reply@example.com>",
    });
    assert.deepEqual(
      [pool["mfaConfiguration"], pool["deletionProtection"], pool["adminCreateUserConfig"]],
      ["ON", "INACTIVE", { allowAdminCreateUserOnly: true }],
    );
    assert.ok(!inventory(recording).some((line) => line.includes("firewall")));
  });

  it("lets grantees read or manage users of this pool", async () => {
    const recording = await recordProgram(() => {
      const pool = make();
      pool.grantReadUsers(makeGrantee("reader"));
      pool.grantManageUsers(makeGrantee("manager"));
      return { none: pool.bindingStatements([], {}), reference: pool.bindingReference };
    });
    const arn = recording.get("users-pool").outputs["arn"];
    assert.deepEqual(statementsOf(recording, "reader-policy-users-read-users"), [
      {
        Sid: "Users",
        Effect: "Allow",
        Action: ["cognito-idp:AdminGetUser", "cognito-idp:AdminListGroupsForUser", "cognito-idp:ListUsers"],
        Resource: arn,
      },
    ]);
    const [manages] = statementsOf(recording, "manager-policy-users-manage-users") as { Action: string[] }[];
    assert.ok(manages?.Action.includes("cognito-idp:AdminAddUserToGroup"));
    assert.ok(!manages?.Action.some((action) => /Delete|SetUserPassword/.test(action)));
    assert.deepEqual([recording.outputs["none"], recording.outputs["reference"]], [[], recording.get("users-pool").id]);
  });

  it("has the same URNs in a preview, and watches each application's sign-ins", async () => {
    let alarms: readonly string[] = [];
    const program = () => {
      alarms = make(HOSTED)
        .alarms()
        .map(({ key }) => key);
    };
    const preview = await recordProgram(program, { mode: "preview" });
    assert.deepEqual(urns(preview), urns(await recordProgram(program)));
    assert.deepEqual(alarms, ["shop-sign-ins-failing", "shop-sign-ins-throttled", "shop-refreshes-throttled"]);
  });
});

describe("UserPool fails when", () => {
  it("passwords are short, tokens last too long, addresses are plain, or tier and protection do not fit", async () => {
    const message = await failureOf(() => {
      new UserPool("users", {
        key: new EncryptionKey("bare", { description: "None" }),
        clients: { shop: { callbackUrls: ["http://shop.example.com"], tokenMinutes: 1, refreshDays: 4000 } },
        groups: { "the admins": { description: "No" } },
        threatProtection: "enforced",
        mfa: "off",
        passwordLength: 8,
        rateLimit: 5,
        mail: { identityArn: "arn", from: "nobody" },
      });
    }, "aws:cognito/userPool:UserPool");
    assertMentions(message, [
      "clients.shop.callbackUrls",
      "clients.shop.tokenMinutes",
      "clients.shop.refreshDays",
      "groups.the admins",
      'threatProtection: given "enforced"; allowed: "off" with tier "ESSENTIALS"',
      "mfa: given",
      "passwordLength: given 8; allowed: a whole number from 12 to 99",
      "rateLimit",
      "mail.from",
      "domain: given nothing; allowed: a domain for the hosted pages",
      'add "logs" to the services of EncryptionKey "bare"',
    ]);
  });

  it("a domain is none that Cognito takes, or nobody signs in", async () => {
    const message = await failureOf(() => {
      new UserPool("users", { key: makeKey(), clients: {}, domain: { prefix: "my-cognito" } });
    }, "aws:cognito/userPool:UserPool");
    assertMentions(message, ["domain.prefix", "clients: given {}; allowed: at least one application"]);
  });
});

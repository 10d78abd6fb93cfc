import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import { EncryptionKey, type Grantee, serviceTrust } from "../../../components/core";
import { SecretStore } from "../../../components/data";
import { AzureLanguage, type AzureLanguageArgs } from "../../../components/pipeline";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";

const ISSUER = "https://a1b2c3d4.tokens.sts.global.api.aws";
const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";

const keyless: AzureLanguageArgs = {
  location: "eastus",
  subdomains: { language: "shop-language" },
  access: { mode: "addresses", addresses: ["203.0.113.7"] },
  identity: { mode: "federation", issuerUrl: ISSUER },
  tags: { system: "shop" },
};

function caller(name: string): Grantee {
  const role = new iam.Role(`${name}-role`, { name, assumeRolePolicy: serviceTrust("pods.eks.amazonaws.com") });
  return { granteeName: name, role };
}

/** Parts of the account's properties that decide who gets in. */
function doors(inputs: Readonly<Record<string, unknown>>): unknown {
  return inputs["properties"];
}

describe("AzureLanguage", () => {
  it("makes exactly a group, its logs, an identity, and per account its role and its logging", async () => {
    const subdomains = { language: "shop-language", multiService: "shop-multi" };
    const recording = await recordProgram(() => {
      new AzureLanguage("ai", { ...keyless, subdomains }).identity.allow(caller("ai-service"));
    });
    assert.deepEqual(
      inventory(recording).filter((line) => !line.startsWith("estate:")),
      [
        "aws:iam/role:Role ai-service-role",
        "aws:iam/rolePolicy:RolePolicy ai-service-policy-ai-caller-token",
        "azure-native:authorization:RoleAssignment ai-language-use-ai-caller",
        "azure-native:authorization:RoleAssignment ai-multi-service-use-ai-caller",
        "azure-native:cognitiveservices:Account ai-language-account",
        "azure-native:cognitiveservices:Account ai-multi-service-account",
        "azure-native:managedidentity:FederatedIdentityCredential ai-caller-credential-ai-service",
        "azure-native:managedidentity:UserAssignedIdentity ai-caller-identity",
        "azure-native:monitor:DiagnosticSetting ai-language-diagnostics",
        "azure-native:monitor:DiagnosticSetting ai-multi-service-diagnostics",
        "azure-native:operationalinsights:Workspace ai-home-logs",
        "azure-native:resources:ResourceGroup ai-home-group",
      ],
    );
  });

  it("takes no keys and no strangers", async () => {
    const recording = await recordProgram(() => void new AzureLanguage("ai", keyless));
    const account = inputsOf(recording, "ai-language-account");
    assert.equal(account["kind"], "TextAnalytics");
    assert.deepEqual(account["sku"], { name: "S" });
    assert.deepEqual(doors(account), {
      customSubDomainName: "shop-language",
      disableLocalAuth: true,
      publicNetworkAccess: "Enabled",
      networkAcls: { defaultAction: "Deny", ipRules: [{ value: "203.0.113.7" }] },
    });
    const closed = await recordProgram(() => void new AzureLanguage("ai", { ...keyless, access: { mode: "private" } }));
    assert.deepEqual(doors(inputsOf(closed, "ai-language-account")), {
      customSubDomainName: "shop-language",
      disableLocalAuth: true,
      publicNetworkAccess: "Disabled",
      networkAcls: { defaultAction: "Deny" },
    });
  });

  it("encrypts by the vault's key where one is given", async () => {
    const vaultKey = { vaultUri: "https://shop.vault.azure.net/", keyName: "language", keyVersion: "1" };
    const recording = await recordProgram(() => void new AzureLanguage("ai", { ...keyless, vaultKey }));
    const properties = inputsOf(recording, "ai-language-account")["properties"];
    assert.ok(typeof properties === "object" && properties !== null && "encryption" in properties);
    assert.deepEqual(properties.encryption, {
      keySource: "Microsoft.KeyVault",
      keyVaultProperties: { keyVaultUri: vaultKey.vaultUri, keyName: "language", keyVersion: "1" },
    });
  });

  it("gives the identity the smallest role, on the one account", async () => {
    const recording = await recordProgram(() => void new AzureLanguage("ai", keyless));
    assert.deepEqual(inputsOf(recording, "ai-language-use-ai-caller"), {
      scope: recording.get("ai-language-account").id,
      roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/7628b7b8-a8b2-4cdc-b46f-e9b35248918e`,
      principalId: recording.get("ai-caller-identity").outputs["principalId"],
      principalType: "ServicePrincipal",
    });
  });

  it("trusts exactly the role, whose tokens are for Azure only", async () => {
    const recording = await recordProgram(() => {
      const { identity } = new AzureLanguage("ai", keyless);
      identity.allow(caller("ai-service"));
      identity.allow(caller("support"));
      return { configuration: identity.configuration };
    });
    const credential = inputsOf(recording, "ai-caller-credential-ai-service");
    assert.equal(credential["issuer"], ISSUER);
    assert.equal(credential["subject"], "arn:aws:iam::111122223333:role/ai-service");
    assert.deepEqual(credential["audiences"], ["api://AzureADTokenExchange"]);
    assert.deepEqual(statementsOf(recording, "ai-service-policy-ai-caller-token"), [
      {
        Sid: "AskForAzureTokensOnly",
        Effect: "Allow",
        Action: "sts:GetWebIdentityToken",
        Resource: "*",
        Condition: {
          "ForAllValues:StringEquals": { "sts:IdentityTokenAudience": ["api://AzureADTokenExchange"] },
          Null: { "sts:IdentityTokenAudience": "false" },
          NumericLessThanEquals: { "sts:DurationSeconds": "300" },
          StringEquals: { "sts:SigningAlgorithm": "RS256" },
        },
      },
    ]);
    const second = recording.get("ai-caller-credential-support");
    assert.ok(second.dependencies.includes(recording.get("ai-caller-credential-ai-service").urn));
    const identity = recording.get("ai-caller-identity").outputs;
    assert.deepEqual(JSON.parse(String(recording.outputs["configuration"])), {
      source: "federation",
      tenantId: identity["tenantId"],
      clientId: identity["clientId"],
      audience: "api://AzureADTokenExchange",
      scope: "https://cognitiveservices.azure.com/.default",
    });
  });

  it("takes keys in secret mode, and makes no identity", async () => {
    const recording = await recordProgram(() => {
      const key = new EncryptionKey("key", { description: "Secrets" });
      const secrets = new SecretStore("secrets", { key, secrets: { azure: { description: "The account's key" } } });
      const secret = secrets.secret("azure");
      const { identity } = new AzureLanguage("ai", { ...keyless, identity: { mode: "secret", secret } });
      identity.allow(caller("ai-service"));
      return { configuration: identity.configuration, secretArn: secret.arn };
    });
    const { configuration, secretArn } = recording.outputs;
    assert.deepEqual(JSON.parse(String(configuration)), { source: "secret", secretArn });
    assert.deepEqual(doors(inputsOf(recording, "ai-language-account")), {
      customSubDomainName: "shop-language",
      disableLocalAuth: false,
      publicNetworkAccess: "Enabled",
      networkAcls: { defaultAction: "Deny", ipRules: [{ value: "203.0.113.7" }] },
    });
    assert.deepEqual(recording.ofType("azure-native:authorization:RoleAssignment"), []);
    assert.deepEqual(recording.ofType("azure-native:managedidentity:UserAssignedIdentity"), []);
    assert.equal(statementsOf(recording, "ai-service-policy-ai-caller-secret").length, 2);
  });

  it("tells callers both endpoints and what to ask, and lets them in", async () => {
    const recording = await recordProgram(() => {
      const azure = new AzureLanguage("ai", {
        ...keyless,
        subdomains: { language: "shop-language", multiService: "shop-multi" },
        understanding: { project: "support", deployment: "production" },
      });
      azure.grantUse(caller("ai-service"));
      return { environment: azure.environment, configuration: azure.identity.configuration };
    });
    assert.deepEqual(recording.outputs["environment"], {
      AZURE_IDENTITY: recording.outputs["configuration"],
      AZURE_LANGUAGE_ENDPOINT: "https://shop-language.cognitiveservices.azure.com/",
      AZURE_MULTI_SERVICE_ENDPOINT: "https://shop-multi.cognitiveservices.azure.com/",
      AZURE_UNDERSTANDING_PROJECT: "support",
      AZURE_UNDERSTANDING_DEPLOYMENT: "production",
    });
    assert.equal(inputsOf(recording, "ai-multi-service-account")["kind"], "CognitiveServices");
    assert.equal(recording.get("ai-caller-credential-ai-service").inputs["issuer"], ISSUER);
  });

  it("keeps authors apart from callers: they hold other roles, on the language account alone", async () => {
    const authors = {
      linguists: { principalId: "00000000-0000-0000-0000-00000000000a", principalType: "Group" },
      delivery: {
        principalId: "00000000-0000-0000-0000-00000000000b",
        principalType: "ServicePrincipal",
        role: "owner",
      },
    } as const;
    const recording = await recordProgram(() => void new AzureLanguage("ai", { ...keyless, authors }));
    const assigned = recording.ofType("azure-native:authorization:RoleAssignment").map(({ name, inputs }) => {
      assert.equal(inputs["scope"], recording.get("ai-language-account").id);
      return [name, String(inputs["roleDefinitionId"]).split("/").at(-1), inputs["principalType"]];
    });
    assert.deepEqual(assigned.sort(), [
      ["ai-language-author-delivery", "f07febfe-79bc-46b1-8b37-790e26e6e498", "ServicePrincipal"],
      ["ai-language-author-linguists", "f2310ca1-dc64-4889-bb49-c8e0fa3d47a8", "Group"],
      ["ai-language-use-ai-caller", "7628b7b8-a8b2-4cdc-b46f-e9b35248918e", "ServicePrincipal"],
    ]);
  });

  it("has the same resources before anything exists", async () => {
    const program = () => new AzureLanguage("ai", keyless).identity.allow(caller("ai-service"));
    const preview = await recordProgram(program, { mode: "preview" });
    assert.deepEqual(urns(preview), urns(await recordProgram(program)));
  });

  describe("fails when", () => {
    const group = "azure-native:resources:ResourceGroup";

    it("the region or the retention is none", async () => {
      const program = () => void new AzureLanguage("ai", { ...keyless, location: "East US", retentionDays: 7 });
      assertMentions(await failureOf(program, group), [
        'location: given "East US"; allowed: a region\'s short name, such as eastus.',
        "retentionDays: given 7; allowed: whole days from 30 to 730.",
      ]);
    });

    it("the project of language understanding has no possible name, or its account no projects", async () => {
      const understanding = { project: "my project", deployment: "" };
      assertMentions(await failureOf(() => void new AzureLanguage("ai", { ...keyless, understanding }), group), [
        'understanding.project: given "my project"; allowed: 1 to 50 letters',
        'understanding.deployment: given ""',
      ]);
      const author = { principalId: "00000000-0000-0000-0000-00000000000a", principalType: "Group" } as const;
      const subdomains = { language: "shop-language", multiService: "shop-multi" };
      const program = () =>
        void new AzureLanguage("ai", { ...keyless, subdomains }).multiService?.grantAuthoring("linguists", author);
      assertMentions(await failureOf(program, "none"), ['let "linguists" author in an account of kind language']);
    });

    it("the issuer is none", async () => {
      const identity = { mode: "federation", issuerUrl: "http://issuer", tokenSeconds: 1 } as const;
      assertMentions(await failureOf(() => void new AzureLanguage("ai", { ...keyless, identity }), group), [
        'identity.issuerUrl: given "http://issuer"',
        "identity.tokenSeconds: given 1; allowed: 60 to 3600 seconds.",
      ]);
    });

    it("the endpoint's name or its callers' addresses are none", async () => {
      const access = { mode: "addresses", addresses: ["0.0.0.0/0"] } as const;
      const program = () => void new AzureLanguage("ai", { ...keyless, subdomains: { language: "Shop" }, access });
      assertMentions(await failureOf(program, group), [
        'subdomain: given "Shop"',
        'access.addresses.0: given "0.0.0.0/0"; allowed: an IPv4 address, or a block from /16 to /30.',
      ]);
    });

    it("an identity has more callers than Azure takes", async () => {
      const program = () => {
        const { identity } = new AzureLanguage("ai", keyless);
        for (let index = 0; index <= 20; index += 1) {
          identity.allow(caller(`caller-${index}`));
        }
      };
      assertMentions(await failureOf(program, "none"), ["has 20 credentials, the most that Azure takes"]);
    });
  });
});

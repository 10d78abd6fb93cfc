import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import { EncryptionKey, type Grantee, serviceTrust } from "../../../components/core";
import { SecretStore } from "../../../components/data";
import { AwsToGcpIdentity } from "../../../components/pipeline";
import { recordProgram, SecretValue } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";
import { gcp } from "./fixtures";

const POOL = "projects/123456789012/locations/global/workloadIdentityPools/shop";
const EMAIL = "shop-identity@shop-analytics.iam.gserviceaccount.com";

const CONFIG = {
  type: "external_account",
  audience: `//iam.googleapis.com/${POOL}/providers/aws-roles`,
  subject_token_type: "urn:ietf:params:aws:token-type:aws4_request",
  token_url: "https://sts.googleapis.com/v1/token",
  service_account_impersonation_url: `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${EMAIL}:generateAccessToken`,
  service_account_impersonation: { token_lifetime_seconds: 3600 },
  credential_source: {
    environment_id: "aws1",
    region_url: "http://169.254.169.254/latest/meta-data/placement/availability-zone",
    url: "http://169.254.169.254/latest/meta-data/iam/security-credentials",
    regional_cred_verification_url: "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15",
  },
};

function caller(name: string, path?: string): Grantee {
  const role = new iam.Role(`${name}-role`, {
    name,
    ...(path === undefined ? {} : { path }),
    assumeRolePolicy: serviceTrust("lambda.amazonaws.com"),
  });
  return { granteeName: name, role };
}

function makeIdentity(): AwsToGcpIdentity {
  return new AwsToGcpIdentity("shop-identity", { gcp, poolId: "shop" });
}

describe("AwsToGcpIdentity", () => {
  it("makes exactly a pool, a provider, an account, and a membership per role", async () => {
    const recording = await recordProgram(() => makeIdentity().allow(caller("writer")));
    assert.deepEqual(inventory(recording), [
      "aws:iam/role:Role writer-role",
      "estate:pipeline:AwsToGcpIdentity shop-identity",
      "gcp:iam/workloadIdentityPool:WorkloadIdentityPool shop-identity-pool",
      "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider shop-identity-provider",
      "gcp:serviceaccount/account:Account shop-identity-account",
      "gcp:serviceaccount/iAMMember:IAMMember shop-identity-caller-writer",
    ]);
  });

  it("admits exactly the allowed roles, with the whole mapping written out", async () => {
    const recording = await recordProgram(() => {
      const identity = makeIdentity();
      identity.allow(caller("writer"));
      identity.allow(caller("analyst", "/people/"));
    });
    const role = (name: string) => `arn:aws:sts::111122223333:assumed-role/${name}`;
    assert.deepEqual(inputsOf(recording, "shop-identity-provider"), {
      project: "shop-analytics",
      workloadIdentityPoolId: "shop",
      workloadIdentityPoolProviderId: "aws-roles",
      aws: { accountId: "111122223333" },
      attributeMapping: {
        "google.subject": "assertion.arn.extract('assumed-role/{role_and_session}')",
        "attribute.aws_account": "assertion.account",
        "attribute.aws_role":
          "assertion.arn.extract('{account_arn}assumed-role/') + 'assumed-role/' + assertion.arn.extract('assumed-role/{role_name}/')",
      },
      attributeCondition: `attribute.aws_account == '111122223333' && attribute.aws_role in ['${role("analyst")}', '${role("writer")}']`,
    });
    assert.deepEqual(inputsOf(recording, "shop-identity-caller-analyst"), {
      serviceAccountId: `projects/shop-analytics/serviceAccounts/${EMAIL}`,
      role: "roles/iam.workloadIdentityUser",
      member: `principalSet://iam.googleapis.com/${POOL}/attribute.aws_role/${role("analyst")}`,
    });
  });

  it("hands out a configuration without a secret in it, which a caller can have before its role", async () => {
    const recording = await recordProgram(() => {
      const identity = makeIdentity();
      identity.allow(caller("writer"));
      return { configuration: identity.configuration };
    });
    const { configuration } = recording.outputs;
    assert.ok(typeof configuration === "string");
    assert.deepEqual(JSON.parse(configuration), { source: "federation", config: CONFIG });
  });

  it("keeps the configuration in Secrets Manager where asked to, and lets the caller read it", async () => {
    const recording = await recordProgram(() => {
      const key = new EncryptionKey("key", { description: "Secrets" });
      const secrets = new SecretStore("secrets", { key, secrets: { gcp: { description: "Sign-in to Google Cloud" } } });
      const identity = new AwsToGcpIdentity("shop-identity", {
        gcp,
        poolId: "shop",
        identity: { mode: "secret", secret: secrets.secret("gcp") },
      });
      identity.allow(caller("writer"));
      return { configuration: identity.configuration, secretArn: secrets.secret("gcp").arn };
    });
    const { configuration, secretArn } = recording.outputs;
    assert.ok(typeof configuration === "string");
    assert.deepEqual(JSON.parse(configuration), { source: "secret", secretArn });
    const { secretString } = recording.get("shop-identity-secret-value").inputs;
    assert.ok(secretString instanceof SecretValue && typeof secretString.value === "string");
    assert.deepEqual(JSON.parse(secretString.value), CONFIG);
    assert.deepEqual(statementsOf(recording, "writer-policy-shop-identity-secret"), [
      { Sid: "Secret", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secretArn },
      {
        Sid: "UseKeySecretsmanager",
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: recording.get("key-key").outputs["arn"],
        Condition: { StringEquals: { "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com" } },
      },
    ]);
  });

  it("has the same resources before anything exists", async () => {
    const program = () => makeIdentity().allow(caller("writer"));
    const preview = await recordProgram(program, { mode: "preview" });
    assert.deepEqual(urns(preview), urns(await recordProgram(program)));
  });

  describe("fails when", () => {
    it("its arguments are wrong, all of them at once", async () => {
      const program = () =>
        void new AwsToGcpIdentity("shop-identity", {
          gcp: { project: "Shop", projectNumber: "shop", location: "US" },
          poolId: "gcp-pool",
          accountId: "a",
          tokenSeconds: 10,
        });
      assertMentions(await failureOf(program, "gcp:iam/workloadIdentityPool:WorkloadIdentityPool"), [
        "has 6 faults",
        'gcp.project: given "Shop"',
        'gcp.projectNumber: given "shop"',
        'gcp.location: given "US"; allowed: one region, such as us-east4.',
        'poolId: given "gcp-pool"',
        'accountId: given "a"',
        "tokenSeconds: given 10; allowed: 600 to 3600 seconds.",
      ]);
    });

    it("no role is allowed: such a provider would admit nobody, or by mistake everybody", async () => {
      const message = await failureOf(() => void makeIdentity(), "gcp:iam/workloadIdentityPoolProvider:None");
      assertMentions(message, ['AwsToGcpIdentity "shop-identity" allows no role; allow the roles of one AWS account.']);
    });

    it("a caller is allowed twice", async () => {
      const program = () => {
        const identity = makeIdentity();
        const writer = caller("writer");
        identity.allow(writer);
        identity.allow(writer);
      };
      assertMentions(await failureOf(program, "none"), ['allows "writer" already']);
    });
  });
});

import assert from "node:assert/strict";
import {
  AzureGroup,
  BigtableStore,
  type BigtableStoreArgs,
  EntraTenant,
  GcpKeys,
  KeyVault,
  type KeyVaultArgs,
} from "../../../components/pipeline";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, urns } from "../core/support";

const TENANT = "0f2b1d3c-0000-4000-8000-000000000001";
const PLACE = { virtualNetworkId: "/network", subnetId: "/subnet", address: "10.60.0.132" };
const GCP = { project: "shop-analytics", projectNumber: "123456789012", location: "us-east4" };

function makeVault(args: Partial<KeyVaultArgs> = {}): KeyVault {
  const group = new AzureGroup("group", { location: "eastus" });
  return new KeyVault("vault", { group, tenantId: TENANT, vaultName: "shop-prod", network: PLACE, ...args });
}

function makeStore(args: Partial<BigtableStoreArgs> = {}): BigtableStore {
  const ring = new GcpKeys("keys", { gcp: GCP, keys: { bigtable: { agents: [] } } });
  return new BigtableStore("events", {
    gcp: GCP,
    key: { ring, name: "bigtable" },
    zones: ["us-east4-a"],
    tables: { clicks: { families: { event: { maxAgeDays: 90, maxVersions: 1 } } } },
    ...args,
  });
}

const own = (lines: readonly string[], name: string) => lines.filter((line) => line.includes(` ${name}`));

describe("KeyVault", () => {
  it("makes exactly a vault, its private endpoint and names, and diagnostics", async () => {
    const recording = await recordProgram(() => void makeVault());
    assert.deepEqual(own(inventory(recording), "vault"), [
      "azure-native:keyvault:Vault vault-vault",
      "azure-native:monitor:DiagnosticSetting vault-diagnostics",
      "azure-native:network:PrivateDnsZoneGroup vault-zone-group",
      "azure-native:network:PrivateEndpoint vault-endpoint",
      "azure-native:privatedns:PrivateZone vault-zone",
      "azure-native:privatedns:VirtualNetworkLink vault-zone-link",
      "estate:pipeline:KeyVault vault",
    ]);
    assert.equal(recording.get("vault-vault").options.protect, true);
  });

  it("has no public address, no policies of its own, and is not purged", async () => {
    const recording = await recordProgram(() => void makeVault());
    assert.deepEqual(inputsOf(recording, "vault-vault")["properties"], {
      tenantId: TENANT,
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 90,
      enablePurgeProtection: true,
      enabledForDeployment: false,
      enabledForDiskEncryption: false,
      enabledForTemplateDeployment: false,
      publicNetworkAccess: "Disabled",
      networkAcls: { defaultAction: "Deny", bypass: "AzureServices" },
    });
    assert.deepEqual(inputsOf(recording, "vault-endpoint")["ipConfigurations"], [
      { name: "vault", groupId: "vault", memberName: "default", privateIPAddress: "10.60.0.132" },
    ]);
  });

  it("gives a role on this vault alone", async () => {
    const recording = await recordProgram(() => {
      makeVault().grant("readSecrets", { name: "backend", principalId: "principal" });
    });
    const assignment = inputsOf(recording, "vault-readSecrets-backend");
    assert.equal(assignment["scope"], recording.get("vault-vault").id);
    assert.match(String(assignment["roleDefinitionId"]), /roleDefinitions\/4633458b-17de-408a-b874-0445c86b69e6$/);
  });

  it("makes keys that rotate, as services take them", async () => {
    const recording = await recordProgram(() => makeVault({ keys: ["language"] }).key("language"));
    assert.match(
      JSON.stringify(inputsOf(recording, "vault-key-language")),
      /"expiryTime":"P395D".*"type":"rotate".*"timeAfterCreate":"P365D"/,
    );
    assert.equal(recording.outputs["vaultUri"], "https://shop-prod.vault.azure.net/");
    assert.match(String(recording.outputs["keyVersion"]), /^[0-9a-f]{32}$/);
  });

  it("fails with every fault at once, and registers nothing", async () => {
    const faults = { vaultName: "a--b", recoveryDays: 3, keyRotationDays: 7, keys: ["a b", "x", "x"] };
    const message = await failureOf(() => void makeVault(faults), "azure-native:keyvault:Vault");
    assertMentions(message, ["vaultName", "recoveryDays", "keyRotationDays", "keys", "each name once"]);
  });
});

describe("EntraTenant", () => {
  const args = { subdomain: "cloudmartprod", displayName: "CloudMart", countryCode: "US" };

  it("makes exactly one tenant for customers, and says who signs their tokens", async () => {
    const recording = await recordProgram(() => {
      const group = new AzureGroup("group", { location: "eastus" });
      const { issuer, discoveryUrl } = new EntraTenant("customers", { group, ...args });
      return { issuer, discoveryUrl };
    });
    assert.deepEqual(own(inventory(recording), "customers"), [
      "azure-native:azureactivedirectory:CIAMTenant customers-tenant",
      "estate:pipeline:EntraTenant customers",
    ]);
    const tenant = recording.get("customers-tenant");
    const id = String(tenant.outputs["tenantId"]);
    assert.equal(recording.outputs["issuer"], `https://${id}.ciamlogin.com/${id}/v2.0`);
    assert.equal(
      recording.outputs["discoveryUrl"],
      `https://cloudmartprod.ciamlogin.com/${id}/v2.0/.well-known/openid-configuration`,
    );
    assert.deepEqual(inputsOf(recording, "customers-tenant")["sku"], { name: "Base", tier: "A0" });
    assert.equal(tenant.options.protect, true);
  });

  it("fails with every fault at once", async () => {
    const wrong = { subdomain: "cloud-mart", displayName: " ", countryCode: "usa" };
    const program = () => {
      const group = new AzureGroup("group", { location: "eastus" });
      new EntraTenant("customers", { group, ...wrong });
    };
    const message = await failureOf(program, "azure-native:azureactivedirectory:CIAMTenant");
    assertMentions(message, ["subdomain", "displayName", "countryCode"]);
  });
});

describe("BigtableStore", () => {
  it("makes exactly an instance, its tables with their rules, a profile, and the agent's grant", async () => {
    const recording = await recordProgram(() => void makeStore());
    assert.deepEqual(own(inventory(recording), "events"), [
      "estate:pipeline:BigtableStore events",
      "estate:pipeline:GcpServiceAgents events-agents",
      "gcp:bigtable/appProfile:AppProfile events-profile",
      "gcp:bigtable/gCPolicy:GCPolicy events-rule-clicks-event",
      "gcp:bigtable/instance:Instance events-instance",
      "gcp:bigtable/table:Table events-table-clicks",
      "gcp:projects/serviceIdentity:ServiceIdentity events-agents-identity-bigtable",
    ]);
    const key = recording.get("keys-key-bigtable").id;
    const instance = inputsOf(recording, "events-instance");
    assert.deepEqual(instance["clusters"], [
      {
        clusterId: "c-us-east4-a",
        zone: "us-east4-a",
        storageType: "SSD",
        kmsKeyName: key,
        autoscalingConfig: { minNodes: 1, maxNodes: 3, cpuTarget: 60 },
      },
    ]);
    assert.equal(instance["deletionProtection"], true);
    const granted = recording.get("keys-grant-bigtable-bigtable");
    assert.ok(recording.get("events-instance").dependencies.includes(granted.urn));
    assert.match(String(granted.inputs["member"]), /service-123456789012@gcp-sa-bigtable/);
  });

  it("backs tables up, protects them and lets old cells go", async () => {
    const recording = await recordProgram(() => void makeStore());
    const table = inputsOf(recording, "events-table-clicks");
    assert.deepEqual(table["automatedBackupPolicy"], { frequency: "24h", retentionPeriod: "168h" });
    assert.equal(table["deletionProtection"], "PROTECTED");
    const rules = inputsOf(recording, "events-rule-clicks-event")["gcRules"];
    assert.ok(typeof rules === "string");
    assert.deepEqual(JSON.parse(rules), { mode: "union", rules: [{ max_age: "2160h" }, { max_version: 1 }] });
  });

  it("grants one table; routes to any cluster where there are several", async () => {
    const recording = await recordProgram(() => {
      makeStore({ zones: ["us-east4-a", "us-east4-b"] }).grant("read", "clicks", "dashboard", "user:a@example.com");
    });
    const grant = inputsOf(recording, "events-read-clicks-dashboard");
    assert.equal(grant["role"], "roles/bigtable.reader");
    assert.equal(grant["table"], "clicks");
    assert.equal(inputsOf(recording, "events-profile")["multiClusterRoutingUseAny"], true);
  });

  it("fails with every fault at once", async () => {
    const message = await failureOf(
      () =>
        void makeStore({
          zones: ["us-west1-a"],
          nodes: { min: 1, max: 11 },
          cpuTarget: 90,
          backupDays: 1,
          tables: { "a b": { families: {} }, events: { families: { raw: {} } } },
        }),
      "gcp:bigtable/instance:Instance",
    );
    assertMentions(message, [
      "zones",
      "nodes",
      "cpuTarget",
      "backupDays",
      "tables.a b",
      "tables.a b.families",
      "tables.events.families.raw",
    ]);
  });
});

describe("The roadmap's pieces", () => {
  it("plan the same resources in a preview", async () => {
    const program = () => {
      makeVault({ keys: ["language"] });
      makeStore();
    };
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(await recordProgram(program)));
  });
});

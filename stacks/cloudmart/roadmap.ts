import type * as pulumi from "@pulumi/pulumi";
import type { Alarmed } from "../../components/core";
import { RelationalDatabase } from "../../components/data";
import { AzureVpn, VpcPeering } from "../../components/network";
import { BigtableStore, EntraTenant, GcpKeys, KeyVault } from "../../components/pipeline";
import type { Analytics } from "./analytics";
import type { Foundation } from "./foundation";
import type { CloudMartSettings } from "./settings";

/**
 * What CloudMart's design keeps for later, each behind a flag of the settings: off, it makes no resource; on, it is complete.
 * @returns what wants to be watched
 */
export function makeRoadmap(
  settings: CloudMartSettings,
  base: Foundation,
  analytics: Analytics,
  opts: pulumi.ComponentResourceOptions,
): readonly Alarmed[] {
  const { future } = settings;
  if (future.entraId) {
    makeTenant(settings, analytics, opts);
  }
  if (future.bigtable) {
    makeBigtable(settings, analytics, opts);
  }
  if (future.peering !== undefined) {
    makePeering(future.peering, settings, base, opts);
  }
  return [
    ...(future.rds ? [makeDatabase(settings, base, opts)] : []),
    ...(future.vpn ? [makeVpn(settings, base, analytics, opts)] : []),
  ];
}

function makeDatabase(
  settings: CloudMartSettings,
  { key, network }: Foundation,
  opts: pulumi.ComponentResourceOptions,
): RelationalDatabase {
  const { deletionProtection } = settings.data;
  return new RelationalDatabase(
    "cloudmart-database",
    {
      vpcId: network.vpcId,
      subnetIds: network.subnetIds.private,
      key,
      databases: { catalogue: {} },
      instanceClass: "db.t4g.small",
      multiZone: deletionProtection,
      deletionProtection,
    },
    opts,
  );
}

/** VPC → VPN → Key Vault: the vault has no other door. */
function makeVpn(
  settings: CloudMartSettings,
  { key, network }: Foundation,
  { pipeline }: Analytics,
  opts: pulumi.ComponentResourceOptions,
): AzureVpn {
  const group = azureGroup(pipeline);
  const vpn = new AzureVpn(
    "cloudmart-vpn",
    {
      aws: { vpcId: network.vpcId, cidrBlock: settings.network.cidrBlock, routeTableIds: privateTables(network) },
      azure: group,
      key,
    },
    opts,
  );
  if (settings.future.keyVault !== undefined) {
    const vault = new KeyVault(
      "cloudmart-vault",
      {
        group,
        tenantId: settings.azure.tenantId,
        vaultName: settings.future.keyVault.name,
        network: vpn.endpointPlace(0),
        deletionProtection: settings.data.deletionProtection,
      },
      opts,
    );
    vpn.publish("vault", vault.host, vault.address);
  }
  return vpn;
}

function makeTenant(
  settings: CloudMartSettings,
  { pipeline }: Analytics,
  opts: pulumi.ComponentResourceOptions,
): EntraTenant {
  return new EntraTenant(
    "cloudmart-tenant",
    {
      group: azureGroup(pipeline),
      subdomain: settings.azure.subdomains.language.replace(/[^a-z0-9]/g, ""),
      displayName: "CloudMart",
      countryCode: "US",
      deletionProtection: settings.data.deletionProtection,
    },
    opts,
  );
}

function makeBigtable(
  settings: CloudMartSettings,
  { pipeline }: Analytics,
  opts: pulumi.ComponentResourceOptions,
): BigtableStore {
  const gcp = { ...settings.gcp, location: settings.gcp.region };
  const { deletionProtection } = settings.data;
  const after = pipeline.services.enabled;
  const ring = new GcpKeys(
    "cloudmart-bigtable-keys",
    { gcp, keys: { events: { agents: [] } }, deletionProtection, after },
    opts,
  );
  return new BigtableStore(
    "cloudmart-bigtable",
    {
      gcp,
      key: { ring, name: "events" },
      zones: [`${settings.gcp.region}-a`],
      tables: { events: { families: { event: { maxVersions: 1 } } } },
      deletionProtection,
      after,
    },
    opts,
  );
}

function makePeering(
  to: NonNullable<CloudMartSettings["future"]["peering"]>,
  settings: CloudMartSettings,
  { network }: Foundation,
  opts: pulumi.ComponentResourceOptions,
): VpcPeering {
  const from = {
    vpcId: network.vpcId,
    cidrBlock: settings.network.cidrBlock,
    routeTableIds: privateTables(network),
  };
  return new VpcPeering("cloudmart-peering", { from, to }, opts);
}

/** The route tables of the private subnets, by name. */
function privateTables(network: Foundation["network"]): Readonly<Record<string, pulumi.Output<string>>> {
  return Object.fromEntries(
    Object.entries(network.routeTables)
      .filter(([name]) => name.startsWith("private"))
      .map(([name, table]) => [name, table.id]),
  );
}

function azureGroup(pipeline: Analytics["pipeline"]) {
  if (pipeline.azure === undefined) {
    throw new Error("CloudMart's pipeline always has its Azure side");
  }
  return pipeline.azure.group;
}

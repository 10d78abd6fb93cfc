import { text } from "../../arn";
import type { CreateRequest, PlainObject, PlainValue, TypeModel } from "../../model";
import { guid } from "./guid";

const SOURCE = "Azure naming rules, read 2026-11";
const GROUP = "azure-native:resources:ResourceGroup";
const NETWORK = "azure-native:network:VirtualNetwork";
const SUBNET = "azure-native:network:Subnet";
const VAULT = "azure-native:keyvault:Vault";
const ZONE = "azure-native:privatedns:PrivateZone";
const NETWORK_NAME = { max: 80, pattern: /^[a-zA-Z0-9]([\w.-]*\w)?$/, source: SOURCE } as const;
/** Networks alone are shorter: 2 to 64 characters. */
const VIRTUAL_NETWORK_NAME = { max: 64, pattern: /^[a-zA-Z0-9][\w.-]*\w$/, source: SOURCE } as const;

function armId(request: CreateRequest, path: string): string {
  const { subscriptionId } = request.cloud.azure;
  return `/subscriptions/${subscriptionId}/resourceGroups/${text(request, "resourceGroupName")}/providers/${path}`;
}

function standing(request: CreateRequest, type: string): Record<string, PlainValue> {
  return {
    name: request.physicalName,
    type,
    location: text(request, "location", request.cloud.azure.location),
    provisioningState: "Succeeded",
  };
}

/** A resource of Microsoft.Network: named, tracked, in a group. */
function network(
  token: string,
  kind: string,
  nameProperty: string,
  facts: Pick<TypeModel, "minutes" | "references" | "replaceOn" | "outputs" | "stateful"> = {},
): TypeModel {
  const type = `Microsoft.Network/${kind}`;
  return {
    type: `azure-native:network:${token}`,
    nameProperty,
    nameLimit: kind === "virtualNetworks" ? VIRTUAL_NETWORK_NAME : NETWORK_NAME,
    nameScope: "none",
    id: (request) => armId(request, `${type}/${request.physicalName}`),
    outputs: (request, id) => ({ ...standing(request, type), ...facts.outputs?.(request, id) }),
    replaceOn: [nameProperty, "resourceGroupName", "location", ...(facts.replaceOn ?? [])],
    minutes: facts.minutes ?? { create: 0.2 },
    references: { resourceGroupName: GROUP, ...facts.references },
  };
}

function propertiesOf(request: CreateRequest): PlainObject {
  const properties = request.inputs["properties"];
  return typeof properties === "object" && properties !== null ? Object.fromEntries(Object.entries(properties)) : {};
}

const networkTypes: readonly TypeModel[] = [
  network("VirtualNetwork", "virtualNetworks", "virtualNetworkName", {
    outputs: (request) => ({ resourceGuid: guid(request, "network") }),
  }),
  {
    type: SUBNET,
    nameProperty: "subnetName",
    nameLimit: NETWORK_NAME,
    nameScope: "none",
    id: (request) =>
      armId(
        request,
        `Microsoft.Network/virtualNetworks/${text(request, "virtualNetworkName")}/subnets/${request.physicalName}`,
      ),
    outputs: (request) => ({ name: request.physicalName, provisioningState: "Succeeded" }),
    replaceOn: ["subnetName", "virtualNetworkName", "resourceGroupName"],
    minutes: { create: 0.2 },
    references: { virtualNetworkName: NETWORK },
  },
  network("NetworkSecurityGroup", "networkSecurityGroups", "networkSecurityGroupName"),
  network("PublicIPAddress", "publicIPAddresses", "publicIpAddressName", {
    // From the block that RFC 5737 keeps for examples.
    outputs: (request) => ({ ipAddress: `198.51.100.${Number(request.digits(2, "decimal", "address")) + 1}` }),
    replaceOn: ["sku", "zones"],
  }),
  network("VirtualNetworkGateway", "virtualNetworkGateways", "virtualNetworkGatewayName", {
    // The slowest thing that either cloud makes for us.
    minutes: { create: 35, update: 20, delete: 15 },
    replaceOn: ["gatewayType", "vpnType"],
  }),
  network("LocalNetworkGateway", "localNetworkGateways", "localNetworkGatewayName"),
  {
    ...network("VirtualNetworkGatewayConnection", "connections", "virtualNetworkGatewayConnectionName", {
      minutes: { create: 2, delete: 1 },
      replaceOn: ["connectionType"],
      outputs: () => ({ connectionStatus: "Connected" }),
    }),
    secretOutputs: ["sharedKey", "authorizationKey"],
  },
  network("PrivateEndpoint", "privateEndpoints", "privateEndpointName", {
    minutes: { create: 1, delete: 1 },
    outputs: (request) => ({
      networkInterfaces: [{ id: armId(request, `Microsoft.Network/networkInterfaces/${request.physicalName}-nic`) }],
    }),
    replaceOn: ["subnet"],
  }),
  {
    type: "azure-native:network:PrivateDnsZoneGroup",
    nameProperty: "privateDnsZoneGroupName",
    nameScope: "none",
    id: (request) =>
      armId(
        request,
        `Microsoft.Network/privateEndpoints/${text(request, "privateEndpointName")}/privateDnsZoneGroups/${request.physicalName}`,
      ),
    outputs: (request) => ({ name: request.physicalName, provisioningState: "Succeeded" }),
    replaceOn: ["privateDnsZoneGroupName", "privateEndpointName", "resourceGroupName"],
    minutes: { create: 0.3 },
    references: { privateEndpointName: "azure-native:network:PrivateEndpoint" },
  },
  {
    type: ZONE,
    nameProperty: "privateZoneName",
    nameScope: "none",
    id: (request) => armId(request, `Microsoft.Network/privateDnsZones/${request.physicalName}`),
    outputs: (request) => standing(request, "Microsoft.Network/privateDnsZones"),
    replaceOn: ["privateZoneName", "resourceGroupName", "location"],
    minutes: { create: 0.7 },
    references: { resourceGroupName: GROUP },
  },
  {
    type: "azure-native:privatedns:VirtualNetworkLink",
    nameProperty: "virtualNetworkLinkName",
    nameLimit: NETWORK_NAME,
    nameScope: "none",
    id: (request) =>
      armId(
        request,
        `Microsoft.Network/privateDnsZones/${text(request, "privateZoneName")}/virtualNetworkLinks/${request.physicalName}`,
      ),
    outputs: (request) => ({
      ...standing(request, "Microsoft.Network/privateDnsZones/virtualNetworkLinks"),
      virtualNetworkLinkState: "Completed",
    }),
    replaceOn: ["virtualNetworkLinkName", "privateZoneName", "resourceGroupName", "virtualNetwork"],
    minutes: { create: 0.7 },
    references: { privateZoneName: ZONE },
  },
];

/** Azure beside the core: virtual networks, VPN gateways, private endpoints, key vaults, tenants for customers. */
export const azureRoadmapTypes: readonly TypeModel[] = [
  ...networkTypes,
  {
    type: VAULT,
    nameProperty: "vaultName",
    nameLimit: { max: 24, pattern: /^[a-zA-Z](-?[a-zA-Z0-9])+$/, source: SOURCE },
    nameScope: "global",
    id: (request) => armId(request, `Microsoft.KeyVault/vaults/${request.physicalName}`),
    outputs: (request) => ({
      ...standing(request, "Microsoft.KeyVault/vaults"),
      properties: {
        ...propertiesOf(request),
        vaultUri: `https://${request.physicalName}.vault.azure.net/`,
        provisioningState: "Succeeded",
      },
    }),
    replaceOn: ["vaultName", "resourceGroupName", "location"],
    minutes: { create: 1 },
    stateful: true,
    references: { resourceGroupName: GROUP },
  },
  {
    type: "azure-native:keyvault:Key",
    nameProperty: "keyName",
    nameLimit: { max: 127, pattern: /^[a-zA-Z0-9-]+$/, source: SOURCE },
    nameScope: "none",
    id: (request) =>
      armId(request, `Microsoft.KeyVault/vaults/${text(request, "vaultName")}/keys/${request.physicalName}`),
    outputs: (request) => {
      const keyUri = `https://${text(request, "vaultName")}.vault.azure.net/keys/${request.physicalName}`;
      return {
        ...standing(request, "Microsoft.KeyVault/vaults/keys"),
        keyUri,
        keyUriWithVersion: `${keyUri}/${request.digits(32, "hex", "version")}`,
      };
    },
    replaceOn: ["keyName", "vaultName", "resourceGroupName"],
    stateful: true,
    references: { vaultName: VAULT },
  },
  {
    type: "azure-native:azureactivedirectory:CIAMTenant",
    nameProperty: "resourceName",
    nameScope: "global",
    id: (request) => armId(request, `Microsoft.AzureActiveDirectory/ciamDirectories/${request.physicalName}`),
    outputs: (request) => ({
      ...standing(request, "Microsoft.AzureActiveDirectory/ciamDirectories"),
      tenantId: guid(request, "tenant"),
      domainName: `${request.physicalName}.onmicrosoft.com`,
      billingType: "mau",
    }),
    replaceOn: ["resourceName", "resourceGroupName", "location"],
    minutes: { create: 10, delete: 5 },
    stateful: true,
    references: { resourceGroupName: GROUP },
  },
];

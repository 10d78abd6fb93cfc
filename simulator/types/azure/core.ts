import { text } from "../../arn";
import type { CreateRequest, PlainValue, TypeModel } from "../../model";
import { guid } from "./guid";

function groupId(request: CreateRequest, group: string): string {
  return `/subscriptions/${request.cloud.azure.subscriptionId}/resourceGroups/${group}`;
}

/** `/subscriptions/…/resourceGroups/…/providers/<type>/<name>`. */
function armId(request: CreateRequest, type: string, name: string): string {
  return `${groupId(request, text(request, "resourceGroupName"))}/providers/${type}/${name}`;
}

/** What ARM answers for every tracked resource. */
function tracked(request: CreateRequest, type: string): Record<string, PlainValue> {
  return { name: request.physicalName, type, location: text(request, "location", request.cloud.azure.location) };
}

function property(request: CreateRequest, key: string): PlainValue {
  const properties = request.inputs["properties"];
  return typeof properties === "object" && properties !== null
    ? Object.entries(properties).find(([k]) => k === key)?.[1]
    : undefined;
}

function systemAssigned(request: CreateRequest): Record<string, PlainValue> {
  const identity = request.inputs["identity"];
  if (typeof identity !== "object" || identity === null) {
    return {};
  }
  const answer = { ...identity, principalId: guid(request, "principal"), tenantId: request.cloud.azure.tenantId };
  return { identity: answer };
}

const COGNITIVE = "Microsoft.CognitiveServices/accounts";
const IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities";
const WORKSPACE = "Microsoft.OperationalInsights/workspaces";

/** Azure: groups, identities, role assignments, AI accounts, diagnostics. */
export const azureCoreTypes: readonly TypeModel[] = [
  {
    type: "azure-native:resources:ResourceGroup",
    nameProperty: "resourceGroupName",
    nameLimit: { max: 90, pattern: /^[\w().-]+$/, source: "Azure naming rules, Microsoft.Resources, read 2026-11" },
    nameScope: "account",
    id: (request) => groupId(request, request.physicalName),
    outputs: (request) => ({
      ...tracked(request, "Microsoft.Resources/resourceGroups"),
      properties: { provisioningState: "Succeeded" },
    }),
    replaceOn: ["resourceGroupName", "location"],
    minutes: { create: 0.1, delete: 2 },
  },
  {
    type: "azure-native:cognitiveservices:Account",
    nameProperty: "accountName",
    nameLimit: {
      max: 64,
      pattern: /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/,
      source: "Azure naming rules, Microsoft.CognitiveServices; from memory, recheck before release",
    },
    nameScope: "account",
    id: (request) => armId(request, COGNITIVE, request.physicalName),
    outputs: (request) => ({
      ...tracked(request, COGNITIVE),
      ...systemAssigned(request),
      properties: {
        ...(typeof request.inputs["properties"] === "object" ? request.inputs["properties"] : {}),
        endpoint: `https://${String(property(request, "customSubDomainName") ?? request.physicalName)}.cognitiveservices.azure.com/`,
        provisioningState: "Succeeded",
      },
    }),
    replaceOn: ["accountName", "resourceGroupName", "location", "kind"],
    minutes: { create: 1 },
    references: { resourceGroupName: "azure-native:resources:ResourceGroup" },
  },
  {
    type: "azure-native:managedidentity:UserAssignedIdentity",
    nameProperty: "resourceName",
    nameLimit: {
      max: 128,
      pattern: /^[a-zA-Z0-9][\w-]{2,}$/,
      source: "Azure naming rules, Microsoft.ManagedIdentity, read 2026-11",
    },
    nameScope: "none",
    id: (request) => armId(request, IDENTITY, request.physicalName),
    outputs: (request) => ({
      ...tracked(request, IDENTITY),
      clientId: guid(request, "client"),
      principalId: guid(request, "principal"),
      tenantId: request.cloud.azure.tenantId,
    }),
    replaceOn: ["resourceName", "resourceGroupName", "location"],
    references: { resourceGroupName: "azure-native:resources:ResourceGroup" },
  },
  {
    type: "azure-native:managedidentity:FederatedIdentityCredential",
    nameProperty: "federatedIdentityCredentialResourceName",
    nameLimit: {
      max: 120,
      pattern: /^[a-zA-Z0-9][\w-]{2,}$/,
      source: "Entra documentation, federated identity credentials; from memory, recheck before release",
    },
    nameScope: "none",
    id: (request) =>
      `${armId(request, IDENTITY, text(request, "resourceName"))}/federatedIdentityCredentials/${request.physicalName}`,
    outputs: (request) => ({ name: request.physicalName, type: `${IDENTITY}/federatedIdentityCredentials` }),
    replaceOn: ["federatedIdentityCredentialResourceName", "resourceGroupName", "resourceName"],
  },
  {
    type: "azure-native:authorization:RoleAssignment",
    nameScope: "none",
    id: (request) =>
      `${text(request, "scope")}/providers/Microsoft.Authorization/roleAssignments/${assignmentName(request)}`,
    outputs: (request) => ({
      name: assignmentName(request),
      type: "Microsoft.Authorization/roleAssignments",
      createdOn: "2026-01-01T00:00:00Z",
      updatedOn: "2026-01-01T00:00:00Z",
    }),
    replaceOn: ["roleAssignmentName", "scope", "principalId", "roleDefinitionId"],
  },
  {
    type: "azure-native:operationalinsights:Workspace",
    nameProperty: "workspaceName",
    nameLimit: {
      max: 63,
      pattern: /^[a-zA-Z0-9][a-zA-Z0-9-]{2,}[a-zA-Z0-9]$/,
      source: "Azure naming rules, Microsoft.OperationalInsights, read 2026-11",
    },
    nameScope: "account",
    id: (request) => armId(request, WORKSPACE, request.physicalName),
    outputs: (request) => ({
      ...tracked(request, WORKSPACE),
      customerId: guid(request, "customer"),
      provisioningState: "Succeeded",
    }),
    replaceOn: ["workspaceName", "resourceGroupName", "location"],
    minutes: { create: 1 },
    stateful: true,
    references: { resourceGroupName: "azure-native:resources:ResourceGroup" },
  },
  {
    type: "azure-native:monitor:DiagnosticSetting",
    nameProperty: "name",
    nameLimit: { max: 260, source: "Azure naming rules, Microsoft.Insights; from memory, recheck before release" },
    nameScope: "none",
    id: (request) =>
      `${text(request, "resourceUri")}/providers/Microsoft.Insights/diagnosticSettings/${request.physicalName}`,
    outputs: (request) => ({ name: request.physicalName, type: "Microsoft.Insights/diagnosticSettings" }),
    replaceOn: ["name", "resourceUri"],
  },
];

function assignmentName(request: CreateRequest): string {
  return text(request, "roleAssignmentName") || guid(request, "assignment");
}

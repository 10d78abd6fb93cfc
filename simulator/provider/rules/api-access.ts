import type { CloudInventory, CloudResource } from "../inventory";
import { scopeOfServer } from "../scope";
import { type AdmissionRule, valuesAt } from "./rule";

const API_PORT = 443;
/** The policy without which nobody can install add-ons. */
const ADMINISTRATION = /cluster-access-policy\/AmazonEKSClusterAdminPolicy$/;

/** EKS decides before Kubernetes is asked who gets through to it, and as whom. */
export const apiAccessRule: AdmissionRule = {
  title: "somebody can reach and use the Kubernetes API",
  onWrite: ({ request, scope }, inventory) => refusals(request.type, scope, inventory),
  onDelete: ({ type, scope }, inventory) => refusals(type, scope, inventory),
};

function refusals(type: string, scope: string, inventory: CloudInventory): readonly string[] {
  const cluster = type.startsWith("kubernetes:")
    ? inventory
        .list("aws:eks/cluster:Cluster")
        .find(({ outputs }) => scopeOfServer(String(outputs["endpoint"])) === scope)
    : undefined;
  if (cluster === undefined) {
    return [];
  }
  const name = cluster.physicalName;
  return [
    ...(answersThePublic(cluster) || letsConnectedIn(cluster, inventory)
      ? []
      : [
          `i/o timeout: the Kubernetes API of ${name} answers nobody outside: no public block, no rule for ${API_PORT}`,
        ]),
    ...(isCreatorsOwn(cluster) || hasAdministrator(name, inventory)
      ? []
      : [`Unauthorized: the creator of ${name} has no access to it, and no access entry administers it`]),
  ];
}

function answersThePublic({ inputs }: CloudResource): boolean {
  const [open] = valuesAt(inputs, "vpcConfig.endpointPublicAccess");
  const config = inputs["vpcConfig"];
  const listed = typeof config === "object" && config !== null && "publicAccessCidrs" in config;
  return open !== false && (!listed || valuesAt(inputs, "vpcConfig.publicAccessCidrs").length > 0);
}

/** By a rule of one of the control plane's groups that names anybody but the group itself, which nodes and pods are in. */
function letsConnectedIn({ inputs, outputs }: CloudResource, inventory: CloudInventory): boolean {
  const own = valuesAt(outputs, "vpcConfig.clusterSecurityGroupId");
  const groups = [...own, ...valuesAt(inputs, "vpcConfig.securityGroupIds")];
  return inventory
    .list("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    .some(
      (rule) =>
        groups.includes(rule.inputs["securityGroupId"]) &&
        !groups.includes(rule.inputs["referencedSecurityGroupId"]) &&
        opensApi(rule.inputs),
    );
}

function opensApi({ ipProtocol, fromPort, toPort }: CloudResource["inputs"]): boolean {
  return ipProtocol === "-1" || (Number(fromPort) <= API_PORT && API_PORT <= Number(toPort ?? fromPort));
}

function isCreatorsOwn({ inputs }: CloudResource): boolean {
  return !valuesAt(inputs, "accessConfig.bootstrapClusterCreatorAdminPermissions").includes(false);
}

function hasAdministrator(clusterName: string, inventory: CloudInventory): boolean {
  return inventory
    .list("aws:eks/accessPolicyAssociation:AccessPolicyAssociation")
    .some(({ inputs }) => inputs["clusterName"] === clusterName && ADMINISTRATION.test(String(inputs["policyArn"])));
}

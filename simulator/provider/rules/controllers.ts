import type { CloudInventory, CloudResource } from "../inventory";
import { scopeOfServer } from "../scope";
import type { AdmissionRule } from "./rule";

const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";

/**
 * Objects that a controller in the cluster must let go, because it keeps something in AWS for them: load balancers, their
 * targets, volumes. Without nodes no controller runs; such an object then stays for ever, and so does what it stands for.
 */
const FINALIZED: readonly ((one: CloudResource) => boolean)[] = [
  (one) => one.type.startsWith("kubernetes:elbv2.k8s.aws/"),
  (one) => /^kubernetes:networking\.k8s\.io\/\w+:Ingress$/.test(one.type),
  (one) => one.type === "kubernetes:core/v1:Service" && specOf(one)["type"] === "LoadBalancer",
  (one) => one.type === "kubernetes:core/v1:PersistentVolumeClaim",
];

/** The last nodes of a cluster go after what the controllers on them must clear away. */
export const controllersRule: AdmissionRule = {
  title: "controllers outlive what they made",
  onDelete: (resource, inventory) => {
    if (resource.type !== NODE_GROUP || isNotTheLast(resource, inventory)) {
      return [];
    }
    const cluster = inventory.find("aws:eks/cluster:Cluster", clusterOf(resource));
    const scope = scopeOfServer(String(cluster?.outputs["endpoint"]));
    return inventory
      .all()
      .filter((one) => one.scope === scope && FINALIZED.some((needs) => needs(one)))
      .map((one) => `${one.type} ${one.id} would never go: its controller runs on ${resource.id}, the last nodes`);
  },
};

function isNotTheLast(group: CloudResource, inventory: CloudInventory): boolean {
  return inventory.list(NODE_GROUP).some((one) => one !== group && clusterOf(one) === clusterOf(group));
}

function clusterOf(group: CloudResource): string {
  return String(group.inputs["clusterName"]);
}

function specOf(resource: CloudResource): Readonly<Record<string, unknown>> {
  const spec = resource.inputs["spec"];
  return typeof spec === "object" && spec !== null ? (spec as Readonly<Record<string, unknown>>) : {};
}

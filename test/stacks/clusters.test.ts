import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { readProject } from "../../planner/project/project";
import type { RecordedResource, Recording } from "../../planner/recorder";
import { recordShipped } from "../support/stack";
import { at } from "./cloudmart-capacity";

const project = readProject(join(__dirname, "../.."));
/** Every stack whose settings name a cluster of AWS. */
const STACKS = project.stacks
  .filter(({ config }) => JSON.stringify(config).includes("apiAccess"))
  .map(({ name }) => name);

const CLUSTER = "aws:eks/cluster:Cluster";
const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const RESERVATION = "aws:ec2/subnetCidrReservation:SubnetCidrReservation";
const BLOCK = 16;
/** What an update adds to a group in each zone (EKS user guide, "Managed node group updates"). */
const UPDATE_NODES = 2;

async function recorded(name: string): Promise<Recording> {
  const program: unknown = require(project.entry);
  ok(typeof program === "function");
  return recordShipped(name, () => program());
}

/** The resources of one cluster among those of a stack that may have two. */
function ofCluster(recording: Recording, type: string, cluster: RecordedResource): readonly RecordedResource[] {
  return recording.ofType(type).filter(({ inputs }) => inputs["clusterName"] === cluster.outputs["name"]);
}

/** Whole blocks in what a subnet keeps, without the last one if it holds the broadcast address. */
function blocksIn(recording: Recording, subnetId: unknown): number {
  const subnet = recording.ofType("aws:ec2/subnet:Subnet").find(({ id }) => id === subnetId);
  const end = endOf(String(subnet?.inputs["cidrBlock"]));
  const kept = recording.ofType(RESERVATION).filter(({ inputs }) => inputs["subnetId"] === subnetId);
  const addresses = kept.reduce((sum, { inputs }) => sum + sizeOf(String(inputs["cidrBlock"])), 0);
  const last = kept.some(({ inputs }) => endOf(String(inputs["cidrBlock"])) === end) ? 1 : 0;
  return Math.floor(addresses / BLOCK) - last;
}

function sizeOf(cidr: string): number {
  return 2 ** (32 - Number(cidr.split("/")[1]));
}

function endOf(cidr: string): number {
  const [address = ""] = cidr.split("/");
  return address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0) + sizeOf(cidr);
}

/** Blocks that a node of the group takes for all the pods that its launch template allows. */
function blocksOfNode(recording: Recording, group: RecordedResource): number {
  const id = at(group.inputs, "launchTemplate", "id");
  const template = recording.ofType("aws:ec2/launchTemplate:LaunchTemplate").find((one) => one.id === id);
  const text = Buffer.from(String(template?.inputs["userData"]), "base64").toString();
  const [, maxPods] = /max-?[Pp]ods(?::| =) (\d+)/.exec(text) ?? [];
  ok(maxPods !== undefined, text);
  return Math.ceil(Number(maxPods) / BLOCK);
}

/** `role: policy`, sorted. */
function rightsIn(recording: Recording, cluster: RecordedResource): readonly string[] {
  const last = (arn: unknown) => String(arn).split("/").at(-1);
  return ofCluster(recording, "aws:eks/accessPolicyAssociation:AccessPolicyAssociation", cluster)
    .map(({ inputs }) => `${last(inputs["principalArn"])}: ${last(inputs["policyArn"])}`)
    .sort();
}

describe("the clusters of", () => {
  it("all stacks on AWS but the one without a cluster are looked at", () => {
    deepEqual(STACKS, [
      "cloudcommerce-prod",
      "cloudmart-dev",
      "cloudmart-prod",
      "cloudmart-staging",
      "microservices-dev",
      "microservices-prod",
    ]);
  });

  for (const name of STACKS) {
    describe(name, () => {
      let recording: Recording;
      before(async function () {
        this.timeout(120_000);
        recording = await recorded(name);
      });

      it("answer few addresses outside, and whoever deploys is their administrator", () => {
        const clusters = recording.ofType(CLUSTER);
        equal(clusters.length, name.startsWith("cloudcommerce") ? 2 : 1);
        for (const cluster of clusters) {
          const blocks = at(cluster.inputs, "vpcConfig", "publicAccessCidrs");
          ok(Array.isArray(blocks) && blocks.length > 0, "nobody reaches it");
          deepEqual([...new Set(blocks.map((block) => sizeOf(String(block))))], [1]);
          equal(at(cluster.inputs, "accessConfig", "bootstrapClusterCreatorAdminPermissions"), false);
          deepEqual(rightsIn(recording, cluster), [
            `${name}-deploy: AmazonEKSClusterAdminPolicy`,
            `${name}-preview: AmazonEKSViewPolicy`,
            "platform-administrator: AmazonEKSClusterAdminPolicy",
          ]);
        }
      });

      it("have blocks of addresses for all pods of their nodes, and for an update of one group", () => {
        for (const cluster of recording.ofType(CLUSTER)) {
          const groups = ofCluster(recording, NODE_GROUP, cluster);
          ok(groups.length >= 2);
          const needs = groups.map((group) => {
            const subnets = at(group.inputs, "subnetIds");
            ok(Array.isArray(subnets));
            const perNode = blocksOfNode(recording, group);
            const nodes = Math.ceil(Number(at(group.inputs, "scalingConfig", "maxSize")) / subnets.length);
            return { subnets, atMost: nodes * perNode, update: UPDATE_NODES * perNode };
          });
          const wanted =
            needs.reduce((sum, { atMost }) => sum + atMost, 0) + Math.max(...needs.map(({ update }) => update));
          for (const subnet of new Set(needs.flatMap(({ subnets }) => subnets))) {
            const there = blocksIn(recording, subnet);
            ok(wanted <= there, `${String(cluster.outputs["name"])}: ${wanted} blocks of ${there} in a subnet`);
          }
        }
      });

      it("have these blocks before their first node and their control plane", () => {
        const reservations = recording.ofType(RESERVATION).map(({ urn }) => urn);
        for (const one of [...recording.ofType(NODE_GROUP), ...recording.ofType("eks:index:Cluster")]) {
          const kept = one.dependencies.filter((urn) => reservations.includes(urn));
          equal(kept.length, 4, one.name);
        }
      });
    });
  }
});

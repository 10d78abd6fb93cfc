import { deepEqual, equal } from "node:assert/strict";
import { SimulatedCloud } from "../../simulator/cloud";
import type { CreateRequest, Inventory, PlainObject, StoredResource } from "../../simulator/model";
import { refusesInternetGateway, refusesReservation, refusesSubnet } from "../../simulator/types/aws/ec2-refusals";

const SUBNET = "aws:ec2/subnet:Subnet";
const RESERVATION = "aws:ec2/subnetCidrReservation:SubnetCidrReservation";
const GATEWAY = "aws:ec2/internetGateway:InternetGateway";

const stored = (type: string, id: string, inputs: PlainObject): StoredResource => ({
  type,
  id,
  inputs,
  outputs: inputs,
});

/** One VPC with one subnet and one internet gateway. */
const RESOURCES: readonly StoredResource[] = [
  stored("aws:ec2/vpc:Vpc", "vpc-1", { cidrBlock: "10.0.0.0/16" }),
  stored(SUBNET, "subnet-1", { vpcId: "vpc-1", cidrBlock: "10.0.0.0/24" }),
  stored(RESERVATION, "scr-1", { subnetId: "subnet-1", cidrBlock: "10.0.0.64/26" }),
  stored(GATEWAY, "igw-1", { vpcId: "vpc-1" }),
];

const inventory: Inventory = {
  find: (type, id) => RESOURCES.find((one) => one.type === type && one.id === id),
  list: (type) => RESOURCES.filter((one) => one.type === type),
};

function request(type: string, inputs: PlainObject): CreateRequest {
  return new SimulatedCloud().request({ urn: `urn:${type}`, type, name: "one", inputs }, undefined);
}

describe("The simulated VPC", () => {
  it("takes a subnet that has its own place", () => {
    deepEqual(refusesSubnet(request(SUBNET, { vpcId: "vpc-1", cidrBlock: "10.0.1.0/24" }), inventory), []);
  });

  it("refuses a subnet outside the VPC, and one that overlaps another", () => {
    deepEqual(refusesSubnet(request(SUBNET, { vpcId: "vpc-1", cidrBlock: "10.1.0.0/24" }), inventory), [
      "InvalidSubnet.Range: the CIDR '10.1.0.0/24' is invalid for vpc-1.",
    ]);
    deepEqual(refusesSubnet(request(SUBNET, { vpcId: "vpc-1", cidrBlock: "10.0.0.128/25" }), inventory), [
      "InvalidSubnet.Conflict: the CIDR '10.0.0.128/25' conflicts with subnet subnet-1.",
    ]);
  });

  it("takes a reservation inside its subnet, apart from the others", () => {
    const refused = (cidrBlock: string) =>
      refusesReservation(request(RESERVATION, { subnetId: "subnet-1", cidrBlock }), inventory);
    deepEqual(refused("10.0.0.128/25"), []);
    deepEqual(refused("10.0.1.0/25"), [
      "InvalidSubnetCidrReservation.Range: the CIDR '10.0.1.0/25' is not inside subnet-1.",
    ]);
    deepEqual(refused("10.0.0.0/25"), [
      "InvalidSubnetCidrReservation.Conflict: the CIDR '10.0.0.0/25' conflicts with scr-1.",
    ]);
  });

  it("refuses a second internet gateway", () => {
    equal(refusesInternetGateway(request(GATEWAY, { vpcId: "vpc-1" }), inventory).length, 1);
    equal(refusesInternetGateway(request(GATEWAY, { vpcId: "vpc-2" }), inventory).length, 0);
  });

  it("gives the default security group the id that its VPC announces", () => {
    const cloud = new SimulatedCloud();
    const create = (type: string, inputs: PlainObject) =>
      cloud.create({ urn: `urn:${type}`, type, name: "one", inputs });
    const vpc = create("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" });
    const group = create("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", { vpcId: vpc.id });
    equal(group.id, vpc.outputs["defaultSecurityGroupId"]);
  });

  it("gives a NAT gateway the address that it was allocated", () => {
    const cloud = new SimulatedCloud();
    const address = cloud.create({ urn: "urn:a", type: "aws:ec2/eip:Eip", name: "a", inputs: { domain: "vpc" } });
    const inputs = { allocationId: address.id, subnetId: "subnet-1" };
    const gateway = cloud.create({ urn: "urn:n", type: "aws:ec2/natGateway:NatGateway", name: "n", inputs });
    equal(gateway.outputs["publicIp"], address.outputs["publicIp"]);
  });
});

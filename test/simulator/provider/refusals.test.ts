import assert from "node:assert/strict";
import { TestCloud } from "./helpers";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const TABLE = "aws:dynamodb/table:Table";
const FUNCTION = "aws:lambda/function:Function";

function trust(principal: object): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" }],
  });
}

const LAMBDA = trust({ Service: "lambda.amazonaws.com" });

describe("a simulated cloud refuses", () => {
  let cloud: TestCloud;
  beforeEach(() => {
    cloud = new TestCloud();
  });

  it("a subnet outside its network, and one that overlaps another", async () => {
    const { id: vpcId } = await cloud.create(VPC, "shop", { cidrBlock: "10.0.0.0/16" });
    const subnet = (name: string, cidrBlock: string): Promise<unknown> =>
      cloud.create(SUBNET, name, { vpcId, cidrBlock });
    await assert.rejects(subnet("outside", "10.1.0.0/24"), /InvalidSubnet\.Range/);
    await subnet("a", "10.0.0.0/24");
    await assert.rejects(subnet("overlapping", "10.0.0.128/25"), /InvalidSubnet\.Conflict/);
    await subnet("b", "10.0.1.0/24");
  });

  it("a policy whose principal is a role that the account does not have yet, made by AWS or not", async () => {
    const { id: keyId } = await cloud.create("aws:kms/key:Key", "shop", {});
    const AWS =
      "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
    const statement = { Effect: "Allow", Action: "kms:Decrypt", Resource: "*" };
    const keyPolicy = (name: string, part: object): Promise<unknown> => {
      const policy = JSON.stringify({ Version: "2012-10-17", Statement: [{ ...statement, ...part }] });
      return cloud.create("aws:kms/keyPolicy:KeyPolicy", name, { keyId, policy });
    };
    await assert.rejects(keyPolicy("named", { Principal: { AWS } }), /AWSServiceRoleForAutoScaling/);
    await keyPolicy("conditional", { Principal: "*", Condition: { StringEquals: { "aws:PrincipalArn": AWS } } });
  });

  it("a user pool that sends from a domain which nobody has verified", async () => {
    const { properties } = await cloud.create("aws:sesv2/emailIdentity:EmailIdentity", "mail", {
      emailIdentity: "shop.example.com",
    });
    const emailConfiguration = { emailSendingAccount: "DEVELOPER", sourceArn: properties["arn"] };
    const pool = (name: string): Promise<unknown> =>
      cloud.create("aws:cognito/userPool:UserPool", name, { emailConfiguration });
    await assert.rejects(pool("early"), /not verified.*shop\.example\.com/);
    await cloud.create("aws:ses/domainIdentityVerification:DomainIdentityVerification", "mail", {
      domain: "shop.example.com",
    });
    await pool("late");
  });

  it("a role that does not exist, by name and by ARN", async () => {
    const policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::lake/*" }],
    });
    await assert.rejects(
      cloud.create(ROLE_POLICY, "read", { role: "nobody", policy }),
      /there is no such aws:iam\/role/,
    );
    const role = "arn:aws:iam::111122223333:role/nobody";
    await assert.rejects(cloud.create(FUNCTION, "api", { role, runtime: "nodejs22.x" }), /does not exist|no such/);
    await assert.rejects(cloud.create(ROLE, "caller", { assumeRolePolicy: trust({ AWS: role }) }), /does not exist/);
  });

  it("a name that is taken, too long, or of wrong characters", async () => {
    await cloud.create(ROLE, "first", { assumeRolePolicy: LAMBDA, name: "worker" });
    const named = (name: string): Promise<unknown> => cloud.create(ROLE, "second", { assumeRolePolicy: LAMBDA, name });
    await assert.rejects(named("worker"), /AlreadyExists/);
    await assert.rejects(named("w".repeat(65)), /65 characters; 64 are allowed/);
    await assert.rejects(named("a worker"), /does not match/);
    await named("worker-2");
  });

  it("malformed policies", async () => {
    const faults: readonly (readonly [string, RegExp])[] = [
      ["{", /not valid JSON/],
      [trust({}).replace("2012-10-17", "2020-01-01"), /no policy version/],
      [trust({ Service: "lambda.amazonaws.com" }).replace('"Allow"', '"Permit"'), /has no Effect/],
      [
        JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole" }] }),
        /no Principal/,
      ],
    ];
    for (const [assumeRolePolicy, expected] of faults) {
      await assert.rejects(cloud.create(ROLE, "worker", { assumeRolePolicy }), expected);
    }
  });

  it("the deletion of what something still depends on", async () => {
    const { id: vpcId } = await cloud.create(VPC, "shop", { cidrBlock: "10.0.0.0/16" });
    const { id } = await cloud.create(SUBNET, "a", { vpcId, cidrBlock: "10.0.0.0/24" });
    await assert.rejects(cloud.delete(VPC, "shop", vpcId), /DependencyViolation: .* is in use by aws:ec2\/subnet/);
    await cloud.delete(SUBNET, "a", id);
    await cloud.delete(VPC, "shop", vpcId);
    assert.equal(cloud.inventory.all().length, 0);
  });

  it("the deletion of what is protected, until the protection is off", async () => {
    const inputs = { name: "orders", hashKey: "id", attributes: [{ name: "id", type: "S" }] };
    const { id } = await cloud.create(TABLE, "orders", { ...inputs, deletionProtectionEnabled: true });
    await assert.rejects(cloud.delete(TABLE, "orders", id), /protected from deletion/);
    await cloud.update(TABLE, "orders", id, { ...inputs, deletionProtectionEnabled: false });
    await cloud.delete(TABLE, "orders", id);
    assert.equal(cloud.inventory.all().length, 0);
  });
});

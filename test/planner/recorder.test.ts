import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import * as ec2 from "@pulumi/aws/ec2";
import * as iam from "@pulumi/aws/iam";
import * as kms from "@pulumi/aws/kms";
import { Provider } from "@pulumi/aws/provider";
import { Cluster } from "@pulumi/eks/cluster";
import * as pulumi from "@pulumi/pulumi";
import { ProgramError, recordProgram, SecretValue, UNKNOWN } from "../../planner/recorder";

class Group extends pulumi.ComponentResource {
  public constructor(name: string, build: (parent: Group) => void, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Group", name, {}, opts);
    build(this);
    this.registerOutputs({ answer: 42 });
  }
}

const TRUST = JSON.stringify({ Version: "2012-10-17", Statement: [] });

describe("recordProgram", () => {
  it("gives every resource the URN that the engine would, at any depth", async () => {
    const recording = await recordProgram(
      () => {
        new Group("outer", (outer) => {
          new Group("inner", (inner) => new iam.Role("deep", { assumeRolePolicy: TRUST }, { parent: inner }), {
            parent: outer,
          });
        });
      },
      { project: "shop", stack: "dev" },
    );
    equal(recording.get("deep").urn, "urn:pulumi:dev::shop::test:index:Group$test:index:Group$aws:iam/role:Role::deep");
    equal(recording.get("deep").parent, recording.get("inner").urn);
    deepEqual(recording.get("outer").outputs, { answer: 42 });
  });

  it("answers with outputs that look real", async () => {
    const recording = await recordProgram(() => {
      const role = new iam.Role("worker", { name: "shop-worker", assumeRolePolicy: TRUST });
      return { arn: role.arn };
    });
    equal(recording.outputs["arn"], "arn:aws:iam::111122223333:role/shop-worker");
  });

  it("takes account and region from the resource's explicit provider", async () => {
    const recording = await recordProgram(() => {
      const provider = new Provider("abroad", { region: "eu-west-1", allowedAccountIds: ["444455556666"] });
      const role = new iam.Role("worker", { name: "w", assumeRolePolicy: TRUST }, { provider });
      return { arn: role.arn };
    });
    equal(recording.outputs["arn"], "arn:aws:iam::444455556666:role/w");
    equal(recording.get("worker").provider, recording.get("abroad").urn);
  });

  it("records dependencies, explicit ones and those of each property", async () => {
    const recording = await recordProgram(() => {
      const role = new iam.Role("role", { assumeRolePolicy: TRUST });
      const other = new iam.Role("other", { assumeRolePolicy: TRUST });
      new iam.RolePolicy("policy", { role: role.name, policy: TRUST }, { dependsOn: [other] });
    });
    const policy = recording.get("policy");
    deepEqual(policy.dependencies, [recording.get("other").urn, recording.get("role").urn]);
    deepEqual(policy.propertyDependencies, { role: [recording.get("role").urn] });
  });

  it("records the options that stock mocks drop", async () => {
    const recording = await recordProgram(() => {
      new iam.Role(
        "role",
        { assumeRolePolicy: TRUST },
        {
          protect: true,
          retainOnDelete: true,
          deleteBeforeReplace: true,
          ignoreChanges: ["tags"],
          replaceOnChanges: ["path"],
          aliases: [{ name: "former" }],
          customTimeouts: { create: "5m" },
        },
      );
    });
    const { version, ...options } = recording.get("role").options;
    match(version ?? "", /^7\./);
    deepEqual(options, {
      protect: true,
      retainOnDelete: true,
      deleteBeforeReplace: true,
      ignoreChanges: ["tags"],
      replaceOnChanges: ["path"],
      additionalSecretOutputs: [],
      aliases: [{ name: "former", parentUrn: recording.get("project-stack").urn }],
      replaceWith: [],
      timeouts: { create: "5m" },
    });
  });

  it("keeps secrets secret, in inputs and in what the cloud gives back", async () => {
    const recording = await recordProgram(
      () => {
        const token = new pulumi.Config("shop").requireSecret("token");
        const role = new iam.Role("role", { assumeRolePolicy: TRUST, description: token });
        return { description: role.description };
      },
      { config: { "shop:token": "hush" }, secretConfig: ["shop:token"] },
    );
    ok(recording.get("role").inputs["description"] instanceof SecretValue);
    ok(recording.outputs["description"] instanceof SecretValue);
  });

  it("leaves computed outputs unknown in preview, and has the same resources", async () => {
    const program = () => {
      const role = new iam.Role("role", { assumeRolePolicy: TRUST });
      new iam.RolePolicy("policy", { role: role.name, policy: pulumi.interpolate`{"for":"${role.arn}"}` });
      return { arn: role.arn };
    };
    const known = await recordProgram(program);
    const preview = await recordProgram(program, { mode: "preview" });
    equal(preview.outputs["arn"], UNKNOWN);
    equal(preview.get("policy").inputs["policy"], UNKNOWN);
    equal(preview.get("role").id, undefined);
    deepEqual(
      preview.resources.map((resource) => resource.urn),
      known.resources.map((resource) => resource.urn),
    );
  });

  it("waits for resources that are made inside an apply", async () => {
    const recording = await recordProgram(() => {
      const first = new iam.Role("first", { assumeRolePolicy: TRUST });
      first.arn.apply(() => {
        const second = new iam.Role("second", { assumeRolePolicy: TRUST });
        second.arn.apply(() => new iam.Role("third", { assumeRolePolicy: TRUST }));
      });
    });
    deepEqual(
      recording.ofType("aws:iam/role:Role").map((role) => role.name),
      ["first", "second", "third"],
    );
  });

  it("runs a resource's transforms", async () => {
    const recording = await recordProgram(() => {
      new iam.Role(
        "role",
        { assumeRolePolicy: TRUST },
        {
          transforms: [
            (args) => ({ props: { ...args.props, description: "changed" }, opts: { ...args.opts, protect: true } }),
          ],
        },
      );
    });
    equal(recording.get("role").inputs["description"], "changed");
    equal(recording.get("role").options.protect, true);
  });

  it("runs a component's transforms for what it and its plugin make, the inner ones first", async () => {
    const described =
      (text: string): pulumi.ResourceTransform =>
      ({ type, props, opts }) =>
        type === "aws:iam/role:Role"
          ? {
              props: { ...props, description: `${String(props["description"] ?? "")}${text}` },
              opts: { ...opts, ignoreChanges: ["description"] },
            }
          : undefined;
    const recording = await recordProgram(() => {
      const outer = new pulumi.ComponentResource("test:index:Outer", "outer", {}, { transforms: [described("outer")] });
      const inner = { parent: outer, transforms: [described("inner, ")] };
      const parent = new pulumi.ComponentResource("test:index:Inner", "inner", {}, inner);
      new iam.Role("role", { assumeRolePolicy: TRUST }, { parent });
      new iam.Role("apart", { assumeRolePolicy: TRUST });
      const shop = { vpcId: "vpc-1", privateSubnetIds: ["subnet-a", "subnet-b"] };
      new Cluster("shop", shop, { transforms: [described(", changed")] });
    });
    equal(recording.get("role").inputs["description"], "inner, outer");
    equal(recording.get("apart").inputs["description"], undefined);
    const { inputs, options } = recording.get("shop-eksRole-role");
    equal(inputs["description"], "Allows EKS to manage clusters on your behalf., changed");
    deepEqual(options.ignoreChanges, ["description"]);
  });

  it("shows a transform what is not known yet as unknown, and not as absent", async () => {
    const same: pulumi.ResourceTransform = ({ props, opts }) => ({ props, opts });
    const recording = await recordProgram(
      () => {
        const key = new kms.Key("key", {});
        const shop = { vpcId: "vpc-1", privateSubnetIds: ["subnet-a"], encryptionConfigKeyArn: key.arn };
        new Cluster("shop", shop, { transforms: [same] });
        new kms.Alias("alias", { targetKeyId: key.arn }, { transforms: [same] });
      },
      { mode: "preview" },
    );
    deepEqual(recording.get("shop-eksCluster").inputs["encryptionConfig"], {
      provider: { keyArn: UNKNOWN },
      resources: ["secrets"],
    });
    equal(recording.get("alias").inputs["targetKeyId"], UNKNOWN);
  });

  it("keeps two recordings at once apart", async () => {
    const [one, two] = await Promise.all(
      ["one", "two"].map((name) =>
        recordProgram(
          () => {
            new iam.Role(name, { assumeRolePolicy: TRUST });
          },
          { stack: name },
        ),
      ),
    );
    deepEqual(
      one?.ofType("aws:iam/role:Role").map((role) => role.name),
      ["one"],
    );
    deepEqual(
      two?.ofType("aws:iam/role:Role").map((role) => role.name),
      ["two"],
    );
  });

  it("counts a type without a model, and shows what depends on it as unknown", async () => {
    const recording = await recordProgram(() => {
      const gateway = new ec2.CarrierGateway("edge", { vpcId: "vpc-1" });
      return { arn: gateway.arn, owner: gateway.ownerId };
    });
    equal(recording.get("edge").modelled, false);
    match(String(recording.outputs["arn"]), /^arn:aws:ec2:us-east-1:111122223333:carrierGateway\/edge-[0-9a-f]{7}$/);
    equal(recording.outputs["owner"], UNKNOWN);
  });

  it("reads a stack reference as unknown", async () => {
    const recording = await recordProgram(() => ({
      vpc: new pulumi.StackReference("organization/base/dev").getOutput("vpcId"),
    }));
    equal(recording.outputs["vpc"], UNKNOWN);
    equal(recording.get("organization/base/dev").external, true);
  });

  it("is not disturbed by the faults of a recording before it", async () => {
    await rejects(
      recordProgram(() => {
        const role = new iam.Role("role", { assumeRolePolicy: TRUST });
        role.arn.apply(() => role.name.apply(() => undefined));
        throw new Error("the first program's own fault");
      }),
    );
    const recording = await recordProgram(() => {
      new iam.Role("role", { assumeRolePolicy: TRUST });
    });
    equal(recording.ofType("aws:iam/role:Role").length, 1);
  });

  describe("fails when", () => {
    it("two resources have one URN, and says which", async () => {
      await rejects(
        recordProgram(() => {
          new iam.Role("twin", { assumeRolePolicy: TRUST });
          new iam.Role("twin", { assumeRolePolicy: TRUST });
        }),
        (error: unknown) =>
          error instanceof ProgramError &&
          error.message.includes("two resources have the URN") &&
          error.message.includes('"twin" (aws:iam/role:Role)'),
      );
    });

    it("the program throws", async () => {
      await rejects(
        recordProgram(() => {
          throw new Error("no such thing");
        }),
        /no such thing/,
      );
    });

    it("an apply throws, though nobody awaits it", async () => {
      await rejects(
        recordProgram(() => {
          const role = new iam.Role("role", { assumeRolePolicy: TRUST });
          role.arn.apply(() => {
            throw new Error("thrown in an apply");
          });
        }),
        /thrown in an apply/,
      );
    });

    it("a required configuration value is missing", async () => {
      await rejects(
        recordProgram(() => new pulumi.Config("shop").require("size")),
        /Missing required configuration variable 'shop:size'/,
      );
    });
  });
});

import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { CloudInventory } from "../../../simulator/provider";
import { TestCloud } from "./helpers";

const VPC = "aws:ec2/vpc:Vpc";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const ROLE = "aws:iam/role:Role";
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

describe("a simulated provider", () => {
  it("creates, reads, updates in place and deletes, and its ids are for life", async () => {
    const cloud = new TestCloud();
    const { id, properties } = await cloud.create(VPC, "shop", { cidrBlock: "10.0.0.0/16" });
    assert.match(id, /^vpc-[0-9a-f]{17}$/);
    const updated = await cloud.update(VPC, "shop", id, { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true });
    assert.equal(updated["arn"], properties["arn"]);
    assert.equal(updated["enableDnsHostnames"], true);
    assert.deepEqual(cloud.read(VPC, "shop", id)?.inputs, { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true });
    await cloud.delete(VPC, "shop", id);
    assert.equal(cloud.read(VPC, "shop", id), undefined);
  });

  it("names a resource once, keeps the name at updates, and gives a second life another", async () => {
    const cloud = new TestCloud();
    const first = cloud.check(ROLE, "worker", undefined, { assumeRolePolicy: TRUST });
    assert.match(String(first["name"]), /^worker-[0-9a-f]{7}$/);
    await cloud.create(ROLE, "worker", { assumeRolePolicy: TRUST });
    const kept = cloud.check(ROLE, "worker", first, { assumeRolePolicy: TRUST, description: "new" });
    assert.equal(kept["name"], first["name"]);
    const second = cloud.check(ROLE, "worker", undefined, { assumeRolePolicy: TRUST });
    assert.notEqual(second["name"], first["name"]);
  });

  it("names a resource anew that had a name of its own, or another prefix, so that both can stand at once", async () => {
    const cloud = new TestCloud();
    const olds = { assumeRolePolicy: TRUST, name: "worker" };
    const { id } = await cloud.create(ROLE, "worker", olds);
    const news = cloud.check(ROLE, "worker", olds, { assumeRolePolicy: TRUST, namePrefix: "worker-" });
    assert.match(String(news["name"]), /^worker-[0-9a-f]{7}$/);
    const difference = cloud.diff(ROLE, "worker", id, olds, news);
    assert.deepEqual([difference.replaces, difference.deleteBeforeReplace], [["name", "namePrefix"], false]);
    const same = cloud.check(ROLE, "worker", news, { assumeRolePolicy: TRUST, namePrefix: "worker-" });
    assert.equal(same["name"], news["name"]);
    const other = cloud.check(ROLE, "worker", news, { assumeRolePolicy: TRUST, namePrefix: "carrier-" });
    assert.match(String(other["name"]), /^carrier-[0-9a-f]{7}$/);
  });

  it("replaces by the properties that force it, and an explicitly named one only after its deletion", async () => {
    const cloud = new TestCloud();
    const { id } = await cloud.create(ROLE, "worker", { assumeRolePolicy: TRUST, name: "worker" });
    const olds = { assumeRolePolicy: TRUST, name: "worker" };
    const update = cloud.diff(ROLE, "worker", id, olds, { ...olds, description: "new" });
    assert.deepEqual([update.changed, update.replaces], [["description"], []]);
    const replace = cloud.diff(ROLE, "worker", id, olds, { ...olds, path: "/shop/" });
    assert.deepEqual([replace.replaces, replace.deleteBeforeReplace], [["path"], true]);
    const same = cloud.diff(ROLE, "worker", id, olds, olds);
    assert.deepEqual([same.changed, same.replaces], [[], []]);
  });

  it("takes nothing of another cluster for what somebody has deleted in this one", async () => {
    const here = new TestCloud().configured({ cluster: "here" });
    const there = here.configured({ cluster: "there" });
    const inputs = { metadata: { name: "deny", namespace: "default" }, spec: { podSelector: {} } };
    const { id } = await here.create(POLICY, "here-deny", inputs);
    const other = await there.create(POLICY, "there-deny", inputs);
    assert.equal(other.id, id);
    here.inventory.sync();
    for (const one of here.inventory.list(POLICY).filter(({ name }) => name === "here-deny")) {
      here.inventory.remove(one);
    }
    assert.equal(here.read(POLICY, "here-deny", id), undefined);
    assert.equal(there.read(POLICY, "there-deny", id)?.id, id);
    await here.delete(POLICY, "here-deny", id);
    assert.equal(there.read(POLICY, "there-deny", id)?.id, id);
  });

  it("keeps what is secret in the inputs secret in the state", async () => {
    const cloud = new TestCloud();
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "s3cret" };
    const { properties } = await cloud.create(VPC, "shop", { cidrBlock: "10.0.0.0/16", tags: { note: secret } });
    assert.deepEqual(properties["tags"], { note: secret });
    assert.deepEqual(cloud.inventory.all()[0]?.inputs["tags"], { note: "s3cret" });
  });
});

describe("the inventory on disk", () => {
  it("is what another process finds after this one has died, a torn last line included", async () => {
    const cloud = new TestCloud();
    const { id } = await cloud.create(VPC, "shop", { cidrBlock: "10.0.0.0/16" });
    appendFileSync(cloud.file, '{"is":"made","resource":{"urn":"half');
    const other = new CloudInventory(cloud.file);
    assert.deepEqual(
      other.all().map((one) => one.id),
      [id],
    );
    await cloud.create(VPC, "spare", { cidrBlock: "10.1.0.0/16" });
    assert.equal(other.sync().all().length, 2);
  });

  it("shows one process what another one has made", async () => {
    const cloud = new TestCloud();
    const other = new CloudInventory(cloud.file);
    const { id } = await cloud.create(VPC, "shop", { cidrBlock: "10.0.0.0/16" });
    assert.equal(other.sync().find(VPC, id)?.name, "shop");
    assert.equal(other.gives(id), true);
  });
});

describe("injected faults", () => {
  it("fail every creation at its first try", async () => {
    const cloud = new TestCloud({ createFailsFirst: true });
    await assert.rejects(cloud.create(VPC, "shop", { cidrBlock: "10.0.0.0/16" }), /InternalFailure/);
    assert.equal(cloud.inventory.all().length, 0);
    await cloud.create(VPC, "shop", { cidrBlock: "10.0.0.0/16" });
    assert.deepEqual(
      cloud.inventory.faults.map((one) => one.kind),
      ["create"],
    );
  });

  it("throttle every fifth call", async () => {
    const cloud = new TestCloud({ throttleEvery: 5 });
    const results: boolean[] = [];
    for (let index = 1; index <= 10; index += 1) {
      const call = cloud.create(VPC, `vpc-${index}`, { cidrBlock: `10.${index}.0.0/16` });
      results.push(
        await call.then(
          () => true,
          () => false,
        ),
      );
    }
    assert.deepEqual(results, [true, true, true, true, false, true, true, true, true, false]);
  });

  it("kill the engine unanswered: after the cloud has acted, or before", async () => {
    for (const [moment, existing] of [
      ["after", 1],
      ["before", 0],
    ] as const) {
      const cloud = new TestCloud({ kill: { atCall: 1, moment } });
      void cloud.create(VPC, "shop", { cidrBlock: "10.0.0.0/16" });
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual([cloud.killed, cloud.inventory.all().length], [1, existing]);
    }
  });
});

import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey } from "../../../components/core";
import { ObjectStore } from "../../../components/data";
import { FunctionService, ObjectTrigger, type ObjectTriggerArgs } from "../../../components/serverless";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, urns } from "../core/support";

const NOTIFICATION = "aws:s3/bucketNotification:BucketNotification";

function estate(eventBridge = false) {
  const key = new EncryptionKey("key", { description: "Shop", services: ["logs"] });
  const logs = new ObjectStore("logs", { role: "log" });
  const store = new ObjectStore("uploads", { key, accessLogs: logs, eventBridge });
  const service = (name: string) => new FunctionService(name, { code: new pulumi.asset.AssetArchive({}), key });
  return { logs, store, catalogue: service("catalogue"), images: service("images") };
}

function make(rules?: (parts: ReturnType<typeof estate>) => ObjectTriggerArgs["rules"], eventBridge = false) {
  const parts = estate();
  const standard = {
    products: { function: parts.catalogue, prefix: "incoming/", suffixes: [".csv", ".ndjson"] },
    pictures: { function: parts.images, prefix: "pictures/", events: ["created", "removed"] as const },
  };
  const args = { store: parts.store, rules: rules?.(parts) ?? standard, eventBridge };
  return { ...parts, trigger: new ObjectTrigger("shop", args) };
}

describe("ObjectTrigger", () => {
  it("makes one notification for all rules of the bucket, and a permission for each function", async () => {
    const recording = await recordProgram(() => void make());
    assert.deepEqual(
      inventory(recording).filter((line) => / shop|permission/.test(line)),
      [
        "aws:lambda/permission:Permission catalogue-permission-shop",
        "aws:lambda/permission:Permission images-permission-shop",
        "aws:s3/bucketNotification:BucketNotification shop-notification",
        "estate:serverless:ObjectTrigger shop",
      ],
    );
    const arn = (name: string) => recording.get(`${name}-alias`).outputs["arn"];
    const created = "s3:ObjectCreated:*";
    const products = { lambdaFunctionArn: arn("catalogue"), events: [created], filterPrefix: "incoming/" };
    assert.deepEqual(inputsOf(recording, "shop-notification"), {
      bucket: recording.get("uploads-bucket").outputs["bucket"],
      lambdaFunctions: [
        { id: "products-csv", ...products, filterSuffix: ".csv" },
        { id: "products-ndjson", ...products, filterSuffix: ".ndjson" },
        {
          id: "pictures",
          lambdaFunctionArn: arn("images"),
          events: [created, "s3:ObjectRemoved:*"],
          filterPrefix: "pictures/",
        },
      ],
    });
    const { dependencies } = recording.get("shop-notification");
    assert.ok(dependencies.includes(recording.get("images-permission-shop").urn));
  });

  it("lets this bucket of this account call, and nobody who takes its name later", async () => {
    const recording = await recordProgram(() => void make());
    const { principal, sourceArn, sourceAccount, qualifier } = inputsOf(recording, "catalogue-permission-shop");
    assert.deepEqual(
      [principal, sourceArn, sourceAccount, qualifier],
      ["s3.amazonaws.com", recording.get("uploads-bucket").outputs["arn"], "111122223333", "live"],
    );
  });

  it("leaves what a function gives up on in its failure queue, and alarms on what waits or is dropped", async () => {
    const keys: string[] = [];
    const recording = await recordProgram(() => {
      keys.push(
        ...make()
          .trigger.alarms()
          .map(({ key }) => key),
      );
    });
    assert.deepEqual(keys, [
      "event-age-products",
      "events-dropped-products",
      "event-age-pictures",
      "events-dropped-pictures",
    ]);
    const { destinationConfig } = inputsOf(recording, "catalogue-events");
    assert.deepEqual(destinationConfig, {
      onFailure: { destination: recording.get("catalogue-failures").outputs["arn"] },
    });
  });

  it("speaks to EventBridge, too, in the same notification", async () => {
    const recording = await recordProgram(() => void make(undefined, true));
    assert.equal(inputsOf(recording, "shop-notification")["eventbridge"], true);
    assert.equal(recording.ofType(NOTIFICATION).length, 1);
  });

  it("plans the same resources in a preview", async () => {
    const program = () => void make();
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(await recordProgram(program)));
  });
});

describe("ObjectTrigger fails when", () => {
  it("one object would fit two rules", async () => {
    const rules: Parameters<typeof make>[0] = ({ catalogue, images }) => ({
      products: { function: catalogue, prefix: "incoming/", suffixes: [".csv", ".ndjson"] },
      zipped: { function: images, prefix: "incoming/zip/", suffixes: ["x.csv"] },
      removed: { function: images, prefix: "incoming/", events: ["removed"] },
      others: { function: images, prefix: "other/" },
    });
    const message = await failureOf(() => void make(rules), NOTIFICATION);
    assertMentions(message, [
      "has 1 fault",
      'rules.zipped: given "incoming/zip/*x.csv"',
      '"incoming/*.csv" of products',
    ]);
  });

  it("filters are patterns, nothing is declared, or the bucket holds access logs", async () => {
    const patterns: Parameters<typeof make>[0] = ({ images }) => ({
      pictures: { function: images, prefix: "/pictures/", suffixes: ["*.png"], events: [] },
    });
    assertMentions(await failureOf(() => void make(patterns), NOTIFICATION), [
      "rules.pictures.prefix",
      "rules.pictures.suffixes",
      "rules.pictures.events",
    ]);
    const onLogs = () => {
      const { logs } = estate();
      new ObjectTrigger("shop", { store: logs, rules: {} });
    };
    assertMentions(await failureOf(onLogs, NOTIFICATION), [
      "rules: given 0",
      'store: given "logs"; allowed: a store of data',
    ]);
  });

  it("the bucket has a notification already, which it would replace", async () => {
    const twice = () => {
      const { store, catalogue } = estate();
      const rules = { products: { function: catalogue, prefix: "incoming/" } };
      new ObjectTrigger("first", { store, rules });
      new ObjectTrigger("second", { store, rules });
    };
    await assert.rejects(
      recordProgram(twice),
      /made by ObjectTrigger "first"; ObjectTrigger "second" would replace it/,
    );
    const beside = () => {
      const { store, catalogue } = estate(true);
      new ObjectTrigger("shop", { store, rules: { products: { function: catalogue, prefix: "incoming/" } } });
    };
    await assert.rejects(recordProgram(beside), /its own argument eventBridge/);
  });
});

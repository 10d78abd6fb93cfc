import assert from "node:assert/strict";
import { createHandler } from "../../functions/data-pipeline/handler";
import { startGoogle } from "../../test/functions/emulators/google";
import { bucket, queue } from "../../test/functions/support/aws";
import { CHECKOUT_FUNCTIONS, openShop } from "../../test/functions/support/checkout";
import { hostileRun } from "../../test/functions/support/pipeline-run";
import { runRush } from "../../test/functions/support/rush";
import { describeWithEmulators } from "../../test/functions/support/suite";

/** Records, checkouts and pieces: smaller ones by argument, for a quick look. */
const SIZE = Number(process.env["BENCH_SIZE"] ?? "1");

describeWithEmulators("the pipeline's hostile day", ["data-pipeline"], (world) => {
  it("brings every good record once into the curated view, and every poison one to the queue", async function () {
    this.timeout(1_800_000);
    const google = await startGoogle();
    const failureQueue = await queue(world.unique("failures"));
    const eventQueue = await queue(world.unique("events"));
    const pipeline = world.make("data-pipeline", createHandler, {
      LAKE_BUCKET: await bucket(world.unique("lake")),
      EVENT_QUEUE_URL: eventQueue,
      FAILURE_QUEUE_URL: failureQueue,
      BIGQUERY_PROJECT: "demo",
      BIGQUERY_DATASET: "shop",
      GCS_LAKE_BUCKET: "gcs-lake",
      BIGQUERY_ENDPOINT: google.server.url,
      GCS_ENDPOINT: google.server.url,
      GCP_IDENTITY: google.identity(),
    });
    const run = { records: 10_000 * SIZE, poison: 0.05, duplicates: 0.2, crashes: 0.03, throttles: 0.05, seed: 42 };
    const result = await hostileRun(run, pipeline, { gateway: world.gateway, google, failureQueue, eventQueue });
    await google.server.close();
    assert.deepEqual([...result.curated].sort(), [...result.good].sort());
    assert.deepEqual([...result.parked].sort(), [...result.poison].sort());
    const figure = {
      records: run.records,
      good: result.good.size,
      curated: result.curated.length,
      poison: result.poison.size,
      parked: result.parked.size,
      lost: result.lost.length,
      rawRows: result.streamRows,
    };
    console.log(`      ${JSON.stringify(figure)}`);
  });
});

describeWithEmulators("the checkout's rush", CHECKOUT_FUNCTIONS, (world) => {
  it("sells no piece twice and charges nobody twice", async function () {
    this.timeout(1_800_000);
    // One process plays all the containers, so the definition runs slowly enough that its timeouts do not strike.
    const shop = await openShop(world, undefined, 2);
    const stock = 100 * SIZE;
    const result = await runRush(world, shop, { checkouts: 1000 * SIZE, stock, faults: 0.03, seed: 5 });
    await shop.close();
    const { chargedTwice, heldTwice, stillHeld, stockLeft, paid, charged, cleanedUp, states } = result;
    const checkouts = 1000 * SIZE;
    const orders = Object.values(states).reduce((sum, count) => sum + count, 0);
    const figure = { checkouts, stock, stockLeft, paid: paid.length, chargedTwice, heldTwice, stillHeld };
    console.log(`      ${JSON.stringify({ ...figure, refusedAtTheCart: checkouts - orders, states, cleanedUp })}`);
    assert.deepEqual([chargedTwice, heldTwice, stillHeld], [0, 0, 0]);
    assert.deepEqual([...charged].sort(), [...paid].sort());
    assert.equal(stockLeft, stock - paid.length);
  });
});

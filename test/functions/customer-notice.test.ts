import assert from "node:assert/strict";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { createHandler } from "../../functions/customer-notice/handler";
import { noticeType } from "../../functions/customer-notice/input";
import { noticeText } from "../../functions/customer-notice/texts";
import { type FakeServer, fakeServer } from "../../web/demo/emulators/http";
import { items, shopTable, withEnvironment } from "./support/aws";
import { record } from "./support/checkout";
import { type Customers, makeCustomers } from "./support/customers";
import { PERSONAL } from "./support/logs";
import { functionSuite } from "./support/suite";

/** The longest text message of two parts, in characters (GSM 03.38: 153 in each). */
const TWO_PARTS = 306;
const SHOP_URL = "https://shop.example.com";
const VERIFIED = { email_verified: "true" } as const;
const PHONE = { phone_number: "+442079460958", phone_number_verified: "true" } as const;

functionSuite(["customer-notice"], (world) => {
  let done: string;
  let customers: Customers;
  let handler: (event: SQSEvent) => Promise<SQSBatchResponse>;

  const makeHandler = (settings: Readonly<Record<string, string>> = {}) =>
    world.make("customer-notice", createHandler, {
      IDEMPOTENCY_TABLE: done,
      USER_POOL_ID: customers.userPoolId,
      SENDER: customers.sender,
      SHOP_URL,
      ...settings,
    });
  const message = (userId: string, type = "order.confirmed", id = "m-1") =>
    record({ id, body: JSON.stringify({ type, orderId: "order-1", userId }) });
  const failed = async (...records: SQSEvent["Records"]) =>
    (await handler({ Records: records })).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  const subjects = async () => (await customers.mails()).map(({ subject }) => subject);

  beforeEach(async () => {
    done = await shopTable("done", world.unique("done"));
    customers = await makeCustomers(world);
    handler = makeHandler();
  });

  it("writes to the customer once, however often and to whichever container the message comes", async () => {
    const ada = await customers.join(PERSONAL.email, { ...VERIFIED, name: PERSONAL.name });
    await customers.join("someone.else@example.org", VERIFIED);
    assert.deepEqual(await failed(message(ada)), []);
    assert.deepEqual(await failed(message(ada)), []);
    handler = makeHandler();
    assert.deepEqual(await failed(message(ada, "order.confirmed", "published again")), []);
    assert.deepEqual(await customers.mails(), [
      {
        to: [PERSONAL.email],
        subject: "Your order is confirmed",
        text:
          "Thank you for your order.\n\nIt is confirmed: everything in it is set aside for you, and your card is charged." +
          "\n\nYour order: https://shop.example.com/orders/order-1",
      },
    ]);
  });

  it("writes once although the same message comes twice at the same time", async () => {
    const ada = await customers.join(PERSONAL.email, VERIFIED);
    const twice = [message(ada, "order.confirmed", "m-1"), message(ada, "order.confirmed", "m-2")];
    await failed(...twice);
    assert.deepEqual(await failed(...twice), []);
    assert.deepEqual(await subjects(), ["Your order is confirmed"]);
  });

  it("has its own words for each thing that can become of an order", async () => {
    const ada = await customers.join(PERSONAL.email, VERIFIED);
    for (const type of noticeType.options) {
      assert.deepEqual(await failed(message(ada, type)), []);
    }
    assert.deepEqual(await subjects(), ["Your order is confirmed", "Your order could not be completed"]);
    const longest = noticeType.options.map(
      (type) => noticeText({ type, orderId: "o".repeat(64) }, SHOP_URL).text.length,
    );
    assert(Math.max(...longest) <= TWO_PARTS);
  });

  it("gives a customer up who has left or has no verified address, and holds nothing up for them", async () => {
    const left = await customers.join(PERSONAL.email, VERIFIED);
    await customers.leave(left);
    const unverified = await customers.join("bob@example.org", { email_verified: "false" });
    const before = world.logLines().length;
    assert.deepEqual(
      await failed(message(left, "order.confirmed", "m-1"), message(unverified, "order.cancelled", "m-2")),
      [],
    );
    assert.deepEqual([await customers.mails(), await items(done)], [[], []]);
    const said = world.logLines().slice(before).join("");
    assert.match(said, /no verified address.*"left":true/);
    assert.match(said, /no verified address.*"left":false/);
  });

  for (const service of ["ses", "cognito-idp"]) {
    it(`gives the message back while ${service} is out, and writes once it is there again`, async () => {
      const ada = await customers.join(PERSONAL.email, VERIFIED);
      world.gateway.chaos = (asked) => (asked === service ? { kind: "status", status: 500 } : undefined);
      assert.deepEqual(await failed(message(ada)), ["m-1"]);
      world.gateway.chaos = undefined;
      assert.deepEqual([await subjects(), await failed(message(ada))], [[], []]);
      assert.deepEqual(await subjects(), ["Your order is confirmed"]);
    }).timeout(60_000);
  }

  it("hands back only the messages that nobody can read", async () => {
    const ada = await customers.join(PERSONAL.email, VERIFIED);
    const unread = record({ id: "no JSON", body: "{" });
    assert.deepEqual(await failed(message(ada), unread, message(ada, "order.lost", "no such type")), [
      "no JSON",
      "no such type",
    ]);
    assert.deepEqual(await subjects(), ["Your order is confirmed"]);
  });

  describe("by text message", () => {
    let phones: FakeServer;
    let restore: () => void;
    const sent = () =>
      phones.requests.map(({ body }) => {
        const form = new URLSearchParams(body);
        return [form.get("PhoneNumber"), form.get("Message"), form.get("TopicArn")];
      });

    beforeEach(async () => {
      phones = await fakeServer(() => ({
        headers: { "content-type": "text/xml" },
        text: "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>",
      }));
      restore = withEnvironment({ AWS_ENDPOINT_URL_SNS: phones.url });
    });
    afterEach(async () => {
      restore();
      await phones.close();
    });

    it("says nothing where the estate sends none", async () => {
      const ada = await customers.join(PERSONAL.email, { ...VERIFIED, ...PHONE });
      assert.deepEqual(await failed(message(ada)), []);
      assert.deepEqual([sent(), await subjects()], [[], ["Your order is confirmed"]]);
    });

    it("tells verified telephones once, and writes no second mail when the telephone has to wait", async () => {
      handler = makeHandler({ TEXT_MESSAGES: "on" });
      const ada = await customers.join(PERSONAL.email, { ...VERIFIED, ...PHONE });
      phones.chaos = () => ({ kind: "status", status: 500 });
      assert.deepEqual(await failed(message(ada)), ["m-1"]);
      phones.chaos = undefined;
      phones.requests.length = 0;
      assert.deepEqual([await failed(message(ada)), await failed(message(ada))], [[], []]);
      const text = "Your order is confirmed: https://shop.example.com/orders/order-1";
      assert.deepEqual([sent(), await subjects()], [[[PHONE.phone_number, text, null]], ["Your order is confirmed"]]);
      assert.deepEqual(
        world.logLines().filter((line) => line.includes(PHONE.phone_number)),
        [],
      );
    }).timeout(60_000);

    it("leaves telephones alone that nobody has verified", async () => {
      handler = makeHandler({ TEXT_MESSAGES: "on" });
      const ada = await customers.join(PERSONAL.email, { ...VERIFIED, ...PHONE, phone_number_verified: "false" });
      assert.deepEqual([await failed(message(ada)), sent()], [[], []]);
    });
  });
});

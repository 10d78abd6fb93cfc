import { deepEqual, equal } from "node:assert/strict";
import { evaluatePolicies } from "../../planner/proofs/policy";
import type { Recording } from "../../planner/recorder";
import { PACKS } from "../../policies";
import { ecom67 } from "../../stacks/ecom67";
import { type Ecom67Settings, ecom67Schema } from "../../stacks/ecom67/settings";
import { recordStack } from "../support/stack";

/** Recording a stack several times. */
const PATIENCE_MS = 180_000;

const SYSTEM = { schema: ecom67Schema, program: ecom67 };
const STACKS = ["ecom67-dev", "ecom67-prod"] as const;

async function record(stack: string, change?: (settings: Ecom67Settings) => Ecom67Settings): Promise<Recording> {
  return (await recordStack(stack, SYSTEM, change)).recording;
}

const withTexts = (settings: Ecom67Settings): Ecom67Settings => ({
  ...settings,
  notifications: { ...settings.notifications, textMessagesUsd: 1 },
});

describe("E-Com67's messages to customers", function () {
  this.timeout(PATIENCE_MS);

  for (const stack of STACKS) {
    it(`reach a function by a queue, in ${stack}`, async () => {
      const recording = await record(stack);
      const arn = (name: string) => recording.get(name).outputs["arn"];
      const subscriptions = recording
        .ofType("aws:sns/topicSubscription:TopicSubscription")
        .filter(({ inputs }) => inputs["topic"] === arn("shop-notifications-topic-customers"));
      deepEqual(
        subscriptions.map(({ inputs: { protocol, endpoint, rawMessageDelivery } }) => ({
          protocol,
          endpoint,
          rawMessageDelivery,
        })),
        [{ protocol: "sqs", endpoint: arn("shop-notices-queue"), rawMessageDelivery: true }],
      );
      const { eventSourceArn, functionName, functionResponseTypes } = recording.get(
        "customer-notice-source-shop-notices",
      ).inputs;
      deepEqual(
        { eventSourceArn, functionName, functionResponseTypes },
        {
          eventSourceArn: arn("shop-notices-queue"),
          functionName: arn("customer-notice-alias"),
          functionResponseTypes: ["ReportBatchItemFailures"],
        },
      );
      const { environment } = recording.get("customer-notice-function").inputs;
      const host = stack === "ecom67-prod" ? "ecom67.example" : "dev.ecom67.example";
      deepEqual(environment, {
        variables: {
          IDEMPOTENCY_TABLE: recording.get("shop-data-table-done").outputs["name"],
          USER_POOL_ID: recording.get("shop-users-pool").id,
          SENDER: `no-reply@${host}`,
          SHOP_URL: `https://${host}`,
        },
      });
    });

    it(`are no text messages in ${stack}, whose account may not be allowed to pay for any`, async () => {
      const recording = await record(stack);
      deepEqual(recording.ofType("aws:sns/smsPreferences:SmsPreferences"), []);
      equal(JSON.stringify(recording.get("customer-notice-policy-needs").inputs).includes("sns:Publish"), false);
    });
  }

  it("go to telephones, too, once the settings say what that may cost, and nothing else changes", async () => {
    const [off, on] = [await record("ecom67-prod"), await record("ecom67-prod", withTexts)];
    const names = ({ resources }: Recording) => resources.map(({ name }) => name);
    deepEqual(
      names(on)
        .filter((name) => !names(off).includes(name) && !name.includes("alarm"))
        .sort(),
      [
        "shop-notifications-text-logs-failed",
        "shop-notifications-text-logs-sent",
        "shop-notifications-text-messages",
        "shop-notifications-text-policy-logs",
        "shop-notifications-text-role",
      ],
    );
    equal(on.get("shop-notifications-text-messages").inputs["monthlySpendLimit"], 1);
    const { environment } = on.get("customer-notice-function").inputs;
    equal(Reflect.get(Object(Reflect.get(Object(environment), "variables")), "TEXT_MESSAGES"), "on");
    const circumstances = { packs: PACKS, stack: "ecom67-prod", environment: "prod", today: "2026-11-21" };
    const { violations, undecided } = evaluatePolicies(on, circumstances);
    deepEqual([violations.map(({ rule, urn, message }) => `${rule} ${urn} ${message}`), undecided], [[], []]);
  });
});

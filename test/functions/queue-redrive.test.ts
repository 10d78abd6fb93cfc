import assert from "node:assert/strict";
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createHandler, delaySeconds, REDRIVES_ATTRIBUTE, type Redrive } from "../../functions/queue-redrive/handler";
import { bodies, queue } from "./support/aws";
import { functionSuite } from "./support/suite";

functionSuite(["queue-redrive"], (world) => {
  let dead: string;
  let source: string;
  let redrive: (event: unknown) => Promise<Redrive>;

  beforeEach(async () => {
    dead = await queue(world.unique("dead"));
    source = await queue(world.unique("source"));
    redrive = world.make("queue-redrive", createHandler, { DEAD_LETTER_QUEUE_URL: dead, SOURCE_QUEUE_URL: source });
  });

  async function bury(body: string, redrives?: number): Promise<void> {
    const counted = { [REDRIVES_ATTRIBUTE]: { DataType: "Number", StringValue: String(redrives) } };
    const attributes = redrives === undefined ? {} : { MessageAttributes: counted };
    await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: dead, MessageBody: body, ...attributes }));
  }

  it("sends every message again, and empties the dead-letter queue", async () => {
    for (let number = 0; number < 12; number += 1) {
      await bury(JSON.stringify({ number }));
    }
    assert.deepEqual(await redrive({}), { sent: 12, exhausted: 0 });
    assert.deepEqual(await bodies(dead), []);
  });

  it("counts a message's chances, and leaves one that had them all for a person", async () => {
    await bury(JSON.stringify({ number: 1 }), 3);
    assert.deepEqual(await redrive({}), { sent: 0, exhausted: 1 });
    assert.deepEqual(await bodies(dead), [{ number: 1 }]);
  });

  it("waits twice as long with every chance, up to what SQS takes", () => {
    assert.deepEqual([0, 1, 4, 5, 9].map(delaySeconds), [30, 60, 480, 900, 900]);
  });

  it("keeps order and group in a FIFO queue", async () => {
    const fifo = async (name: string) => {
      const Attributes = { FifoQueue: "true" };
      const command = new CreateQueueCommand({ QueueName: `${world.unique(name)}.fifo`, Attributes });
      return (await new SQSClient({}).send(command)).QueueUrl ?? "";
    };
    const [deadFifo, sourceFifo] = [await fifo("dead"), await fifo("source")];
    const message = { MessageBody: '{"a":1}', MessageGroupId: "order-1", MessageDeduplicationId: "1" };
    await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: deadFifo, ...message }));
    const environment = { DEAD_LETTER_QUEUE_URL: deadFifo, SOURCE_QUEUE_URL: sourceFifo };
    await world.make("queue-redrive", createHandler, environment)({});
    const { Messages = [] } = await new SQSClient({}).send(
      new ReceiveMessageCommand({
        QueueUrl: sourceFifo,
        MessageSystemAttributeNames: ["MessageGroupId"],
        MessageAttributeNames: ["All"],
      }),
    );
    assert.deepEqual(
      Messages.map((sent) => [
        sent.Attributes?.MessageGroupId,
        sent.MessageAttributes?.[REDRIVES_ATTRIBUTE]?.StringValue,
      ]),
      [["order-1", "1"]],
    );
  });

  describe("fails when", () => {
    it("the queue does not take the message: it stays dead", async () => {
      await bury(JSON.stringify({ number: 1 }));
      world.gateway.chaos = (_, operation) =>
        operation === "SendMessage" ? { kind: "status", status: 500 } : undefined;
      await assert.rejects(() => redrive({}));
    });

    it("the limits make no sense", () => {
      const environment = { DEAD_LETTER_QUEUE_URL: dead, SOURCE_QUEUE_URL: source, MAX_REDRIVES: "many" };
      assert.throws(() => createHandler(environment), /MAX_REDRIVES must be a whole number from 1 to 10/);
    });
  });
});

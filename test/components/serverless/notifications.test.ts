import assert from "node:assert/strict";
import * as ssm from "@pulumi/aws/ssm";
import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey } from "../../../components/core";
import { EventQueue, FunctionService, Notifications, type NotificationsArgs } from "../../../components/serverless";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";
import { makeGrantee, makeKey } from "./serverless-support";

const ACCOUNT = "111122223333";
const ZONE = { name: "example.com", id: "Z1" };
const MAIL = { domain: "shop.example.com", zone: ZONE, mailFrom: "bounce" };

function make(args: Partial<NotificationsArgs> = {}) {
  const key = makeKey();
  return { key, notifications: new Notifications("tell", { key, ...args }) };
}

describe("Notifications", () => {
  it("makes exactly two topics and their policies, where nothing else is asked for", async () => {
    const recording = await recordProgram(() => ({ arn: make().key.arn }));
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" tell")),
      [
        "aws:sns/topic:Topic tell-topic-customers",
        "aws:sns/topic:Topic tell-topic-operations",
        "aws:sns/topicPolicy:TopicPolicy tell-topic-policy-customers",
        "aws:sns/topicPolicy:TopicPolicy tell-topic-policy-operations",
        "estate:serverless:Notifications tell",
      ],
    );
    assert.deepEqual(inputsOf(recording, "tell-topic-customers"), {
      kmsMasterKeyId: recording.outputs["arn"],
      signatureVersion: 2,
    });
    const topic = recording.get("tell-topic-customers").outputs["arn"];
    assert.deepEqual(statementsOf(recording, "tell-topic-policy-customers"), [
      {
        Sid: "OnlyOverTls",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: topic,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("subscribes by the protocols asked for, and filters by the message's body", async () => {
    const recording = await recordProgram(() => {
      make({
        subscriptions: {
          customers: {
            desk: { protocol: "email", endpoint: "desk@example.com", filter: { type: ["order.cancelled"] } },
            phone: { protocol: "sms", endpoint: "+12025550100" },
          },
        },
      });
    });
    const topic = recording.get("tell-topic-customers").outputs["arn"];
    assert.deepEqual(inputsOf(recording, "tell-subscription-customers-desk"), {
      topic,
      protocol: "email",
      endpoint: "desk@example.com",
      filterPolicy: '{"type":["order.cancelled"]}',
      filterPolicyScope: "MessageBody",
    });
    assert.deepEqual(inputsOf(recording, "tell-subscription-customers-phone"), {
      topic,
      protocol: "sms",
      endpoint: "+12025550100",
    });
  });

  it("logs what becomes of text messages in encrypted groups that it makes itself", async () => {
    const recording = await recordProgram(() => {
      make({ textMessages: { monthlySpendLimitUsd: 50, senderId: "Shop" } });
    });
    const group = `sns/us-east-1/${ACCOUNT}/DirectPublishToPhoneNumber`;
    const key = recording.get("key-key").outputs["arn"];
    assert.deepEqual(inputsOf(recording, "tell-text-logs-sent"), {
      name: group,
      kmsKeyId: key,
      retentionInDays: 365,
    });
    assert.equal(inputsOf(recording, "tell-text-logs-failed")["name"], `${group}/Failure`);
    assert.deepEqual(statementsOf(recording, "tell-text-policy-logs"), [
      {
        Sid: "WriteDeliveryLogs",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [group, `${group}/Failure`].map(
          (name) => `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${name}:log-stream:*`,
        ),
      },
    ]);
    const { deliveryStatusIamRoleArn, ...preferences } = inputsOf(recording, "tell-text-messages");
    assert.equal(deliveryStatusIamRoleArn, recording.get("tell-text-role").outputs["arn"]);
    assert.deepEqual(preferences, {
      monthlySpendLimit: 50,
      defaultSmsType: "Transactional",
      defaultSenderId: "Shop",
      deliveryStatusSuccessSamplingRate: "100",
    });
  });

  it("sends mail over TLS, signed, and never again to who bounced or complained", async () => {
    const recording = await recordProgram(() => {
      make({ mail: MAIL });
    });
    assert.deepEqual(inputsOf(recording, "tell-mail-configuration"), {
      configurationSetName: "tell",
      deliveryOptions: { tlsPolicy: "REQUIRE" },
      reputationOptions: { reputationMetricsEnabled: true },
      sendingOptions: { sendingEnabled: true },
      suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
    });
    assert.deepEqual(inputsOf(recording, "tell-mail-identity"), {
      emailIdentity: "shop.example.com",
      configurationSetName: "tell",
      dkimSigningAttributes: { nextSigningKeyLength: "RSA_2048_BIT" },
    });
    const topic = recording.get("tell-topic-operations").outputs["arn"];
    assert.deepEqual(inputsOf(recording, "tell-mail-reports")["eventDestination"], {
      enabled: true,
      matchingEventTypes: ["BOUNCE", "COMPLAINT", "REJECT", "RENDERING_FAILURE"],
      snsDestination: { topicArn: topic },
    });
    const [admitted] = statementsOf(recording, "tell-topic-policy-operations");
    assert.deepEqual(admitted, {
      Sid: "MailEventsOfThisAccount",
      Effect: "Allow",
      Principal: { Service: "ses.amazonaws.com" },
      Action: "sns:Publish",
      Resource: topic,
      Condition: {
        StringEquals: {
          "aws:SourceAccount": ACCOUNT,
          "aws:SourceArn": `arn:aws:ses:us-east-1:${ACCOUNT}:configuration-set/tell`,
        },
      },
    });
  });

  it("writes the records by which receivers know the mail for its own", async () => {
    const recording = await recordProgram(() => {
      make({ mail: MAIL });
    });
    const { tokens } = recording.get("tell-mail-identity").outputs["dkimSigningAttributes"] as { tokens: string[] };
    const records = recording
      .ofType("aws:route53/record:Record")
      .map(({ inputs }) => [inputs["name"], inputs["type"], inputs["records"]]);
    assert.deepEqual(
      new Set(records),
      new Set([
        ...tokens.map((token) => [`${token}._domainkey.shop.example.com`, "CNAME", [`${token}.dkim.amazonses.com`]]),
        ["bounce.shop.example.com", "MX", ["10 feedback-smtp.us-east-1.amazonses.com"]],
        ["bounce.shop.example.com", "TXT", ["v=spf1 include:amazonses.com -all"]],
        ["_dmarc.shop.example.com", "TXT", ["v=DMARC1; p=quarantine; adkim=s; aspf=r"]],
      ]),
    );
  });

  it("hands out the identity for sending only once the domain is verified", async () => {
    const recording = await recordProgram(() => {
      const { notifications } = make({ mail: MAIL });
      new ssm.Parameter("sender", { type: "String", value: "-", description: notifications.verifiedIdentityArn ?? "" });
    });
    const verification = recording.get("tell-mail-verification");
    assert.equal(verification.inputs["domain"], "shop.example.com");
    const needs = (name: string) => recording.get(name).dependencies.map((urn) => urn.split("::").at(-1));
    assert.deepEqual(
      needs("tell-mail-verification").filter((name) => name?.includes("dkim")),
      ["tell-mail-dkim-first", "tell-mail-dkim-second", "tell-mail-dkim-third"],
    );
    assert.ok(needs("sender").includes("tell-mail-verification"));
    assert.equal(recording.get("sender").inputs["description"], recording.get("tell-mail-identity").outputs["arn"]);
  });

  it("lets a grantee publish to one topic, and send from one address", async () => {
    const recording = await recordProgram(() => {
      const { notifications } = make({ mail: MAIL });
      const worker = makeGrantee();
      notifications.grantNotify(worker);
      notifications.grantSendEmail(worker, "orders@shop.example.com");
    });
    assert.deepEqual(statementsOf(recording, "worker-policy-tell-notify-customers")[0], {
      Sid: "NotifyCustomers",
      Effect: "Allow",
      Action: "sns:Publish",
      Resource: recording.get("tell-topic-customers").outputs["arn"],
    });
    assert.deepEqual(statementsOf(recording, "worker-policy-tell-send-email"), [
      {
        Sid: "SendMail",
        Effect: "Allow",
        Action: "ses:SendEmail",
        Resource: [
          `arn:aws:ses:us-east-1:${ACCOUNT}:identity/shop.example.com`,
          `arn:aws:ses:us-east-1:${ACCOUNT}:configuration-set/tell`,
        ],
        Condition: { StringEquals: { "ses:FromAddress": "orders@shop.example.com" } },
      },
    ]);
  });

  it("puts a topic's messages into a queue as they were published, once the queue takes them", async () => {
    const recording = await recordProgram(() => {
      const { key, notifications } = make();
      notifications.deliverTo(new EventQueue("notices", { key }));
    });
    const topic = recording.get("tell-topic-customers").outputs["arn"];
    const queue = recording.get("notices-queue").outputs["arn"];
    assert.deepEqual(inputsOf(recording, "tell-subscription-customers-notices"), {
      topic,
      protocol: "sqs",
      endpoint: queue,
      rawMessageDelivery: true,
    });
    const waitsFor = recording.get("tell-subscription-customers-notices").dependencies;
    assert.ok(waitsFor.some((urn) => urn.endsWith("::notices-policy")));
    assert.deepEqual(statementsOf(recording, "notices-policy")[1], {
      Sid: "SourceTellCustomers",
      Effect: "Allow",
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queue,
      Condition: { ArnEquals: { "aws:SourceArn": topic }, StringEquals: { "aws:SourceAccount": ACCOUNT } },
    });
  });

  it("binds functions to text messages, which have no ARN, without letting them publish to what has one", async () => {
    const needs = {
      resources: { texts: { kind: "text-messages", actions: ["sns:Publish"], variable: "TEXTS", optional: true } },
    } as const;
    const recording = await recordProgram(() => {
      const { key, notifications } = make({ textMessages: { monthlySpendLimitUsd: 1 } });
      const code = new pulumi.asset.FileArchive("nowhere");
      new FunctionService("notice", { key, code, needs, bindings: { texts: notifications.texts() } });
      new FunctionService("silent", { key, code, needs });
    });
    const statements = (name: string) =>
      statementsOf(recording, `${name}-policy-needs`).filter((one) =>
        String(Reflect.get(Object(one), "Sid")).startsWith("Texts"),
      );
    assert.deepEqual(statements("notice"), [
      { Sid: "TextsTextMessages", Effect: "Allow", Action: "sns:Publish", Resource: "*" },
      { Sid: "TextsNoTopic", Effect: "Deny", Action: "sns:Publish", Resource: "arn:aws:sns:*:*:*" },
    ]);
    assert.deepEqual(inputsOf(recording, "notice-function")["environment"], { variables: { TEXTS: "on" } });
    assert.deepEqual([statements("silent"), inputsOf(recording, "silent-function")["environment"]], [[], undefined]);
  });

  it("watches what reaches nobody, the sender's reputation and the month's text messages", async () => {
    let keys: readonly string[] = [];
    await recordProgram(() => {
      const { notifications } = make({ mail: MAIL, textMessages: { monthlySpendLimitUsd: 50 } });
      keys = notifications.alarms().map(({ key, severity }) => `${key} ${severity}`);
    });
    assert.deepEqual(keys, [
      "customers-undelivered ticket",
      "operations-undelivered page",
      "bounces ticket",
      "bounces-stop page",
      "complaints ticket",
      "complaints-stop page",
      "text-spending ticket",
    ]);
  });

  it("has the same URNs in a preview", async () => {
    const program = () => {
      make({ mail: MAIL, textMessages: { monthlySpendLimitUsd: 50 } });
    };
    const preview = await recordProgram(program, { mode: "preview" });
    assert.deepEqual(urns(preview), urns(await recordProgram(program)));
  });
});

describe("Notifications fails when", () => {
  it("text messages are to be sent where none are set up, or a queue cannot take what a topic says", async () => {
    const none = await failureOf(() => {
      make().notifications.texts();
    }, "aws:iam/rolePolicy:RolePolicy");
    assertMentions(none, ["textMessages", "pass textMessages with a limit a month"]);
    const deaf = await failureOf(() => {
      const key = new EncryptionKey("other", { description: "Queues" });
      make().notifications.deliverTo(new EventQueue("notices", { key }));
    }, "aws:sns/topicSubscription:TopicSubscription");
    assertMentions(deaf, ['add "sns.amazonaws.com" to the services of EncryptionKey "other"']);
  });

  it("addresses, filters, limits, domains or the key are wrong, and says all at once", async () => {
    const message = await failureOf(() => {
      const key = new EncryptionKey("key", { description: "Nothing" });
      const customers = {
        desk: { protocol: "email", endpoint: "desk" },
        phone: { protocol: "sms", endpoint: "0170" },
        hook: { protocol: "https", endpoint: "http://x", filter: {} },
      } as const;
      const mail = { domain: "Shop", zone: ZONE, mailFrom: "a.b" };
      const textMessages = { monthlySpendLimitUsd: 0.5, senderId: "a shop too long" };
      new Notifications("tell", { key, subscriptions: { customers }, textMessages, mail, prefix: "a b" });
    }, "aws:sns/topic:Topic");
    assertMentions(message, [
      "subscriptions.customers.desk.endpoint",
      "subscriptions.customers.phone.endpoint",
      "subscriptions.customers.hook.endpoint",
      "subscriptions.customers.hook.filter",
      "textMessages.monthlySpendLimitUsd",
      "textMessages.senderId",
      "mail.domain",
      "mail.mailFrom",
      "prefix",
      'add "logs" to the services of EncryptionKey "key"',
      'add "ses.amazonaws.com" to the services of EncryptionKey "key"',
    ]);
  });

  it("mail is to be sent from another domain, or without any", async () => {
    const other = await failureOf(() => {
      make({ mail: MAIL }).notifications.grantSendEmail(makeGrantee(), "orders@example.org");
    }, "aws:iam/rolePolicy:RolePolicy");
    assertMentions(other, ['given "orders@example.org"; allowed: an address of shop.example.com']);
    const none = await failureOf(() => {
      make().notifications.sender("orders@shop.example.com");
    }, "aws:iam/rolePolicy:RolePolicy");
    assertMentions(none, ["no mail is set up"]);
  });
});

import type { Claim } from "../../../planner/report/claims";
import { part, type SpecLine } from "../spec-line";

function may(who: string, action: string, on: string): Claim {
  return { who: new RegExp(who), may: new RegExp(`^${action}$`), on: new RegExp(on) };
}

function works(name: string): readonly Claim[] {
  return [
    { type: "aws:lambda/function:Function", name: new RegExp(`^${name}-function$`), exactly: 1 },
    { file: `functions/${name}/handler.ts` },
  ];
}

function table(name: string, hashKey: string, where: Readonly<Record<string, string | RegExp | boolean>> = {}): Claim {
  return {
    type: "aws:dynamodb/table:Table",
    where: { name: `ecom67-${name}`, hashKey, billingMode: "PAY_PER_REQUEST", ...where },
    exactly: 1,
  };
}

const MACHINE = "aws:sfn/stateMachine:StateMachine";

export const FLOWS: readonly SpecLine[] = [
  ...part("Functions", [
    { line: "Product CRUD", where: works("products") },
    { line: "Cart", where: works("cart") },
    { line: "Search sync", where: works("search-sync") },
    { line: "AI chat", where: works("chat-message") },
    { line: "Payment", where: works("payment") },
    { line: "Order processor", where: works("order-processor") },
  ]),
  ...part("Data model", [
    {
      line: "Products: `productId`, stream, category index",
      where: [
        table("products", "productId", { streamEnabled: true, "globalSecondaryIndexes.*.name": "category-index" }),
      ],
    },
    {
      line: "Cart: `userId` + `productId`, TTL",
      where: [table("cart", "userId", { rangeKey: "productId", "ttl.enabled": true })],
    },
    {
      line: "Orders: `orderId`, indexes by user and status",
      where: [
        table("orders", "orderId", { "globalSecondaryIndexes.*.name": "user-index" }),
        table("orders", "orderId", { "globalSecondaryIndexes.*.name": "status-index" }),
      ],
    },
    {
      line: "Chat history: `sessionId` + `timestamp`, TTL",
      where: [table("chat", "sessionId", { rangeKey: "timestamp", "ttl.enabled": true })],
    },
    { line: "OpenSearch product index", where: [{ type: "aws:opensearch/domain:Domain", exactly: 1 }] },
    {
      line: "S3 knowledge base",
      where: [
        { type: "aws:bedrock/agentDataSource:AgentDataSource", where: { "dataSourceConfiguration.type": "S3" } },
        { type: "aws:s3/vectorsIndex:VectorsIndex" },
      ],
      note: "The design calls it training data: it is retrieval, and nothing is trained.",
    },
    {
      line: "SNS topics for customers and operations",
      where: ["customers", "operations"].map((name) => ({
        type: "aws:sns/topic:Topic",
        name: new RegExp(name),
        exactly: 1,
      })),
    },
  ]),
  ...part("Flow 1: browse", [
    { line: "CloudFront → REST", where: [{ from: /^shop-site$/, to: /^shop-api$/ }] },
    { line: "REST → product", where: [{ from: /^shop-api$/, to: /^products$/ }] },
    {
      line: "product → DynamoDB and OpenSearch",
      where: [
        { from: /^products$/, to: /^shop-data$/ },
        { from: /^products$/, to: /^shop-search$/ },
        may("products", "dynamodb:Query", "table/ecom67-products"),
        may("products", "es:ESHttpPost", ":domain/"),
      ],
    },
  ]),
  ...part("Flow 2: checkout", [
    {
      line: "REST starts Step Functions directly",
      where: [
        { type: "aws:apigateway/restApi:RestApi", where: { body: /states:action\/StartExecution/ } },
        may("shop-api", "states:StartExecution", ":stateMachine:"),
      ],
    },
    {
      line: "Cart validation → Stripe payment → SQS → order processor → SNS",
      where: [
        { from: /^shop-checkout$/, to: /^checkout-validate$/ },
        { from: /^shop-checkout$/, to: /^payment$/ },
        { from: /^shop-checkout$/, to: /^shop-orders$/ },
        { from: /^shop-orders$/, to: /^order-processor$/ },
        may("order-processor", "sns:Publish", ":sns:.*customers"),
        { file: "test/functions/rest-checkout.test.ts" },
      ],
    },
    {
      line: "Payment records the order's result",
      where: [may("payment", "dynamodb:PutItem", "table/ecom67-orders")],
      note: "Payment writes before the order is made: it upserts a pending record, and the processor finalises it, once.",
    },
    {
      line: "The processor writes the order and updates the stock",
      where: [
        may("order-processor", "dynamodb:UpdateItem", "table/ecom67-orders"),
        may("order-processor", "dynamodb:UpdateItem", "table/ecom67-products"),
        { file: "test/functions/workflow.test.ts" },
      ],
    },
    {
      line: "SNS reaches the customer's e-mail and phone",
      where: [
        {
          type: "aws:sns/topicSubscription:TopicSubscription",
          name: /^shop-notifications-subscription-customers-/,
          where: { topic: /:shop-notifications-topic-customers-/, protocol: "sqs", endpoint: /:shop-notices-queue-/ },
          exactly: 1,
        },
        { from: /^shop-notifications$/, to: /^shop-notices$/ },
        { from: /^shop-notices$/, to: /^customer-notice$/ },
        may("customer-notice", "cognito-idp:AdminGetUser", ":userpool/"),
        may("customer-notice", "ses:SendEmail", ":identity/ecom67.example$"),
        { file: "functions/customer-notice/handler.ts" },
        { file: "test/functions/customer-notice.test.ts" },
      ],
      note:
        "SNS cannot reach a browser, and the topic's messages name nobody: a function reads out of the user pool who the " +
        "customer is and writes by SES, and by text message once `notifications.textMessagesUsd` is set.",
    },
  ]),
  ...part("Flow 3: chat", [
    { line: "WebSocket → chat", where: [{ from: /^shop-chat$/, to: /^chat-message$/ }] },
    {
      line: "chat → Bedrock with knowledge base",
      where: [
        may("chat-message", "bedrock:Retrieve", ":knowledge-base/"),
        may("chat-message", "bedrock:InvokeModel", ":(foundation-model|inference-profile)/"),
      ],
    },
    {
      line: "Reply and history",
      where: [
        may("chat-message", "execute-api:ManageConnections", "/ws/POST/@connections"),
        may("chat-message", "dynamodb:PutItem", "table/ecom67-chat"),
      ],
    },
  ]),
  ...part("Flow 4: product change", [
    {
      line: "Admin → REST → product → DynamoDB",
      where: [
        { type: "aws:apigateway/restApi:RestApi", where: { body: /createProduct/ } },
        may("products", "dynamodb:PutItem", "table/ecom67-products"),
      ],
    },
    {
      line: "Stream → search sync → OpenSearch",
      where: [
        { type: "aws:lambda/eventSourceMapping:EventSourceMapping", name: /^search-sync/, exactly: 1 },
        { from: /^search-sync$/, to: /^shop-search$/ },
        may("search-sync", "es:ESHttpPost", ":domain/"),
      ],
      note: "Search sync has no drawn output: it writes OpenSearch.",
    },
  ]),
  ...part("Resilience", [
    { line: "Retries", where: [{ type: MACHINE, where: { definition: /"Retry"/ } }] },
    { line: "Circuit breakers", where: [{ file: "functions/shared/resilience.ts", says: /circuitBreaker/ }] },
    { line: "Graceful degradation", where: [{ file: "functions/contracts/ecom67.openapi.json", says: /"degraded"/ }] },
    {
      line: "Dead-letter queues",
      where: [
        {
          type: "aws:sqs/queue:Queue",
          name: /^shop-orders/,
          where: { "redrivePolicy.deadLetterTargetArn": /^arn:aws:sqs:/ },
        },
        {
          type: "aws:lambda/eventSourceMapping:EventSourceMapping",
          where: { "destinationConfig.onFailure.destinationArn": /^arn:aws:sqs:/ },
        },
      ],
    },
    {
      line: "Dead orders get another chance, a limited number of times",
      where: [
        {
          type: "aws:scheduler/schedule:Schedule",
          name: /^order-redrive-schedule-/,
          where: { scheduleExpression: "rate(1 hour)" },
          exactly: 1,
        },
        may("order-redrive", "sqs:ReceiveMessage", "shop-orders-dead-letters"),
        may("order-redrive", "sqs:DeleteMessage", "shop-orders-dead-letters"),
        may("order-redrive", "sqs:SendMessage", "shop-orders-queue"),
        { file: "functions/queue-redrive/needs.ts", says: /MAX_REDRIVES/ },
        { type: "aws:cloudwatch/metricAlarm:MetricAlarm", name: /order-redrive-errors/, exactly: 1 },
        { type: "aws:cloudwatch/metricAlarm:MetricAlarm", name: /shop-orders-dead-letters/, exactly: 1 },
      ],
    },
    {
      line: "Product changes that the index never takes wait for people",
      where: [
        {
          type: "aws:sqs/queue:Queue",
          name: /^shop-unsearchable-queue$/,
          where: { messageRetentionSeconds: 1_209_600 },
          exactly: 1,
        },
        { type: "aws:cloudwatch/metricAlarm:MetricAlarm", name: /shop-unsearchable-waiting/, exactly: 1 },
      ],
    },
    {
      line: "Idempotent payment",
      where: [table("done", "id", { "ttl.enabled": true }), may("payment", "dynamodb:PutItem", "table/ecom67-done")],
    },
  ]),
];

/** What the checkout calls: function ARNs, a queue's URL, topic ARNs. */
export interface CheckoutReferences<Text> {
  readonly validateFunction: Text;
  readonly paymentFunction: Text;
  readonly compensateFunction: Text;
  readonly orderQueueUrl: Text;
  readonly customerTopic: Text;
  readonly operationsTopic: Text;
}

/** Longest checkout, in seconds: after it, the clean-up undoes the order. */
const CHECKOUT_SECONDS = 3_600;
/** Longest wait for the order processor, in seconds: its queue may be busy. */
const PROCESSOR_SECONDS = 900;
/** Longest single function call, in seconds. */
const FUNCTION_SECONDS = 60;

/** Lambda's own passing faults (Step Functions developer guide, handling Lambda service exceptions, read 2026-11). */
const LAMBDA_FAULTS = [
  "Lambda.ClientExecutionTimeoutException",
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.TooManyRequestsException",
];

const INVOKE = "arn:aws:states:::lambda:invoke";

/**
 * The checkout: check the cart, hold the money, let the order processor move the stock, take the money. Every step that fails
 * leads to the compensation, which undoes what was done or finds out that it stands after all.
 *
 * Input: `{ userId, paymentMethodId }`; the execution's name is the order's id, so starting it twice starts it once.
 *
 * @param to what it calls; an infrastructure program passes outputs
 */
export function checkoutDefinition<Text>(to: CheckoutReferences<Text>) {
  return {
    Comment: "Cart check, payment, order; undone as a whole when a step fails",
    StartAt: "ValidateCart",
    TimeoutSeconds: CHECKOUT_SECONDS,
    States: { ...forwardStates(to), ...backwardStates(to) },
  };
}

function forwardStates<Text>(to: CheckoutReferences<Text>) {
  return {
    ValidateCart: {
      ...invoke(to.validateFunction, { "orderId.$": "$$.Execution.Name", "userId.$": "$.userId" }),
      ResultSelector: {
        "items.$": "$.Payload.items",
        "totalCents.$": "$.Payload.totalCents",
        "currency.$": "$.Payload.currency",
      },
      ResultPath: "$.cart",
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.failure", Next: "CartRejected" }],
      Next: "AuthorisePayment",
    },
    CartRejected: { Type: "Fail", ErrorPath: "$.failure.Error", CausePath: "$.failure.Cause" },
    AuthorisePayment: {
      ...invoke(to.paymentFunction, {
        action: "authorise",
        "orderId.$": "$$.Execution.Name",
        "userId.$": "$.userId",
        "paymentMethodId.$": "$.paymentMethodId",
        "items.$": "$.cart.items",
        "totalCents.$": "$.cart.totalCents",
        "currency.$": "$.cart.currency",
      }),
      ResultPath: null,
      Catch: compensateOnFailure(),
      Next: "FinaliseOrder",
    },
    FinaliseOrder: {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      TimeoutSeconds: PROCESSOR_SECONDS,
      Parameters: {
        QueueUrl: to.orderQueueUrl,
        MessageBody: { "orderId.$": "$$.Execution.Name", "taskToken.$": "$$.Task.Token" },
      },
      ResultPath: null,
      Retry: [{ ErrorEquals: ["SQS.SdkClientException", "SQS.SqsException"], ...retry(2, 4) }],
      Catch: compensateOnFailure(),
      Next: "CapturePayment",
    },
    CapturePayment: {
      ...invoke(to.paymentFunction, { action: "capture", "orderId.$": "$$.Execution.Name" }),
      ResultPath: null,
      Catch: compensateOnFailure(),
      Next: "OrderPlaced",
    },
    OrderPlaced: { Type: "Succeed" },
  };
}

function backwardStates<Text>(to: CheckoutReferences<Text>) {
  return {
    Compensate: {
      ...invoke(to.compensateFunction, { "orderId.$": "$$.Execution.Name" }),
      // Whatever it was: money is held, so this is tried longer than anything else.
      Retry: [{ ErrorEquals: ["States.ALL"], ...retry(2, 8), MaxDelaySeconds: 300 }],
      ResultSelector: { "outcome.$": "$.Payload.outcome" },
      ResultPath: "$.compensation",
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.failure", Next: "AlertOperations" }],
      Next: "WasItPaid",
    },
    WasItPaid: {
      Type: "Choice",
      Choices: [{ Variable: "$.compensation.outcome", StringEquals: "PAID", Next: "OrderPlaced" }],
      Default: "NotifyCustomer",
    },
    NotifyCustomer: {
      ...publish(to.customerTopic, "Your order could not be completed", {
        type: "order.cancelled",
        "orderId.$": "$$.Execution.Name",
        "userId.$": "$.userId",
      }),
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: "CheckoutFailed" }],
      Next: "CheckoutFailed",
    },
    AlertOperations: {
      ...publish(to.operationsTopic, "A checkout could not be undone", {
        type: "checkout.stuck",
        "orderId.$": "$$.Execution.Name",
      }),
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: "CheckoutFailed" }],
      Next: "CheckoutFailed",
    },
    CheckoutFailed: { Type: "Fail", ErrorPath: "$.failure.Error", CausePath: "$.failure.Cause" },
  };
}

function invoke<Text>(functionName: Text, payload: Readonly<Record<string, string>>) {
  return {
    Type: "Task",
    Resource: INVOKE,
    TimeoutSeconds: FUNCTION_SECONDS,
    Parameters: { FunctionName: functionName, Payload: payload },
    Retry: [
      { ErrorEquals: [...LAMBDA_FAULTS, "States.Timeout"], ...retry(1, 4) },
      { ErrorEquals: ["PaymentUnavailable", "IdempotencyAlreadyInProgressError"], ...retry(2, 5) },
      { ErrorEquals: ["PaymentDeclined", "CartRejected", "OrderClosed", "Problem"], MaxAttempts: 0 },
      { ErrorEquals: ["States.TaskFailed"], ...retry(1, 2) },
    ],
  };
}

function publish<Text>(topic: Text, subject: string, message: Readonly<Record<string, string>>) {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::sns:publish",
    TimeoutSeconds: FUNCTION_SECONDS,
    Parameters: { TopicArn: topic, Subject: subject, Message: message },
    Retry: [{ ErrorEquals: ["States.ALL"], ...retry(1, 4) }],
    ResultPath: null,
  };
}

function compensateOnFailure() {
  return [{ ErrorEquals: ["States.ALL"], ResultPath: "$.failure", Next: "Compensate" }];
}

/** Waits double, with jitter, so that checkouts that failed together do not return together. */
function retry(IntervalSeconds: number, MaxAttempts: number) {
  return { IntervalSeconds, MaxAttempts, BackoffRate: 2, JitterStrategy: "FULL" };
}

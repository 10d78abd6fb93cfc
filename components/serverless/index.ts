export * from "./automated-cleanup";
export * from "./container-task";
export * from "./event-queue";
export type { FunctionServiceArgs } from "./function-args";
export type { FunctionNetwork } from "./function-network";
export * from "./function-service";
export type {
  FailureTarget,
  QueueOptions,
  QueueSource,
  ScheduleOptions,
  StreamOptions,
  StreamSource,
} from "./function-sources";
export * from "./model-access";
export type { ModelSpec } from "./model-access-plan";
export * from "./notifications";
export type { Audience, Mail, NotificationSubscription, TextMessages } from "./notifications-plan";
export * from "./object-trigger";
export type { ObjectEvent } from "./object-trigger-plan";
export * from "./rest-api";
export type {
  ApiDocument,
  ApiOperation,
  ApiPlan,
  ApiThrottle,
  InputSource,
  RestApiArgs,
  StartOperation,
} from "./rest-api-args";
export { type DocumentOperation, operationsOf } from "./rest-api-document";
export * from "./storage-scope";
export * from "./user-pool";
export type { PoolClient, PoolDomain, PoolGroup, PoolMail, UserPoolArgs } from "./user-pool-args";
export type { SignInConfiguration } from "./user-pool-settings";
export * from "./web-socket-api";
export type { WebSocketApiArgs } from "./web-socket-api-args";
export * from "./workflow";

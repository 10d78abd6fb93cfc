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

export * from "./event-queue";

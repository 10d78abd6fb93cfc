export * from "./observability";
export * from "./spending-budget";
export { topicOnlyOverTls } from "./topic-policy";

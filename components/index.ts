export * from "./cluster";
export * from "./core";
export * from "./data";
export * from "./network";
export * from "./observability";
export * from "./pipeline";
export * from "./platform";
export * from "./serverless";

export * from "./cluster";
export * from "./core";
export * from "./data";
export * from "./network";
export * from "./serverless";

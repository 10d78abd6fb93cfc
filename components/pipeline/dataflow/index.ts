export * from "./error-table";
export * from "./network";
export * from "./row-transform";

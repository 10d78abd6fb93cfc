export * from "./observability";
export * from "./spending-budget";

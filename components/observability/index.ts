export * from "./observability";
export * from "./spending-alarm";
export * from "./spending-budget";

export * from "./cost-anomalies";
export * from "./observability";
export * from "./quota-alarms";
export * from "./spending-alarm";
export * from "./spending-budget";
export * from "./utilisation-report";

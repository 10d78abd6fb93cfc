export type { BalancerSource } from "./balancer-parts";
export * from "./edge-certificates";
export * from "./edge-firewall";
export * from "./public-edge";
export * from "./routed-balancer";
export * from "./static-site";
export * from "./static-site-args";
export * from "./web-edge";
export * from "./web-edge-args";

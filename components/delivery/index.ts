export * from "./aws-delivery-role";
export * from "./azure-delivery-role";
export * from "./delivery-role";
export * from "./estate-budget";
export * from "./gcp-delivery-role";
export type { GitHubSource, GitHubTrigger } from "./github";
export * from "./image-repository";
export type { RepositorySpec } from "./image-repository-plan";

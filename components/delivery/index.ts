export * from "./image-repository";
export type { RepositorySpec } from "./image-repository-plan";

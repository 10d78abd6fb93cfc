export * from "./model";
export { INVOKE_MODELS, REMOTE_COMPONENTS, TYPE_MODELS } from "./types";

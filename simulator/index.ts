export * from "./cloud";
export * from "./model";
export { FAMILY_MODELS, INVOKE_MODELS, REMOTE_COMPONENTS, TYPE_MODELS } from "./types";
export * from "./wire";

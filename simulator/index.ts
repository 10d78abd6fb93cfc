export * from "./cloud";
export * from "./model";
export { replay } from "./replay";
export { FAMILY_MODELS, INVOKE_MODELS, REMOTE_COMPONENTS, TYPE_MODELS } from "./types";
export * from "./wire";

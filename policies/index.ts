export * from "./engine";
export { PACKS } from "./packs";
export { RULES } from "./rules";
export { WAIVERS } from "./waivers";

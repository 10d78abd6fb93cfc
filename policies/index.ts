export * from "./engine";
export { PACKS } from "./packs";
export * from "./reports";
export { RULES } from "./rules";
export { WAIVERS } from "./waivers";

export type { FaultSettings } from "./faults";
export { type CloudCall, CloudInventory, type CloudResource, collectTexts, type InjectedFault } from "./inventory";
export { installPlugins, mainCommand, SIMULATED_PACKAGES } from "./launchers";
export { protectionOf, unprotected, withoutDependents } from "./rules";
export { scopeOf, scopeOfServer } from "./scope";
export {
  DIRECTORY_VARIABLE,
  HOST_VARIABLE,
  inventoryFile,
  readSettings,
  type SimulationSettings,
  writeSettings,
} from "./simulation";

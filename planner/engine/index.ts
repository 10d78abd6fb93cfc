export { type BuildProgress, findGo } from "./build";
export {
  type FindOptions,
  type Found,
  findEngine,
  findLanguageHost,
  findProgram,
  installationRoot,
  quietEnvironment,
} from "./engine";
export { EngineError } from "./errors";
export { cacheDirectory, cachedPath, type GoProgram, languageHost, pinned, pulumiCli } from "./pins";

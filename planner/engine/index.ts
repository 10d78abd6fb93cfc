export { type BuildProgress, findGo } from "./build";
export {
  type FindOptions,
  type Found,
  findEngine,
  findLanguageHost,
  installationRoot,
  quietEnvironment,
} from "./engine";
export { EngineError } from "./errors";
export { cacheDirectory, cachedPath, languageHost, pulumiCli } from "./pins";

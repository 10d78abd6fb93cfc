import { Module } from "node:module";

/**
 * What the SDK loads at its start and needs only to turn functions into text, for dynamic providers and inline Lambda
 * handlers: a TypeScript compiler and npm's dependency resolver. Together they are a third of a small plan's time and memory.
 */
const DEFERRED = [/(^|\/)typescript-shim$/, /^@npmcli\/arborist$/];

type Load = (request: string, parent: NodeModule | undefined, isMain: boolean) => unknown;
/** The function behind every `require`, where loader hooks are set. */
const loader = Module as typeof Module & { _load: Load };

/** From now on those modules are loaded when they are first used. */
export function deferModules(): void {
  const load = loader._load;
  loader._load = (request, parent, isMain) =>
    DEFERRED.some((pattern) => pattern.test(request))
      ? deferred(() => load(request, parent, isMain))
      : load(request, parent, isMain);
}

function deferred(load: () => unknown): unknown {
  let loaded: Record<PropertyKey, unknown> | undefined;
  const module = (): Record<PropertyKey, unknown> => {
    loaded ??= load() as Record<PropertyKey, unknown>;
    return loaded;
  };
  return new Proxy(
    {},
    {
      // Looking whether it is an ECMAScript module is not a use.
      get: (_target, key) => (key === "__esModule" && loaded === undefined ? true : module()[key]),
      has: (_target, key) => key in module(),
    },
  );
}

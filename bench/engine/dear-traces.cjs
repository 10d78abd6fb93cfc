// Keeps stacks/cheap-traces.ts from taking effect, to measure what it saves.
Object.defineProperty(Error, "prepareStackTrace", { get: () => undefined, set: () => undefined });

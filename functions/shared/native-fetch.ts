/**
 * Stands in for `node-fetch` in the bundles: the runtime has `fetch` itself, and the package brings 85 kB of streams along.
 */
const nativeFetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init);

export default nativeFetch;

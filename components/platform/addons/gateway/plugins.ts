/** A plugin of Kong: its name, and its configuration as Kong has it. */
export interface Plugin {
  readonly plugin: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** What a caller of the API may ask for in a time. */
export interface RateLimit {
  /** Requests in a minute, for each pod of the gateway: counting together would need a store that all of them ask. */
  readonly perMinute: number;
  /** Whose they are: of an address, or of the issuer whom the token names. @default "ip" */
  readonly by?: "ip" | "consumer";
}

/** Which browsers' pages may call. */
export interface Cors {
  /** Exact origins: `https://shop.example.com`. A wildcard is refused. */
  readonly origins: readonly string[];
  /** @default GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS */
  readonly methods?: readonly string[];
  /** Cookies and tokens may come along. @default true */
  readonly credentials?: boolean;
}

/** A change of what goes through the gateway. Names of headers → values. */
export interface Transformation {
  /** Set on the way in, in place of what callers say. @default none */
  readonly requestHeaders?: Readonly<Record<string, string>>;
  /** Taken off on the way in. @default none */
  readonly dropRequestHeaders?: readonly string[];
  /** Set on the way out, in place of what services say. @default none */
  readonly responseHeaders?: Readonly<Record<string, string>>;
  /** Taken off on the way out. @default none */
  readonly dropResponseHeaders?: readonly string[];
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

export function rateLimiting({ perMinute, by }: RateLimit): Plugin {
  return { plugin: "rate-limiting", config: { minute: perMinute, limit_by: by ?? "ip", policy: "local" } };
}

export function crossOrigin({ origins, methods, credentials }: Cors): Plugin {
  return {
    plugin: "cors",
    config: {
      origins: [...origins],
      methods: [...(methods ?? METHODS)],
      credentials: credentials ?? true,
      preflight_continue: false,
      max_age: 3600,
    },
  };
}

/** The token's `iss` names the issuer, whose key must fit; one that has run out is refused. */
export const TOKEN: Plugin = {
  plugin: "jwt",
  config: {
    key_claim_name: "iss",
    claims_to_verify: ["exp"],
    // Neither in an address, which stands in logs, nor in a cookie, which other pages can send along.
    uri_param_names: [],
    cookie_names: [],
    header_names: ["authorization"],
    run_on_preflight: false,
  },
};

export function responseCache(seconds: number): Plugin {
  return {
    plugin: "proxy-cache",
    config: {
      strategy: "memory",
      cache_ttl: seconds,
      request_method: ["GET", "HEAD"],
      response_code: [200],
      content_type: ["application/json", "application/json; charset=utf-8", "application/json;charset=utf-8"],
      // What a service says of its own answers counts.
      cache_control: true,
    },
  };
}

/** Kong takes away before it adds, so that what is set stands once. */
export function transformations(wanted: Transformation): readonly Plugin[] {
  const change = (set: Readonly<Record<string, string>> = {}, drop: readonly string[] = []) => ({
    remove: { headers: [...drop, ...Object.keys(set)] },
    add: { headers: Object.entries(set).map(([name, value]) => `${name}:${value}`) },
  });
  const way = (plugin: string, set?: Readonly<Record<string, string>>, drop?: readonly string[]) =>
    set === undefined && drop === undefined ? [] : [{ plugin, config: change(set, drop) }];
  return [
    ...way("request-transformer", wanted.requestHeaders, wanted.dropRequestHeaders),
    ...way("response-transformer", wanted.responseHeaders, wanted.dropResponseHeaders),
  ];
}

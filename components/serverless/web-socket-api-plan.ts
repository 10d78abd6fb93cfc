import { checkLogRetention, checkLogsKey, Faults } from "../core";
import type { ApiThrottle } from "./rest-api-args";
import { checkStage, checkThrottle, REST_DEFAULTS } from "./rest-api-plan";
import type { WebSocketApiArgs } from "./web-socket-api-args";

export const SOCKET_DEFAULTS = {
  identitySource: "route.request.header.Sec-WebSocket-Protocol",
  selection: "$request.body.action",
  stageName: "ws",
  throttle: REST_DEFAULTS.throttle,
  logRetentionDays: REST_DEFAULTS.logRetentionDays,
} as const satisfies Partial<WebSocketApiArgs>;

/** What the plan looks at. */
export type SocketShape = Omit<WebSocketApiArgs, "accountLogging" | "authorizer" | "connect" | "disconnect" | "key"> & {
  readonly key: { readonly componentName: string; readonly services: readonly string[] };
};

/** The arguments with every default filled in. */
export interface SocketPlan {
  readonly identitySource: string;
  readonly selection: string;
  readonly stageName: string;
  readonly throttle: ApiThrottle;
  readonly logRetentionDays: number;
}

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planWebSocketApi(name: string, args: SocketShape): SocketPlan {
  const faults = new Faults("WebSocketApi", name);
  const { identitySource, selection, stageName, throttle, logRetentionDays } = {
    ...SOCKET_DEFAULTS,
    ...args,
  };
  faults.check(
    /^(route\.request\.(header|querystring)\.[\w-]+|context\.\w+|stageVariables\.\w+)$/.test(identitySource),
    {
      property: "identitySource",
      given: identitySource,
      allowed: "route.request.header.<name> or route.request.querystring.<name>",
      fix: "name the header or the parameter that carries the token",
    },
  );
  faults.check(/^\$request\.body\.[\w.]+$/.test(selection), {
    property: "selection",
    given: selection,
    allowed: '"$request.body.<property>"',
    fix: "name the property of a message that says what it is",
  });
  checkStage(faults, stageName);
  checkThrottle(faults, "throttle", throttle);
  checkLogsKey(faults, args.key);
  checkLogRetention(faults, logRetentionDays);
  faults.throwIfAny();
  return { identitySource, selection, stageName, throttle, logRetentionDays };
}

/** @throws {pulumi.InputPropertiesError} where the route's key is taken, or none that a message can have */
export function checkMessageKey(name: string, routeKey: string, taken: ReadonlySet<string>): void {
  const faults = new Faults("WebSocketApi", name);
  faults.check((routeKey === "$default" || /^[\w-]{1,64}$/.test(routeKey)) && !taken.has(routeKey), {
    property: "onMessage",
    given: routeKey,
    allowed: '"$default" or up to 64 letters, digits, "-" and "_", and each once',
    fix: "name the messages that the function answers",
  });
  faults.throwIfAny();
}

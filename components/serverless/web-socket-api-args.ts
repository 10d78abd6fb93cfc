import type { EncryptionKey } from "../core";
import type { FunctionService } from "./function-service";
import type { RestApi } from "./rest-api";
import type { ApiThrottle } from "./rest-api-args";

/** Arguments of `WebSocketApi`. */
export interface WebSocketApiArgs {
  /** Customer key of the logs; its `services` must name `logs`. */
  readonly key: EncryptionKey;
  /** Decides on `$connect` who may open a connection: a function that takes REQUEST events. */
  readonly authorizer: FunctionService;
  /**
   * Where the authorizer finds the token; a request that has none of them is refused without a call.
   * @default "route.request.header.Sec-WebSocket-Protocol"
   */
  readonly identitySource?: string;
  /** Notes new connections. */
  readonly connect: FunctionService;
  /** Forgets closed ones. */
  readonly disconnect: FunctionService;
  /** Where a message says what it is. @default "$request.body.action" */
  readonly selection?: string;
  /** Last part of the address, so that a distribution can pass `/ws` on unchanged. @default "ws" */
  readonly stageName?: string;
  /** All connections together, messages included. @default 100 a second, 200 at once */
  readonly throttle?: ApiThrottle;
  /**
   * The role by which API Gateway logs is a setting of the whole account in its region: `create` makes it; a `RestApi` of the
   * estate has made it; `existing`: another estate has.
   * @default "existing"
   */
  readonly accountLogging?: "create" | "existing" | RestApi;
  /** Days for which logs are kept. @default 365 */
  readonly logRetentionDays?: number;
}

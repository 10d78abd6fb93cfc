import type { EncryptionKey } from "../core";
import type { FunctionService } from "./function-service";
import type { UserPool } from "./user-pool";
import type { Workflow } from "./workflow";

/** An OpenAPI document, 3.0 or 3.1, as plain data: every operation has an `operationId`. */
export interface ApiDocument {
  readonly openapi: string;
  readonly info: object;
  readonly paths: object;
  readonly components?: object;
  /** What operations ask for that say nothing themselves; `[]` at an operation opens it to everybody. */
  readonly security?: readonly object[];
}

/** Where a part of an execution's input comes from. */
export type InputSource =
  | {
      /** A claim of the token: `sub`. */
      readonly claim: string;
    }
  | {
      /** A property of the body: `paymentMethodId`. */
      readonly body: string;
    };

/** An operation that starts a workflow: API Gateway does it itself and answers 202. */
export interface StartOperation {
  readonly workflow: Workflow;
  /** Header that names the execution, so that a request sent twice starts one. @default "Idempotency-Key" */
  readonly nameFrom?: string;
  /** The execution's input, by property. */
  readonly input: Readonly<Record<string, InputSource>>;
}

/** What answers an operation. */
export type ApiOperation = FunctionService | StartOperation;

/** How many requests are let through, over all callers. */
export interface ApiThrottle {
  /** Requests a second, in the long run. */
  readonly rate: number;
  /** Requests at once. */
  readonly burst: number;
}

/** A further caller with a key of its own: a partner. */
export interface ApiPlan extends ApiThrottle {
  /** Requests a day. @default no quota */
  readonly dailyQuota?: number;
}

/** Arguments of `RestApi`. */
export interface RestApiArgs {
  /** Customer key of the logs; its `services` must name `logs`. */
  readonly key: EncryptionKey;
  /** The contract. Its schemas become models, and every request is held to them. */
  readonly document: ApiDocument;
  /** What answers, by `operationId`: every operation of the document, and none besides. */
  readonly operations: Readonly<Record<string, ApiOperation>>;
  /** Whose id tokens operations take that are not open. */
  readonly userPool: UserPool;
  /** Begins every path, so that a distribution can pass `/api/*` on unchanged. @default "api" */
  readonly stageName?: string;
  /**
   * Who may call the API's own address. `distribution`: who sends the key that `originHeaders` holds, which CloudFront adds;
   * `anyone` relaxes: requests may go round CloudFront and its firewall.
   * @default "distribution"
   */
  readonly entry?: "anyone" | "distribution";
  /** All callers together. @default 100 requests a second, 200 at once */
  readonly throttle?: ApiThrottle;
  /** Further callers with keys and limits of their own, by name. @default none */
  readonly plans?: Readonly<Record<string, ApiPlan>>;
  /** A firewall before the API, which looks at what is sent. `false` relaxes. @default true */
  readonly firewall?: boolean;
  /** With entry `anyone`, requests of one address in five minutes above which it is blocked, 10 or more. @default 2000 */
  readonly rateLimit?: number;
  /**
   * The role by which API Gateway logs is a setting of the whole account in its region. `existing`: another estate, or
   * somebody, has made it.
   * @default "create"
   */
  readonly accountLogging?: "create" | "existing";
  /** Share of answers with a fault of the server that pages somebody, in per cent. @default 1 */
  readonly errorPercent?: number;
  /** Milliseconds of the slowest hundredth that opens a ticket. @default 3000 */
  readonly slowMs?: number;
  /** Days for which logs are kept. @default 365 */
  readonly logRetentionDays?: number;
}

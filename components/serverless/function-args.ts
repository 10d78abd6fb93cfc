import type * as pulumi from "@pulumi/pulumi";
import type { Bindable, EncryptionKey, FunctionNeeds } from "../core";
import type { FunctionNetwork } from "./function-network";

/** Arguments of `FunctionService`. */
export interface FunctionServiceArgs {
  /** The bundle. */
  readonly code: pulumi.asset.Archive;
  /** The customer key of environment, logs and failed events; its `services` must name `logs`. */
  readonly key: EncryptionKey;
  /** What the handler needs, as declared next to it. @default nothing */
  readonly needs?: FunctionNeeds;
  /** The component for each resource that the function needs, by the need's name. @default none */
  readonly bindings?: Readonly<Record<string, Bindable>>;
  /** Values of the declared variables that have no default, or another value than it. @default the defaults */
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Sign-in configuration of each declared identity, by the need's name; no secret in it. @default none */
  readonly identities?: Readonly<Record<string, pulumi.Input<string>>>;
  /** `<file>.<function>`. @default "index.handler" */
  readonly handler?: string;
  /** 128 to 10,240; CPU grows with it. @default 512 */
  readonly memoryMb?: number;
  /** Seconds after which a run is stopped, 1 to 900. @default 30 */
  readonly timeoutSeconds?: number;
  /** Runs at a time, kept free for this function and not exceeded. @default shares the account's limit */
  readonly reservedConcurrency?: number;
  /** Days for which logs are kept. @default 365 */
  readonly logRetentionDays?: number;
  /** Seconds after which an asynchronous event is given up, 60 to 21,600. @default 3600 */
  readonly maxEventAgeSeconds?: number;
  /** Tries of an asynchronous event after the first, 0 to 2. @default 2 */
  readonly retries?: number;
  /**
   * Attaches the function to a VPC: `network.place()` of a `Network`. What it calls must have a way from there: a gateway or
   * interface endpoint, or NAT.
   * @default outside: it reaches AWS and the internet, and nothing private
   */
  readonly network?: FunctionNetwork;
  /** Physical name. @default Pulumi names the function */
  readonly functionName?: string;
}

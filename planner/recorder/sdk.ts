import { createRequire } from "node:module";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import type * as callbackRpc from "@pulumi/pulumi/proto/callback_grpc_pb";
import type * as callbackProto from "@pulumi/pulumi/proto/callback_pb";
import type * as providerProto from "@pulumi/pulumi/proto/provider_pb";
import type * as resourceProto from "@pulumi/pulumi/proto/resource_pb";
import type * as runtimeConfig from "@pulumi/pulumi/runtime/config";
import type * as runtimeSettings from "@pulumi/pulumi/runtime/settings";
import type * as runtimeStack from "@pulumi/pulumi/runtime/stack";
import type * as structProto from "google-protobuf/google/protobuf/struct_pb";

/**
 * The parts of the Node SDK that a recording drives. They are taken from the program's own copy of `@pulumi/pulumi`,
 * because the SDK keeps its state in module variables: another copy would never see the program's resources.
 */
export interface Sdk {
  readonly pulumi: typeof pulumi;
  readonly config: typeof runtimeConfig;
  readonly settings: typeof runtimeSettings & RuntimeQueue;
  readonly stack: typeof runtimeStack;
  readonly state: RuntimeState;
  readonly resourceProto: typeof resourceProto;
  readonly providerProto: typeof providerProto;
  readonly callbackProto: typeof callbackProto;
  readonly callbackRpc: typeof callbackRpc;
  readonly structProto: typeof structProto;
}

/** `runtime/state` as the automation API uses it; its typings leave these out. */
interface RuntimeState {
  /** Runs the callback with a store of its own, so that recordings cannot touch each other. */
  withLocalStorage<Result>(callback: () => Promise<Result>): Promise<Result>;
}

/** A part of `runtime/settings` that its typings leave out. */
interface RuntimeQueue {
  /** Resolves when every call to the monitor has been answered. */
  waitForRPCs(): Promise<void>;
}

/**
 * @param directory where the program lives
 * @throws {Error} where no `@pulumi/pulumi` can be found from there
 */
export function loadSdk(directory: string): Sdk {
  const require = createRequire(join(directory, "program.js"));
  const load = require as (id: string) => unknown;
  const requireInSdk = createRequire(require.resolve("@pulumi/pulumi")) as (id: string) => unknown;
  return {
    pulumi: load("@pulumi/pulumi") as typeof pulumi,
    config: load("@pulumi/pulumi/runtime/config") as typeof runtimeConfig,
    settings: load("@pulumi/pulumi/runtime/settings") as Sdk["settings"],
    stack: load("@pulumi/pulumi/runtime/stack") as typeof runtimeStack,
    state: load("@pulumi/pulumi/runtime/state") as RuntimeState,
    resourceProto: load("@pulumi/pulumi/proto/resource_pb") as typeof resourceProto,
    providerProto: load("@pulumi/pulumi/proto/provider_pb") as typeof providerProto,
    callbackProto: load("@pulumi/pulumi/proto/callback_pb") as typeof callbackProto,
    callbackRpc: load("@pulumi/pulumi/proto/callback_grpc_pb") as typeof callbackRpc,
    structProto: requireInSdk("google-protobuf/google/protobuf/struct_pb") as typeof structProto,
  };
}

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { Context } from "aws-lambda";
import { CATALOG, type FunctionName } from "../../../functions/catalog";
import type { Environment } from "../../../functions/shared/environment";
import type { LambdaHandler } from "../../../functions/shared/observe";
import { type Gateway, startGateway } from "../emulators/gateway";
import { EmulatorMissing, freePort, type Moto, startMoto } from "../emulators/moto";
import { withEnvironment } from "./aws";
import { captureLogs, type LogCapture, leaks } from "./logs";
import { compare, type RecordedCall, recordingInto } from "./recorder";

/** What a suite of a function works with. */
export interface World {
  readonly gateway: Gateway;
  /** A name that no other test uses. */
  unique(stem: string): string;
  /**
   * A handler as Lambda would run it in this environment; its AWS calls are recorded under the function's name. A second
   * one is a second container.
   */
  make<Event, Answer>(
    name: FunctionName,
    create: (environment: Environment) => LambdaHandler<Event, Answer>,
    environment: Environment,
  ): (event: Event) => Promise<Answer>;
  /** The calls that a function made so far. */
  callsOf(name: FunctionName): RecordedCall[];
  /** The log lines of the running suite. */
  logLines(): readonly string[];
}

let shared: Promise<Gateway> | undefined;

/** One gateway and one moto for the whole run, started by the first suite that needs them. */
function sharedGateway(): Promise<Gateway> {
  shared ??= (async () => {
    const gateway = await startGateway(await freePort());
    const moto: Moto = await startMoto(gateway.port);
    gateway.target = moto.url;
    return gateway;
  })();
  return shared;
}

const AWS_SETTINGS = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "example",
  POWERTOOLS_TRACE_ENABLED: "false",
  POWERTOOLS_METRICS_FUNCTION_NAME: "test",
} as const;

/**
 * A suite about functions: emulators up, logs captured, calls recorded. It ends with tests of its own: the calls made are
 * exactly those declared, and no log line names a person or a secret. Without Python its tests are pending, by name.
 */
export function functionSuite(names: readonly FunctionName[], body: (world: World) => void): void {
  describeWithEmulators(names.join(", "), names, (world, recorded) => {
    body(world);
    // Nested, because a suite's own tests run before those of the suites inside it.
    describe("over all these tests", () => {
      for (const name of names) {
        it(`${name} makes exactly the AWS calls that it declares`, () => {
          const found = compare(CATALOG[name].needs, recorded.environments(name), world.callsOf(name));
          assert.deepEqual(found, { undeclared: [], unused: [] });
        });
      }
      it("nothing personal and no secret stands in the logs", () => {
        assert.deepEqual(leaks(world.logLines()), []);
      });
    });
  });
}

/** What a suite knows besides its world. */
interface Recorded {
  environments(name: FunctionName): readonly Environment[];
}

/** A suite with the emulators, for tests that look at several functions from outside. */
export function describeWithEmulators(
  title: string,
  names: readonly FunctionName[],
  body: (world: World, recorded: Recorded) => void,
): Mocha.Suite {
  return describe(title, () => {
    const calls = new Map<string, RecordedCall[]>(names.map((name) => [name, []]));
    const environments = new Map<string, Environment[]>();
    let restore: () => void = () => undefined;
    let logs: LogCapture | undefined;
    let gateway: Gateway | undefined;

    before(async function () {
      this.timeout(180_000);
      try {
        gateway = await sharedGateway();
      } catch (error) {
        if (error instanceof EmulatorMissing) {
          console.log(`      not run: ${error.message}`);
          this.skip();
        }
        throw error;
      }
      restore = withEnvironment({ ...AWS_SETTINGS, AWS_ENDPOINT_URL: gateway.url });
      logs = captureLogs();
    });
    afterEach(() => {
      if (gateway !== undefined) {
        gateway.chaos = undefined;
      }
    });
    after(() => {
      logs?.release();
      restore();
    });

    const world: World = {
      get gateway() {
        assert(gateway !== undefined, "the gateway is there while tests run");
        return gateway;
      },
      unique: (stem) => `${stem}-${randomBytes(4).toString("hex")}`,
      make: (name, create, environment) => {
        const list = listOf(calls, name);
        listOf(environments, name).push(environment);
        const handler = create(environment);
        return (event) => recordingInto(list, () => handler(event, contextOf(name)));
      },
      callsOf: (name) => listOf(calls, name),
      logLines: () => logs?.lines ?? [],
    };
    body(world, { environments: (name) => listOf(environments, name) });
  });
}

function listOf<Value>(map: Map<string, Value[]>, name: string): Value[] {
  const list = map.get(name) ?? [];
  map.set(name, list);
  return list;
}

/** What Lambda passes beside the event. */
export function contextOf(name: string, remainingMs = 30_000): Context {
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: name,
    functionVersion: "1",
    invokedFunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
    memoryLimitInMB: "256",
    awsRequestId: randomBytes(8).toString("hex"),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: "test",
    getRemainingTimeInMillis: () => remainingMs,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

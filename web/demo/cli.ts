import { parseArgs } from "node:util";
import { USERS } from "./seed";

/** Taken when it is free and no other one is asked for. */
const PORT = 8067;

const HELP = `npm run demo [-- --port PORT]

Shows E-Com67 at a loopback address: both applications, the functions that are deployed, and in memory what they stand on.
It needs no account, no network and nothing but Node; what it holds is gone when it ends.

  --port PORT  listen there; 0 takes any free port (default: ${PORT}, or a free one where that is taken)
  --help       this text
`;

/** What Lambda would set; the functions' libraries look at it as soon as they are loaded. */
const LAMBDA_ENVIRONMENT = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "example",
  POWERTOOLS_TRACE_ENABLED: "false",
  POWERTOOLS_METRICS_DISABLED: "true",
  POWERTOOLS_LOG_LEVEL: "ERROR",
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
};

async function main(args: readonly string[]): Promise<void> {
  const wanted = read(args);
  if (wanted === undefined) {
    return;
  }
  Object.assign(process.env, LAMBDA_ENVIRONMENT);
  const { startDemo } = await import("./site.js");
  const tell = (line: string) => console.log(line);
  const demo = await startDemo(wanted.port ?? PORT, tell).catch((error: unknown) => {
    if (wanted.port === undefined && error instanceof Error && Reflect.get(error, "code") === "EADDRINUSE") {
      return startDemo(0, tell);
    }
    throw error;
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      void demo.close().then(() => process.exit(0));
    });
  }
  console.log(`The shop:        ${demo.url}\nThe back office: ${demo.url}admin/`);
  for (const { username, password } of USERS) {
    console.log(`  sign in as ${username} with ${password}`);
  }
  console.log("Ctrl+C ends it.");
}

/** The port that is asked for; undefined where there is nothing to start. */
function read(args: readonly string[]): { readonly port?: number } | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { port: { type: "string" }, help: { type: "boolean" } },
    });
    if (values.help === true) {
      console.log(HELP);
      return undefined;
    }
    if (values.port === undefined) {
      return {};
    }
    const port = Number(values.port);
    if (!/^\d+$/.test(values.port) || port > 65_535) {
      throw new Error(`--port takes a number from 0 to 65535; it is "${values.port}".`);
    }
    return { port };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    process.exitCode = 2;
    return undefined;
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

#!/usr/bin/env node
import { COMMANDS } from "./commands";
import { isSystemError, UsageError } from "./errors";

const USAGE = `Usage: estate <command> [options]

Plans, proves and rehearses Pulumi estates without a cloud account.

Commands:
${COMMANDS.map((command) => `  ${command.name.padEnd(10)} ${command.summary}`).join("\n")}

Help on a command: estate <command> --help
`;

/** Status for wrong usage, as the contract of the command line has it. */
const WRONG_USAGE = 2;

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(USAGE);
    return name === undefined ? WRONG_USAGE : 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    throw new UsageError(`there is no command "${name}"; there are: ${COMMANDS.map((one) => one.name).join(", ")}`);
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    process.stdout.write(command.help);
    return 0;
  }
  return command.run(rest);
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    const usage = error instanceof UsageError || isArgumentError(error);
    // A file that cannot be read or a full disk is nobody's mistake in this program: its stack would help nobody.
    const plain = usage || isSystemError(error) || !(error instanceof Error);
    process.stderr.write(`estate: ${plain ? messageOf(error) : (error.stack ?? error.message)}\n`);
    process.exitCode = usage ? WRONG_USAGE : 1;
  },
);

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What `util.parseArgs` throws for an option that does not exist or lacks its value. */
function isArgumentError(error: unknown): boolean {
  return error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}

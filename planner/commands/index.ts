import type { Command } from "./command";
import { engineCommand } from "./engine";
import { planCommand } from "./plan";

/** The subcommands, in the order in which `estate --help` lists them. */
export const COMMANDS: readonly Command[] = [planCommand, engineCommand];

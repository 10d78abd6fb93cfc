import type { Command } from "./command";
import { compareCommand } from "./compare";
import { diagramCommand } from "./diagram";
import { engineCommand } from "./engine";
import { planCommand } from "./plan";
import { policiesCommand } from "./policies";
import { recoveryCommand } from "./recovery";
import { rehearseCommand } from "./rehearse";
import { renderCommand } from "./render";

/** The subcommands, in the order in which `estate --help` lists them. */
export const COMMANDS: readonly Command[] = [
  planCommand,
  compareCommand,
  diagramCommand,
  renderCommand,
  policiesCommand,
  recoveryCommand,
  engineCommand,
  rehearseCommand,
];

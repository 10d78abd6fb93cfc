import { readFileSync } from "node:fs";
import { environmentOfStack, type Pack, parseWaivers, type Waiver } from "../engine";
import { servePack } from "../pulumi/pack";
import { WAIVERS } from "../waivers";

/** Serves a pack to the engine that started this process. The engine names the stack in the environment. */
export function serve(pack: Pack): void {
  const stack = process.env["PULUMI_NODEJS_STACK"] ?? process.env["PULUMI_STACK"];
  const environment =
    process.env["ESTATE_ENVIRONMENT"] ?? (stack === undefined ? undefined : environmentOfStack(stack));
  servePack(pack, {
    today: new Date().toISOString().slice(0, 10),
    waivers: [...WAIVERS, ...ownWaivers(process.env["ESTATE_WAIVERS"])],
    ...(environment === undefined ? {} : { environment }),
  });
}

/** The waivers of those who use the pack for stacks of their own. */
function ownWaivers(file: string | undefined): readonly Waiver[] {
  if (file === undefined || file === "") {
    return [];
  }
  try {
    return parseWaivers(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`ESTATE_WAIVERS names ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

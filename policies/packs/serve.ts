import type { Pack } from "../engine";
import { servePack } from "../pulumi/pack";
import { WAIVERS } from "../waivers";

/** Serves a pack to the engine that started this process. The engine names the stack in the environment. */
export function serve(pack: Pack): void {
  const stack = process.env["PULUMI_NODEJS_STACK"] ?? process.env["PULUMI_STACK"];
  const environment = process.env["ESTATE_ENVIRONMENT"] ?? stack?.split("-").at(-1);
  servePack(pack, {
    today: new Date().toISOString().slice(0, 10),
    waivers: WAIVERS,
    ...(environment === undefined ? {} : { environment }),
  });
}

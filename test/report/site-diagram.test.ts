import { deepEqual } from "node:assert/strict";
import { createRequire } from "node:module";
import { composePlan } from "../../planner/plan/compose";
import { recordProgram } from "../../planner/recorder";
import { graphOf } from "../../planner/report/graph";

/** As the Node language host loads a program; anew, because another suite of the same process may have loaded it. */
function program(): Record<string, unknown> {
  const load = createRequire(__filename);
  delete load.cache[load.resolve("../../examples/site")];
  return load("../../examples/site");
}

describe("the diagram of examples/site", () => {
  it("leads from the internet to the distribution, and from there to both APIs", async () => {
    const recording = await recordProgram(() => ({ ...program() }), { stack: "dev", project: "site" });
    const tags = { system: "site", environment: "dev", owner: "shop" };
    const circumstances = { packs: [], preview: false, today: "2026-11-21" };
    const graph = graphOf(composePlan({ name: "dev", ...tags }, recording, undefined, circumstances));
    const titleOf = (id: string) => graph.boxes.find((box) => box.id === id)?.title ?? id;
    deepEqual(
      graph.arrows
        .filter(({ from, to }) => [from, to].some((id) => titleOf(id) === "shop-site"))
        .filter(({ kind }) => kind !== "dependency")
        .map(({ from, to, kind, label }) => `${titleOf(from)} → ${titleOf(to)}: ${kind} ${label}`),
      [
        "Internet → shop-site: exposure https, from the edge",
        "shop-site → api: connection https",
        "shop-site → chat: connection https",
      ],
    );
  });
});

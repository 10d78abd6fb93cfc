import { deepEqual, equal, ok } from "node:assert/strict";
import { ROOT } from "../../scripts/docs/documents";
import { type CheckedLine, checkSpec } from "../../scripts/docs/system";
import { DOCUMENTED_SYSTEMS } from "../../scripts/docs/systems";
import { documentedPlans } from "../support/plans";

/** Planning every stack in a process of its own. */
const PATIENCE_MS = 300_000;

for (const system of DOCUMENTED_SYSTEMS) {
  describe(`${system.title}'s requirements, line by line, in the plan of ${system.production}`, function () {
    this.timeout(PATIENCE_MS);
    let lines: readonly CheckedLine[] = [];

    before(async () => {
      lines = checkSpec(ROOT, system, await documentedPlans());
    });

    for (const [index, { part, line }] of system.spec.entries()) {
      it(`${part}: ${line}`, () => {
        const checked = lines[index];
        ok(checked?.holds, checked?.found.join("\n"));
      });
    }

    it("claims something for each line, and no line twice", () => {
      deepEqual(
        system.spec.filter((line) => line.where.length === 0).map((line) => line.line),
        [],
      );
      equal(new Set(system.spec.map(({ part, line }) => `${part}: ${line}`)).size, system.spec.length);
    });

    it("fails when a component goes missing", async () => {
      const plans = await documentedPlans();
      const bare = plans.map((plan) => ({
        ...plan,
        resources: plan.resources.filter(
          (one) => !/^aws:(dynamodb\/table:Table|docdb\/cluster:Cluster)$/.test(one.type),
        ),
      }));
      const lost = checkSpec(ROOT, system, bare).filter((line) => !line.holds);
      ok(
        lost.some(({ line }) => /DynamoDB|MongoDB/.test(line)),
        "nothing missed the stores",
      );
    });
  });
}

import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { recordProgram } from "../../planner/recorder";
import { type PolicyResource, UNKNOWN } from "../../policies/engine";
import { PACKS } from "../../policies/packs";
import { Analyzer } from "./analyzer";
import { resource } from "./cases/resource";
import { resourcesOf } from "./from-recording";
import { INSECURE, runInsecure } from "./insecure-program";

const MANDATORY = 1;
const ADVISORY = 0;

/** Everything that a pack objects to in a program, as the engine would hear it. */
async function refusals(analyzer: Analyzer, resources: readonly PolicyResource[]): Promise<readonly string[]> {
  const each = await Promise.all(resources.map((one) => analyzer.analyze(one)));
  const all = [...each.flat(), ...(await analyzer.analyzeStack(resources))];
  return [
    ...new Set(
      all.filter(({ enforcementlevel }) => enforcementlevel === MANDATORY).map(({ policyname }) => policyname),
    ),
  ];
}

describe("packs through the analyzer protocol", () => {
  for (const pack of PACKS.filter(({ name }) => name !== "cost-and-ownership")) {
    const own = new Set(pack.rules.map(({ rule }) => rule.id));
    const programs = readdirSync(INSECURE)
      .map((file) => basename(file, ".ts"))
      .filter((name) => own.has(name));

    it(`${pack.name} refuses ${programs.length} insecure programs, each by its rule`, async () => {
      const analyzer = await Analyzer.start(pack.name, "shop-prod");
      try {
        for (const rule of programs) {
          const recording = await recordProgram(() => runInsecure(rule), { stack: "shop-prod" });
          deepEqual(await refusals(analyzer, resourcesOf(recording)), [rule]);
        }
      } finally {
        analyzer.stop();
      }
    });
  }

  it("judge what is known beside what is not, and list what is undecided", async () => {
    const analyzer = await Analyzer.start("encryption", "shop-prod");
    try {
      const table = resource("aws:dynamodb/table:Table", "orders", {
        serverSideEncryption: { enabled: false, kmsKeyArn: UNKNOWN },
      });
      const [refused] = await analyzer.analyze(table);
      equal(refused?.policyname, "table-encrypted-with-customer-key");
      match(refused?.message ?? "", /serverSideEncryption.enabled is false/);
      const stack = await analyzer.analyzeStack([table]);
      const undecided = stack.find(({ policyname }) => policyname === "encryption-undecided");
      ok(undecided !== undefined && undecided.enforcementlevel === ADVISORY);
      match(undecided.message, /undecided at serverSideEncryption.kmsKeyArn/);
    } finally {
      analyzer.stop();
    }
  });
});

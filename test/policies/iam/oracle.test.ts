import { equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { identityCases, limitedCases, resourceCases } from "./cases";
import { type Case, ours, theirs } from "./oracle";

/** Generated questions for each kind; the seed is fixed, so that a run repeats. */
const RUNS = { numRuns: 2000, seed: 20261121 };

describe("our IAM evaluator agrees with iam-simulate", () => {
  const agrees = async (cases: fc.Arbitrary<Case>): Promise<void> => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(cases, async (asked) => {
        const expected = await theirs(asked);
        if (expected !== undefined) {
          answered += 1;
          equal(ours(asked), expected);
        }
      }),
      RUNS,
    );
    ok(answered > RUNS.numRuns / 2, `the oracle answered only ${answered} of ${RUNS.numRuns} questions`);
  };

  it("on identity policies", () => agrees(identityCases));
  it("on resource policies, for one's own account, another one and nobody", () => agrees(resourceCases));
  it("on boundaries and session policies", () => agrees(limitedCases));
});

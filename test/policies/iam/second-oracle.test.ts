import { deepEqual, ok } from "node:assert/strict";
import fc from "fast-check";
import { identityCases } from "./cases";
import { ours } from "./oracle";
import { installPmapper, pmapperAnswers, pmapperReads } from "./pmapper";

/** Installing a virtual environment, on the first run. */
const PATIENCE_MS = 180_000;
const SAMPLE = { numRuns: 20_000, seed: 20261121 };
const QUESTIONS_MINIMUM = 2000;

describe("our IAM evaluator agrees with PMapper", function () {
  this.timeout(PATIENCE_MS);

  it("on identity policies, where PMapper reads them as AWS does", async function () {
    const python = await installPmapper();
    if (python === undefined) {
      this.skip();
    }
    const questions = fc.sample(identityCases, SAMPLE).filter(pmapperReads);
    const theirs = pmapperAnswers(python, questions);
    ok(questions.length > QUESTIONS_MINIMUM, `only ${questions.length} questions`);
    ok(new Set(theirs).size === 3, "the questions have answers of one kind only");
    deepEqual(
      questions.filter((question, index) => ours(question) !== theirs[index]),
      [],
    );
  });
});

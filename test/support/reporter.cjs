// Mocha's spec reporter, and a last line that a machine can read. What did not run is named, not only counted.
const { reporters, Runner } = require("mocha");

const { EVENT_RUN_END, EVENT_TEST_PENDING } = Runner.constants;

class Reporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    runner.on(EVENT_TEST_PENDING, (test) => skipped.push(test.fullTitle()));
    runner.once(EVENT_RUN_END, () => {
      const { passes, failures } = runner.stats;
      const names = skipped.map((title) => `  did not run: ${title}\n`).join("");
      const tail = skipped.length === 0 ? "" : `, ${skipped.length} skipped`;
      process.stdout.write(`${names}${passes} passed, ${failures} failed${tail}\n`);
    });
  }
}

module.exports = Reporter;

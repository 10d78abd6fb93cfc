import assert from "node:assert/strict";
import { join } from "node:path";

const MODULE = join(__dirname, "..", "..", "stacks", "cheap-traces.ts");

describe("the entry's cheap traces", () => {
  const written = Error.prepareStackTrace;

  before(() => {
    require(MODULE);
  });

  after(() => {
    if (written === undefined) {
      Reflect.deleteProperty(Error, "prepareStackTrace");
    } else {
      Error.prepareStackTrace = written;
    }
  });

  it("write no trace for the SDK's nameless errors", () => {
    assert.equal(new Error().stack, "Error");
  });

  it("keep the trace of every error that says something", () => {
    assert.match(new TypeError("no such subnet").stack ?? "", /no such subnet\n\s+at .*cheap-traces\.test/);
  });
});

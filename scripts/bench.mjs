// A benchmark from its sources: `node scripts/bench.mjs plan` runs bench/plan/index.ts.
import { run } from "./compiled.mjs";

run(`bench/${process.argv[2]}/index`);

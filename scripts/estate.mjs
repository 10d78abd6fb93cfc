// The `estate` command from its sources, as `npm run estate` starts it.
import { run } from "./compiled.mjs";

run("planner/cli");

require("tsx/cjs");
require("../serve").serve(require("./pack").COST_AND_OWNERSHIP);

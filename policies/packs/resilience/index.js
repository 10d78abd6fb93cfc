require("tsx/cjs");
require("../serve").serve(require("./pack").RESILIENCE);

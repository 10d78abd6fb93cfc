require("tsx/cjs");
require("../serve").serve(require("./pack").LEAST_PRIVILEGE);

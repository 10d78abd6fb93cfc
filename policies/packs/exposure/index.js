// From the sources the pack needs a loader; in the installed package it is compiled and stands beside this file.
if (!require("node:fs").existsSync(`${__dirname}/pack.js`)) {
  require("tsx/cjs");
}
require("../serve").serve(require("./pack").EXPOSURE);

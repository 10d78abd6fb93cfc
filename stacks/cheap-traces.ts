/**
 * The SDK takes a stack trace for every promise, and Node's source maps make each of them costly to write out: most of a
 * large program's time. Those traces belong to errors without a message, which nobody ever sees; every other error keeps
 * its trace, source lines included.
 */
const written = Error.prepareStackTrace;

Error.prepareStackTrace = (error: Error, sites: NodeJS.CallSite[]): unknown => {
  if (error.message === "" && error.constructor === Error) {
    return "Error";
  }
  return written === undefined ? `${error.toString()}\n    at ${sites.join("\n    at ")}` : written(error, sites);
};

/** File that starts an application. */
export const INDEX = "index.html";

/**
 * The viewer-request function of the pages: a path that names no file belongs to the application under whose prefix it lies,
 * which knows itself what to show. Paths of APIs never come here, so that their errors stay errors.
 *
 * @param paths of the applications, such as `/` and `/admin/`
 */
export function pagesFunction(paths: readonly string[]): string {
  const longestFirst = [...paths].sort((one, other) => other.length - one.length);
  return `var PREFIXES = ${JSON.stringify(longestFirst)};

function handler(event) {
  var request = event.request;
  var uri = request.uri;
  var last = uri.slice(uri.lastIndexOf("/") + 1);
  if (last.indexOf(".") !== -1 || uri.indexOf("/.well-known/") === 0) {
    return request;
  }
  for (var i = 0; i < PREFIXES.length; i += 1) {
    if (uri + "/" === PREFIXES[i] || uri.indexOf(PREFIXES[i]) === 0) {
      request.uri = PREFIXES[i] + "${INDEX}";
      return request;
    }
  }
  return request;
}
`;
}

/**
 * The viewer-response function of the files whose names carry a digest: browsers keep them for good. CloudFront does not call
 * it for errors, so that a file that is not there yet is asked for again.
 */
export const ASSETS_FUNCTION = `function handler(event) {
  var response = event.response;
  response.headers["cache-control"] = { value: "public, max-age=31536000, immutable" };
  return response;
}
`;

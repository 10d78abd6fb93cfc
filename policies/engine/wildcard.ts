const patterns = new Map<string, RegExp>();

/** Most compiled patterns that are kept. */
const PATTERN_LIMIT = 10_000;

/** Does the text match the pattern? `*` stands for any characters, `?` for one. */
export function wildcardMatch(pattern: string, text: string, ignoreCase = false): boolean {
  if (pattern === "*") {
    return true;
  }
  if (!/[*?]/.test(pattern)) {
    return ignoreCase ? pattern.toLowerCase() === text.toLowerCase() : pattern === text;
  }
  const key = `${ignoreCase ? "i" : "c"}${pattern}`;
  let compiled = patterns.get(key);
  if (compiled === undefined) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\/]/g, "\\$&")
      .replace(/\*+/g, ".*")
      .replace(/\?/g, ".");
    compiled = new RegExp(`^${source}$`, ignoreCase ? "is" : "s");
    if (patterns.size >= PATTERN_LIMIT) {
      patterns.clear();
    }
    patterns.set(key, compiled);
  }
  return compiled.test(text);
}

export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text);
}

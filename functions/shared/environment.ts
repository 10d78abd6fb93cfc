import type { EnvironmentNeed, FunctionNeeds, IdentityNeed, ResourceNeed } from "./needs";

/** The process's environment, or a test's. */
export type Environment = Readonly<Record<string, string | undefined>>;

type Variables<Declared> =
  Declared extends Readonly<Record<string, { readonly variable: infer Name }>> ? Name & string : never;

/** The names of all variables that a declaration of needs speaks of. */
export type VariableOf<Needs extends FunctionNeeds> =
  | Variables<Needs["resources"]>
  | Variables<Needs["identities"]>
  | (keyof Needs["environment"] & string);

/** The values of a function's declared variables. */
export type Settings<Needs extends FunctionNeeds> = Readonly<Record<VariableOf<Needs>, string>>;

/**
 * Reads exactly the variables that a function declares, so that a variable it uses without a declaration does not compile.
 *
 * @throws {Error} naming every variable that is missing
 */
export function readEnvironment<const Needs extends FunctionNeeds>(
  needs: Needs,
  environment: Environment,
): Settings<Needs> {
  const defaults = declaredVariables(needs);
  const values: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, fallback] of defaults) {
    const value = environment[name] ?? fallback;
    if (value === undefined || (value === "" && fallback === undefined)) {
      missing.push(name);
    } else {
      values[name] = value;
    }
  }
  if (missing.length > 0) {
    throw new Error(`Missing environment: ${missing.join(", ")}. The function's needs.ts says what each one means.`);
  }
  return values as Settings<Needs>;
}

/** Every declared variable with its default. */
export function declaredVariables(needs: FunctionNeeds): ReadonlyMap<string, string | undefined> {
  const resources: readonly ResourceNeed[] = Object.values(needs.resources ?? {});
  const identities: readonly IdentityNeed[] = Object.values(needs.identities ?? {});
  const environment: readonly [string, EnvironmentNeed][] = Object.entries(needs.environment ?? {});
  return new Map<string, string | undefined>([
    ...resources.map((need): [string, string | undefined] => [need.variable, need.optional === true ? "" : undefined]),
    ...identities.map((need): [string, undefined] => [need.variable, undefined]),
    ...environment.map(([name, need]): [string, string | undefined] => [name, need.default]),
  ]);
}

/**
 * A setting as a whole number.
 *
 * @throws {Error} where it is none, or outside the bounds
 */
export function wholeNumber(
  name: string,
  text: string,
  bounds: { readonly min: number; readonly max: number },
): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < bounds.min || value > bounds.max) {
    throw new Error(`${name} must be a whole number from ${bounds.min} to ${bounds.max}; it is "${text}".`);
  }
  return value;
}

/**
 * The region that the function runs in. Lambda sets it and lets nobody else, so it is no declared need.
 *
 * @throws {Error} outside Lambda, where nobody has set it
 */
export function regionOf(environment: Environment): string {
  const region = environment["AWS_REGION"];
  if (region === undefined || region === "") {
    throw new Error("Missing environment: AWS_REGION, which Lambda sets.");
  }
  return region;
}

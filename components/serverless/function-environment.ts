import type * as pulumi from "@pulumi/pulumi";
import type { Bindable, FunctionNeeds } from "../core";

/** Where the values of a function's variables come from. */
export interface EnvironmentSources {
  readonly needs?: FunctionNeeds;
  readonly bindings?: Readonly<Record<string, Bindable>>;
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  readonly identities?: Readonly<Record<string, pulumi.Input<string>>>;
}

/** The function's environment: references of what is bound, identities, declared defaults, and what the stack sets. */
export function environmentVariables(
  { needs, bindings, environment, identities }: EnvironmentSources,
  defaults: Readonly<Record<string, string>>,
): Record<string, pulumi.Input<string>> {
  return Object.fromEntries([
    ...named(needs?.resources, (name) => bindings?.[name]?.bindingReference),
    ...named(needs?.identities, (name) => identities?.[name]),
    ...Object.entries(defaults),
    ...Object.entries(environment ?? {}),
  ]);
}

/** Each need's variable with its value. */
function named(
  needs: Readonly<Record<string, { readonly variable: string }>> = {},
  lookUp: (name: string) => pulumi.Input<string> | undefined,
): readonly (readonly [string, pulumi.Input<string>])[] {
  return Object.entries(needs).flatMap(([name, { variable }]) => {
    const value = lookUp(name);
    return value === undefined ? [] : [[variable, value] as const];
  });
}

/** A policy with one Allow statement, for the samples with which rules are broken on purpose. */
export function allow(action: string, resource: string): string {
  const statement = { Effect: "Allow", Action: action, Resource: resource };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

import type { Thresholds } from "./settings";

/** Environments that are known not to be production, as people call them. */
export const OTHER_ENVIRONMENTS: readonly string[] = [
  "ci",
  "demo",
  "dev",
  "development",
  "integration",
  "int",
  "local",
  "preview",
  "preprod",
  "qa",
  "review",
  "sandbox",
  "stage",
  "staging",
  "test",
  "testing",
  "uat",
];
const PRODUCTION: readonly string[] = ["prod", "production"];

/**
 * The environment in a stack's name: its last word that is known to be one, `prod` in `shop-prod-eu`; else its last word,
 * `live` in `shop-live`.
 */
export function environmentOfStack(stack: string): string {
  const words = stack.split("-").reverse();
  return words.find((word) => PRODUCTION.includes(word) || OTHER_ENVIRONMENTS.includes(word)) ?? words[0] ?? stack;
}

/** What is not known to be another environment is production: rules are not to relax because of a name. */
export function isProduction(
  environment: string,
  { productionEnvironments }: Pick<Thresholds, "productionEnvironments">,
): boolean {
  return productionEnvironments.includes(environment) || !OTHER_ENVIRONMENTS.includes(environment);
}

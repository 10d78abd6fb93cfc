import type { StackPlan } from "../plan/document";
import { progressReporter } from "../plan/progress";
import { renderFailure } from "../plan/render";
import { planStacks } from "../plan/run";
import type { Project, ProjectStack } from "../project/project";
import { painter } from "../terminal/style";

/** Seconds that a program gets, unless an option says otherwise. */
export const DEFAULT_TIMEOUT_SECONDS = 120;

/** Plans stacks for a command that needs all of them: none where one fails, after its report on standard error. */
export async function planAll(
  project: Project,
  stacks: readonly ProjectStack[],
): Promise<readonly StackPlan[] | undefined> {
  const results = await planStacks(project, stacks, {
    preview: "never",
    packs: [],
    // Waivers are judged by day; without packs there are none.
    today: "1970-01-01",
    timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
    onProgress: progressReporter(process.stderr),
  });
  const paint = painter(process.stderr);
  for (const result of results) {
    if ("failure" in result) {
      process.stderr.write(`${renderFailure(result.stack, result.failure, paint)}\n`);
    }
  }
  const plans = results.flatMap((result) => ("plan" in result ? [result.plan] : []));
  return plans.length === results.length ? plans : undefined;
}

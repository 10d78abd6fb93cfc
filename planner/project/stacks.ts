import { UsageError } from "../errors";
import type { Project, ProjectStack } from "./project";

/**
 * The stacks that a user names, or all of them.
 * @throws {UsageError} naming those that there are
 */
export function chosenStacks(project: Project, names: readonly string[]): readonly ProjectStack[] {
  if (names.length === 0) {
    return project.stacks;
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new UsageError(`stack "${twice}" is named twice; name it once`);
  }
  return names.map((name) => {
    const stack = project.stacks.find((one) => one.name === name);
    if (stack === undefined) {
      const there = project.stacks.map((one) => one.name).join(", ");
      throw new UsageError(`${project.name} has no stack "${name}"; there are: ${there}`);
    }
    return stack;
  });
}

import { join } from "node:path";
import { planAll } from "../../planner/commands/stacks";
import type { StackPlan } from "../../planner/plan/document";
import { readProject } from "../../planner/project/project";
import { chosenStacks } from "../../planner/project/stacks";
import { componentsDocument } from "./components";
import { functionsDocument } from "./functions";
import { diagramDocument, readmeDocument, specDocument } from "./system";
import { DOCUMENTED_SYSTEMS } from "./systems";

export const ROOT = join(__dirname, "../..");

/** A generated file: where it lies, and what should be in it. */
export interface GeneratedDocument {
  readonly path: string;
  readonly text: string;
}

/** Plans the stacks of every system that has a page. @throws {Error} where one cannot be planned */
export async function planDocumented(): Promise<readonly StackPlan[]> {
  const project = readProject(ROOT);
  const names = DOCUMENTED_SYSTEMS.flatMap(({ stacks }) => stacks);
  const plans = await planAll(project, chosenStacks(project, names));
  if (plans === undefined) {
    throw new Error("A stack cannot be planned; see above");
  }
  return plans;
}

/** Every file that is made from the sources or from a plan. A newcomer adds one by copying a line. */
export async function generatedDocuments(plans: readonly StackPlan[]): Promise<readonly GeneratedDocument[]> {
  const pages: GeneratedDocument[] = [
    { path: "docs/components.md", text: componentsDocument(ROOT) },
    { path: "docs/functions.md", text: functionsDocument() },
  ];
  for (const system of DOCUMENTED_SYSTEMS) {
    const folder = `stacks/${system.name}`;
    pages.push(
      { path: `docs/${system.name}-spec.md`, text: specDocument(ROOT, system, plans) },
      { path: `${folder}/diagram.svg`, text: await diagramDocument(system, plans) },
      { path: `${folder}/README.md`, text: readmeDocument(ROOT, system, plans) },
    );
  }
  return pages;
}

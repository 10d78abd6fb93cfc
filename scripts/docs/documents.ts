import { join } from "node:path";
import { planAll } from "../../planner/commands/stacks";
import type { StackPlan } from "../../planner/plan/document";
import { readProject } from "../../planner/project/project";
import { chosenStacks } from "../../planner/project/stacks";
import { CLOUDMART_STACKS, diagramDocument, readmeDocument, specDocument } from "./cloudmart";
import { componentsDocument } from "./components";
import { functionsDocument } from "./functions";

export const ROOT = join(__dirname, "../..");

/** A generated file: where it lies, and what should be in it. */
export interface GeneratedDocument {
  readonly path: string;
  readonly text: string;
}

/** Plans CloudMart's environments, which most documents are made from. @throws {Error} where one cannot be planned */
export async function planCloudMart(): Promise<readonly StackPlan[]> {
  const project = readProject(ROOT);
  const plans = await planAll(project, chosenStacks(project, CLOUDMART_STACKS));
  if (plans === undefined) {
    throw new Error("CloudMart cannot be planned; see above");
  }
  return plans;
}

/** Every file that is made from the sources or from a plan. A newcomer adds one by copying a line. */
export async function generatedDocuments(plans: readonly StackPlan[]): Promise<readonly GeneratedDocument[]> {
  return [
    { path: "docs/components.md", text: componentsDocument(ROOT) },
    { path: "docs/functions.md", text: functionsDocument() },
    { path: "docs/cloudmart-spec.md", text: specDocument(ROOT, plans) },
    { path: "stacks/cloudmart/diagram.svg", text: await diagramDocument(plans) },
    { path: "stacks/cloudmart/README.md", text: readmeDocument(ROOT, plans) },
  ];
}

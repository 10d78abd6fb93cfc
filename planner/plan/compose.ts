import type { Pack, PolicyReport, Waiver } from "../../policies/engine";
import { prove } from "../proofs";
import { evaluatePolicies, type PolicyCircumstances, summarizePolicies } from "../proofs/policy";
import { type RecordedResource, type Recording, shownObject } from "../recorder";
import type { PlannedResource, PlanWarning, PolicySummary, StackPlan } from "./document";
import { missingFiles } from "./missing-files";

/** What names a stack in the plan. */
export interface StackIdentity {
  readonly name: string;
  readonly system: string;
  readonly environment: string;
}

/** By which rules a stack is judged, and on which day. */
export interface Judging {
  readonly packs: readonly Pack[];
  readonly today: string;
  /** The project's own, beside ours. @default none */
  readonly waivers?: readonly Waiver[];
  /** Also judge what a preview knows. */
  readonly preview: boolean;
}

/** What the rules say of complete values, and of those that a preview knows. */
export interface Judgements {
  readonly known: PolicyReport;
  readonly preview?: PolicyReport;
}

/** Judges a stack's recordings once, for the plan and for the reports beside it. */
export function judgeStack(
  identity: StackIdentity,
  known: Recording,
  preview: Recording | undefined,
  judging: Judging,
): Judgements {
  const circumstances = circumstancesOf(identity, judging);
  return {
    known: evaluatePolicies(known, circumstances),
    ...(preview === undefined || !judging.preview ? {} : { preview: evaluatePolicies(preview, circumstances, known) }),
  };
}

export function circumstancesOf({ name, environment }: StackIdentity, judging: Judging): PolicyCircumstances {
  const { packs, today, waivers = [] } = judging;
  return { packs, today, waivers, stack: name, environment };
}

/** Turns a recording into the stack's part of the plan. @param judgements of the recordings, where they stand already */
export function composePlan(
  identity: StackIdentity,
  known: Recording,
  preview: Recording | undefined,
  judging: Judging,
  judgements: Judgements = judgeStack(identity, known, preview, judging),
): StackPlan {
  const proofs = prove(known, judgements.known);
  return {
    ...identity,
    resources: sortByUrn(known.resources).map(plannedResource),
    outputs: shownObject(known.outputs),
    ...proofs,
    policy: {
      ...proofs.policy,
      ...(judgements.preview === undefined ? {} : { preview: previewPolicies(judgements.preview) }),
    },
    warnings: [
      ...known.warnings,
      ...missingFiles(known),
      ...(preview === undefined ? [] : conditionalResources(known, preview)),
    ],
    unmodelled: unmodelledTypes(known),
  };
}

function previewPolicies(report: PolicyReport): PolicySummary["preview"] & object {
  const { evaluated, undecided, violations } = summarizePolicies(report);
  return { evaluated, undecided, violations };
}

function plannedResource(resource: RecordedResource): PlannedResource {
  return {
    urn: resource.urn,
    type: resource.type,
    name: resource.name,
    parent: resource.parent ?? null,
    custom: resource.custom,
    inputs: shownObject(resource.inputs),
    outputs: shownObject(resource.outputs),
    dependencies: resource.dependencies,
    protect: resource.options.protect,
  };
}

/** Resources that a preview would not show, because whether they exist hangs on a value that only the cloud knows. */
function conditionalResources(known: Recording, preview: Recording): readonly PlanWarning[] {
  const foreseen = new Set(preview.resources.map((resource) => resource.urn));
  return sortByUrn(known.resources.filter((resource) => !foreseen.has(resource.urn))).map((resource) => ({
    urn: resource.urn,
    message:
      `"${resource.name}" (${resource.type}) exists only once a value is known: \`pulumi preview\` will not show it. ` +
      "Make it outside of apply, and let plain settings decide whether it exists",
  }));
}

function unmodelledTypes(recording: Recording): StackPlan["unmodelled"] {
  const counts = new Map<string, number>();
  for (const resource of recording.resources) {
    if (!resource.modelled) {
      counts.set(resource.type, (counts.get(resource.type) ?? 0) + 1);
    }
  }
  return [...counts].sort(([left], [right]) => (left < right ? -1 : 1)).map(([type, count]) => ({ type, count }));
}

function sortByUrn(resources: readonly RecordedResource[]): readonly RecordedResource[] {
  return [...resources].sort((left, right) => (left.urn < right.urn ? -1 : 1));
}

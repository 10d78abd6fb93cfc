import type { CloudResource } from "../inventory";
import type { AdmissionRule, Candidate } from "./rule";

/** Physical names: their length and characters, and that nobody else has them. */
export const namesRule: AdmissionRule = {
  title: "names are well formed and free",
  onWrite: (candidate, inventory) => {
    if (candidate.existing !== undefined) {
      return [];
    }
    const { request, id } = candidate;
    const taken = inventory.list(request.type).find((one) => sameName(candidate, one) || sameId(candidate, one));
    return [
      ...malformed(candidate),
      ...(taken === undefined
        ? []
        : [`AlreadyExists: ${request.type} "${sameId(candidate, taken) ? id : request.physicalName}" exists already`]),
    ];
  },
};

function malformed({ request, model }: Candidate): readonly string[] {
  const limit = model?.nameLimit;
  const name = request.physicalName;
  if (limit === undefined) {
    return [];
  }
  return [
    ...(name.length > limit.max
      ? [`the name "${name}" has ${name.length} characters; ${limit.max} are allowed (${limit.source})`]
      : []),
    ...(limit.pattern === undefined || limit.pattern.test(name)
      ? []
      : [`the name "${name}" does not match ${limit.pattern} (${limit.source})`]),
  ];
}

function sameId({ id, scope }: Candidate, other: CloudResource): boolean {
  return other.id === id && other.scope === scope;
}

function sameName({ request, model, scope }: Candidate, other: CloudResource): boolean {
  if (model?.nameProperty === undefined || other.physicalName !== request.physicalName) {
    return false;
  }
  switch (model.nameScope ?? "region") {
    case "global":
      return true;
    case "account":
      return scope.split("/")[0] === other.scope.split("/")[0];
    case "region":
      return scope === other.scope;
    case "none":
      return false;
  }
}

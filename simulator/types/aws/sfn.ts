import { regionalArn, text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";

const MACHINE = "aws:sfn/stateMachine:StateMachine";

/** A definition is JSON with a beginning and states. */
function refusesDefinition(request: CreateRequest): readonly string[] {
  const definition = request.inputs["definition"];
  if (typeof definition !== "string") {
    return [];
  }
  try {
    const { StartAt: start, States: states } = JSON.parse(definition);
    const known = typeof states === "object" && states !== null && String(start) in states;
    return known ? [] : [`InvalidDefinition: SCHEMA_VALIDATION_FAILED: StartAt names no state: ${String(start)}`];
  } catch {
    return ["InvalidDefinition: INVALID_JSON_DESCRIPTION: the definition is no JSON"];
  }
}

/** The machine that an alias' version belongs to: `…:stateMachine:checkout:3` → `…:stateMachine:checkout`. */
function aliasedMachine(request: CreateRequest): string {
  const routes = request.inputs["routingConfigurations"];
  const [first] = Array.isArray(routes) ? routes : [];
  const version: unknown =
    typeof first === "object" && first !== null ? Reflect.get(first, "stateMachineVersionArn") : "";
  return String(version).replace(/:\d+$/, "");
}

/** AWS Step Functions. */
export const sfnTypes: readonly TypeModel[] = [
  {
    type: MACHINE,
    nameProperty: "name",
    nameLimit: { max: 80, pattern: /^[\w-]+$/, source: "Step Functions API, CreateStateMachine, read 2026-11" },
    id: (request) => regionalArn(request, "states", `stateMachine:${request.physicalName}`),
    outputs: (request, id) => ({
      arn: id,
      creationDate: "2026-01-01T00:00:00Z",
      description: "",
      revisionId: request.digits(32),
      status: "ACTIVE",
      stateMachineVersionArn: request.inputs["publish"] === true ? `${id}:1` : id,
      versionDescription: "",
    }),
    replaceOn: ["name", "namePrefix", "type"],
    minutes: { create: 0.2, update: 0.1, delete: 1 },
    references: { roleArn: "aws:iam/role:Role" },
    refuses: refusesDefinition,
  },
  {
    type: "aws:sfn/alias:Alias",
    nameProperty: "name",
    nameLimit: { max: 80, pattern: /^[\w.-]+$/, source: "Step Functions API, CreateStateMachineAlias, read 2026-11" },
    nameScope: "none",
    id: (request) => `${aliasedMachine(request)}:${text(request, "name", request.physicalName)}`,
    outputs: (_, id) => ({ arn: id, creationDate: "2026-01-01T00:00:00Z" }),
    replaceOn: ["name"],
  },
];

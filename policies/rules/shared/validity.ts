import { actionsOf, expandAction, findAction, type IamAction, type PolicyStatement, resourceTypesOf } from "../../iam";

/** Actions that do not exist, as they were written. */
export function unknownActions(patterns: readonly string[]): readonly string[] {
  return patterns.filter((pattern) => pattern !== "*" && expandAction(pattern).length === 0);
}

/** Concrete actions that none of the statement's resources fits: the statement grants nothing for them. */
export function unfitActions(statement: PolicyStatement): readonly string[] {
  const resources = statement.resources ?? [];
  if (resources.length === 0 || resources.includes("*")) {
    return [];
  }
  return (statement.actions ?? []).filter((name) => {
    const action = findAction(name);
    return action !== undefined && !resources.some((resource) => fits(name, action, resource));
  });
}

/** Could the action be done to this resource at all? */
export function takes(name: string, resource: string): boolean {
  const action = findAction(name);
  return resource === "*" || action === undefined || fits(name, action, resource);
}

function fits(name: string, action: IamAction, resource: string): boolean {
  const types = resourceTypesOf(name.split(":")[0] ?? "");
  if (action.resourceTypes.length === 0) {
    return false;
  }
  return action.resourceTypes.some(({ name: type }) => {
    const format = types[type.toLowerCase()]?.arn ?? types[type]?.arn;
    return format === undefined || mayBe(format, resource);
  });
}

/** Could an ARN with wildcards be of this format? Literal beginnings are compared, part by part. */
export function mayBe(format: string, resource: string): boolean {
  const wanted = split(format.replace(/\$\{[^}]*\}/g, "*"));
  const given = split(resource.replace(/\$\{[^}]*\}/g, "*"));
  return wanted.length === given.length && wanted.every((part, index) => overlap(part, given[index] ?? ""));
}

function split(arn: string): readonly string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}

function overlap(left: string, right: string): boolean {
  const [first, second] = [/^[^*?]*/.exec(left)?.[0] ?? "", /^[^*?]*/.exec(right)?.[0] ?? ""];
  const bothWild = first !== left && second !== right;
  if (bothWild) {
    return first.startsWith(second) || second.startsWith(first);
  }
  if (first === left && second === right) {
    return left === right;
  }
  return first === left ? left.startsWith(second) : right.startsWith(first);
}

/** Condition keys that none of the statement's actions knows. */
export function unknownConditionKeys(statement: PolicyStatement): readonly string[] {
  const actions = (statement.actions ?? []).flatMap(expandAction);
  const keys = statement.conditions.map(({ key }) => key).filter((key) => !/^aws:/i.test(key));
  if (actions.length === 0 || statement.actions?.includes("*")) {
    return [];
  }
  return keys.filter((key) => !actions.some((action) => knowsKey(action, key)));
}

function knowsKey(name: string, key: string): boolean {
  const [service = ""] = name.split(":");
  const action = actionsOf(service)[(name.split(":")[1] ?? "").toLowerCase()];
  const types = resourceTypesOf(service);
  const known = [
    ...(action?.conditionKeys ?? []),
    ...(action?.resourceTypes ?? []).flatMap(({ name: type, conditionKeys }) => [
      ...conditionKeys,
      ...(types[type.toLowerCase()]?.conditionKeys ?? types[type]?.conditionKeys ?? []),
    ]),
  ];
  return known.some((candidate) => sameKey(candidate, key));
}

/** `kms:EncryptionContext:${key}` and `s3:ExistingObjectTag/<key>` stand for every key with that beginning. */
function sameKey(known: string, key: string): boolean {
  const prefix = known.toLowerCase().replace(/(\$\{|<).*$/, "");
  return prefix === known.toLowerCase() ? prefix === key.toLowerCase() : key.toLowerCase().startsWith(prefix);
}

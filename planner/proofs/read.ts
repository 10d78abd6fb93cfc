import { type RecordedObject, type RecordedResource, type RecordedValue, revealed } from "../recorder";

/** A property as text, or undefined where it is absent, unknown or of another type. */
export function textOf(value: RecordedValue | undefined): string | undefined {
  const plain = value === undefined ? undefined : revealed(value);
  return typeof plain === "string" ? plain : undefined;
}

/** A property as a number, or the fallback. */
export function numberOf(value: RecordedValue | undefined, fallback: number): number {
  const plain = value === undefined ? undefined : revealed(value);
  return typeof plain === "number" ? plain : fallback;
}

/** A property as a list; one value counts as a list of one, as in IAM documents. */
export function listOf(value: RecordedValue | undefined): readonly RecordedValue[] {
  const plain = value === undefined ? [] : revealed(value);
  return Array.isArray(plain) ? (plain as readonly RecordedValue[]) : plain === null ? [] : [plain];
}

/** A property as an object; the first element where it is a list, as Terraform's single blocks are. */
export function objectOf(value: RecordedValue | undefined): RecordedObject {
  const [first] = listOf(value);
  return typeof first === "object" && first !== null && !Array.isArray(first) ? (first as RecordedObject) : {};
}

/** The texts in a list. */
export function textsOf(value: RecordedValue | undefined): readonly string[] {
  return listOf(value).filter((item): item is string => typeof item === "string");
}

/** An input, or the output of that name where the program gave none. */
export function property(resource: RecordedResource, name: string): RecordedValue | undefined {
  return resource.inputs[name] ?? resource.outputs[name];
}

/** One statement of an IAM document, with lists where the document may have single values. */
export interface PolicyStatement {
  readonly allow: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: RecordedValue | undefined;
  readonly conditional: boolean;
}

/** The statements of a policy document; none where the text is unknown or not a document. */
export function statementsOf(value: RecordedValue | undefined): readonly PolicyStatement[] {
  const text = textOf(value);
  if (text === undefined) {
    return [];
  }
  const document = parse(text);
  return listOf(document["Statement"]).map((item) => {
    const statement = objectOf(item);
    return {
      allow: statement["Effect"] === "Allow",
      actions: textsOf(statement["Action"]),
      resources: textsOf(statement["Resource"]),
      principals: statement["Principal"],
      conditional: "Condition" in statement,
    };
  });
}

function parse(text: string): RecordedObject {
  try {
    return objectOf(JSON.parse(text) as RecordedValue);
  } catch {
    return {};
  }
}

import assert from "node:assert/strict";
import { type Recording, recordProgram, shownObject } from "../../../planner/recorder";

/** Names and types of everything but the stack, sorted: `aws:kms/key:Key shop-key`. */
export function inventory(recording: Recording): readonly string[] {
  return recording.resources
    .filter((resource) => resource.type !== "pulumi:pulumi:Stack")
    .map((resource) => `${resource.type} ${resource.name}`)
    .sort();
}

/** URNs, sorted: two modes of one program must agree on them. */
export function urns(recording: Recording): readonly string[] {
  return recording.resources.map((resource) => resource.urn).sort();
}

/** Inputs as a reader sees them: secrets and unknowns by their signs. */
export function inputsOf(recording: Recording, name: string): Readonly<Record<string, unknown>> {
  return shownObject(recording.get(name).inputs);
}

/** The statements of a policy among a resource's inputs. */
export function statementsOf(recording: Recording, name: string, property = "policy"): readonly unknown[] {
  const text = recording.get(name).inputs[property];
  assert.ok(typeof text === "string", `${name}.${property} is no text`);
  const document: { Version: string; Statement: readonly unknown[] } = JSON.parse(text);
  assert.equal(document.Version, "2012-10-17");
  return document.Statement;
}

/** The message of a program's failure; fails where the program runs, or has registered one of the given types before. */
export async function failureOf(program: () => void, forbiddenType: string): Promise<string> {
  const registered: string[] = [];
  const onResource = (resource: { type: string }) => registered.push(resource.type);
  const failure = await recordProgram(program, { onResource }).then(
    () => assert.fail("the program ran"),
    (error: unknown) => error,
  );
  assert.ok(failure instanceof Error);
  assert.ok(!registered.includes(forbiddenType), `${forbiddenType} was registered`);
  return failure.message;
}

/** Asserts that every line stands in the message. */
export function assertMentions(message: string, lines: readonly string[]): void {
  for (const line of lines) {
    assert.ok(message.includes(line), `expected\n  ${line}\nin\n${message}`);
  }
}

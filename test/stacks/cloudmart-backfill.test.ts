import assert from "node:assert/strict";
import { needs } from "../../functions/backfill/needs";
import { declaredVariables } from "../../functions/shared/environment";
import type { Recording } from "../../planner/recorder";
import { statementsOf } from "../components/core/support";
import { recordCloudMart } from "../support/cloudmart-stack";

/** Recording a stack, longer where others work beside. */
const PATIENCE_MS = 120_000;

/** What whoever starts the task says. */
const SAID_AT_START = ["FROM_DAY", "TO_DAY"];

interface Container {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment: readonly { readonly name: string; readonly value: string }[];
}

function containerOf(recording: Recording): Container | undefined {
  const definitions = recording.get("cloudmart-backfill-task").inputs["containerDefinitions"];
  const [container] = JSON.parse(String(definitions)) as readonly Container[];
  return container;
}

describe("CloudMart's backfill task", function () {
  this.timeout(PATIENCE_MS);
  let dev: Recording;
  let prod: Recording;

  before(async () => {
    dev = (await recordCloudMart("dev")).recording;
    prod = (await recordCloudMart("prod")).recording;
  });

  it("runs the image that is made for it, and gives it every variable that it asks for", () => {
    const container = containerOf(prod);
    assert.match(container?.image ?? "", /\/cloudmart\/backfill:v1$/);
    assert.equal(container?.command, undefined);
    const asked = [...declaredVariables(needs)].flatMap(([name, fallback]) => (fallback === undefined ? name : []));
    const given = container?.environment.map(({ name }) => name) ?? [];
    assert.deepEqual(
      asked.filter((name) => !given.includes(name) && !SAID_AT_START.includes(name)),
      [],
    );
  });

  it("reads its sign-in configuration where a secret holds it, and no secret elsewhere", () => {
    const identity = ({ environment = [] }: Partial<Container> = {}) =>
      JSON.parse(environment.find(({ name }) => name === "GCP_IDENTITY")?.value ?? "{}");
    assert.equal(identity(containerOf(prod)).source, "federation");
    const { source, secretArn } = identity(containerOf(dev));
    assert.equal(source, "secret");
    const policies = (recording: Recording) =>
      recording
        .ofType("aws:iam/rolePolicy:RolePolicy")
        .filter(({ inputs }) => inputs["role"] === recording.get("cloudmart-backfill-role").outputs["name"])
        .flatMap(({ name }) => statementsOf(recording, name))
        .map((statement) => JSON.stringify(statement))
        .filter((text) => text.includes("secretsmanager:GetSecretValue"));
    assert.equal(policies(dev).length, 1);
    assert.ok(policies(dev)[0]?.includes(String(secretArn)));
    assert.deepEqual(policies(prod), []);
  });
});

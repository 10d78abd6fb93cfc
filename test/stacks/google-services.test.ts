import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { type RecordedResource, type Recording, recordProgram } from "../../planner/recorder";
import { googleApi } from "../../simulator/types/gcp/apis";
import { microservices } from "../../stacks/microservices";
import { microservicesSchema } from "../../stacks/microservices/settings";
import { recordCloudMart } from "../support/cloudmart-stack";
import { recordStack } from "../support/stack";

/** Recording a production stack takes seconds, and longer where others work beside. */
const PATIENCE_MS = 180_000;

const SERVICE = "gcp:projects/service:Service";
const IDENTITY = "gcp:projects/serviceIdentity:ServiceIdentity";

async function recordMicroservices(environment: string): Promise<Recording> {
  const { recording } = await recordStack(`microservices-${environment}`, {
    schema: microservicesSchema,
    program: microservices,
  });
  return recording;
}

/** The stacks that have a project; CloudMart's production with everything of the roadmap that stands at Google. */
const STACKS: Readonly<Record<string, () => Promise<Recording>>> = {
  "cloudmart-dev": async () => (await recordCloudMart("dev")).recording,
  "cloudmart-staging": async () => (await recordCloudMart("staging")).recording,
  "cloudmart-prod with Bigtable": async () =>
    (await recordCloudMart("prod", (settings) => ({ ...settings, future: { ...settings.future, bigtable: true } })))
      .recording,
  "microservices-dev": () => recordMicroservices("dev"),
  "microservices-prod": () => recordMicroservices("prod"),
};

/** Programs of one component, with a project of their own. */
const EXAMPLES = ["analytics", "delivery", "flink", "pipeline"];

/** Each resource that does not wait for the service that answers for it. */
function early(recording: Recording): readonly string[] {
  const services = new Map(recording.ofType(SERVICE).map((one) => [String(one.inputs["service"]), one.urn]));
  return recording.resources
    .filter(({ type, custom }) => custom && type.startsWith("gcp:"))
    .flatMap((resource) => {
      // Of an account of Google's the service is in the inputs: it is made once that service is on.
      const api = resource.type === IDENTITY ? String(resource.inputs["service"]) : googleApi(resource.type);
      const urn = services.get(api ?? "");
      const waits = urn !== undefined && before(resource, recording).has(urn);
      return api === undefined || waits ? [] : [`${resource.name} does not wait for ${api}`];
    });
}

/** Everything that the engine finishes before it begins with the resource. */
function before(resource: RecordedResource, recording: Recording): ReadonlySet<string> {
  const byUrn = new Map(recording.resources.map((one) => [one.urn, one]));
  const seen = new Set<string>();
  const visit = (urn: string): void => {
    if (!seen.has(urn)) {
      seen.add(urn);
      byUrn.get(urn)?.dependencies.forEach(visit);
    }
  };
  resource.dependencies.forEach(visit);
  return seen;
}

describe("a stack's Google project", function () {
  this.timeout(PATIENCE_MS);
  for (const [stack, record] of Object.entries(STACKS)) {
    it(`has each service on before ${stack} makes anything of it`, async () => {
      const recording = await record();
      assert.ok(recording.ofType(SERVICE).length > 0);
      assert.deepEqual(early(recording), []);
      // Without both the Budgets API refuses whoever does not name a project.
      const [provider] = recording.ofType("pulumi:providers:gcp");
      const { project, billingProject, userProjectOverride } = provider?.inputs ?? {};
      assert.deepEqual([billingProject, String(userProjectOverride)], [project, "true"]);
    });
  }

  for (const name of EXAMPLES) {
    it(`has each service on before examples/${name} makes anything of it`, async () => {
      const program = () => ({ ...createRequire(__filename)(`../../examples/${name}`) });
      const config = { "project:flinkPassword": "example" };
      assert.deepEqual(early(await recordProgram(program, { config })), []);
    });
  }
});

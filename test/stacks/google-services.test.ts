import assert from "node:assert/strict";
import type { RecordedResource, Recording } from "../../planner/recorder";
import { googleApi } from "../../simulator/types/gcp/apis";
import { microservices } from "../../stacks/microservices";
import { microservicesSchema } from "../../stacks/microservices/settings";
import { recordCloudMart } from "../support/cloudmart-stack";
import { recordStack } from "../support/stack";

/** Recording a production stack takes seconds, and longer where others work beside. */
const PATIENCE_MS = 180_000;

const SERVICE = "gcp:projects/service:Service";

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
  "cloudmart-prod with Bigtable": async () =>
    (await recordCloudMart("prod", (settings) => ({ ...settings, future: { ...settings.future, bigtable: true } })))
      .recording,
  "microservices-dev": () => recordMicroservices("dev"),
  "microservices-prod": () => recordMicroservices("prod"),
};

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
      const services = new Map(recording.ofType(SERVICE).map((one) => [String(one.inputs["service"]), one.urn]));
      const early = recording.resources
        .filter(({ type, custom }) => custom && type.startsWith("gcp:"))
        .flatMap((resource) => {
          const api = googleApi(resource.type);
          const urn = services.get(api ?? "");
          const waits = urn !== undefined && before(resource, recording).has(urn);
          return api === undefined || waits ? [] : [`${resource.name} does not wait for ${api}`];
        });
      assert.ok(services.size > 0);
      assert.deepEqual(early, []);
      // Without both the Budgets API refuses whoever does not name a project.
      const [provider] = recording.ofType("pulumi:providers:gcp");
      const { project, billingProject, userProjectOverride } = provider?.inputs ?? {};
      assert.deepEqual([billingProject, String(userProjectOverride)], [project, "true"]);
    });
  }
});

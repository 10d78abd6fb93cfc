import { deepEqual, equal, match } from "node:assert/strict";
import { SimulatedCloud } from "../../simulator/cloud";
import type { CreateRequest, Inventory, PlainObject } from "../../simulator/model";
import { gcpDataflowTypes } from "../../simulator/types/gcp/dataflow";

const JOB = "gcp:dataflow/flexTemplateJob:FlexTemplateJob";
const NOTHING: Inventory = { find: () => undefined, list: () => [] };
const TEMPLATE = "gs://dataflow-templates-us-east4/latest/flex/Stream_GCS_Text_to_BigQuery_Flex";

function request(inputs: PlainObject): CreateRequest {
  return new SimulatedCloud().request({ urn: `urn:${JOB}`, type: JOB, name: "job", inputs }, undefined);
}

function refusals(inputs: PlainObject): readonly string[] {
  const model = gcpDataflowTypes.find(({ type }) => type === JOB);
  return model?.refuses?.(request(inputs), NOTHING) ?? [];
}

describe("The simulated Dataflow", () => {
  it("takes a job whose key stands in its own region", () => {
    const kmsKeyName = "projects/shop/locations/us-east4/keyRings/ring/cryptoKeys/jobs";
    deepEqual(refusals({ region: "us-east4", containerSpecGcsPath: TEMPLATE, kmsKeyName }), []);
  });

  it("refuses a key of another region, and a template that is no object", () => {
    const kmsKeyName = "projects/shop/locations/us/keyRings/ring/cryptoKeys/jobs";
    deepEqual(refusals({ region: "us-east4", containerSpecGcsPath: "https://example.com", kmsKeyName }), [
      "The container spec must be a Cloud Storage path.",
      `The key ${kmsKeyName} is not in us-east4, where the job runs.`,
    ]);
  });

  it("gives a job its id and says that it runs", () => {
    const model = gcpDataflowTypes.find(({ type }) => type === JOB);
    const asked = request({ region: "us-east4", containerSpecGcsPath: TEMPLATE });
    const id = model?.id?.(asked) ?? "";
    match(id, /^2026-01-01_00_00_00-\d{19}$/);
    equal(model?.outputs?.(asked, id)["state"], "JOB_STATE_RUNNING");
  });
});

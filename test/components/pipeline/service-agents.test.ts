import assert from "node:assert/strict";
import { GcpServiceAgents, type GcpServiceAgentsArgs, GcpServices } from "../../../components/pipeline";
import { recordProgram, UNKNOWN } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, urns } from "../core/support";
import { gcp } from "./fixtures";

type Agent = GcpServiceAgentsArgs["agents"][number];
const EVERY: readonly Agent[] = ["bigquery", "bigtable", "compute", "dataflow", "storage"];

/** An output for each agent, by its name. */
function make(agents: readonly Agent[] = EVERY, read: readonly Agent[] = agents) {
  const { enabled } = new GcpServices("api", { project: gcp.project, services: ["bigquery", "storage"] });
  const made = new GcpServiceAgents("agents", { gcp, agents, after: enabled });
  return Object.fromEntries(read.map((agent) => [agent, made.member(agent)]));
}

describe("GcpServiceAgents", () => {
  it("makes an identity where Service Usage makes it, and asks for the others", async () => {
    const recording = await recordProgram(() => make());
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" agents")),
      [
        "estate:pipeline:GcpServiceAgents agents",
        ...["bigtable", "compute", "dataflow"].map(
          (agent) => `gcp:projects/serviceIdentity:ServiceIdentity agents-identity-${agent}`,
        ),
      ],
    );
    assert.deepEqual(inputsOf(recording, "agents-identity-bigtable"), {
      project: gcp.project,
      service: "bigtableadmin.googleapis.com",
    });
    assert.deepEqual(recording.warnings, []);
    const member = (account: string) => `serviceAccount:${account}.iam.gserviceaccount.com`;
    assert.deepEqual(recording.outputs, {
      bigquery: member("bq-123456789012@bigquery-encryption"),
      bigtable: member("service-123456789012@gcp-sa-bigtable"),
      compute: member("service-123456789012@compute-system"),
      dataflow: member("service-123456789012@dataflow-service-producer-prod"),
      storage: member("service-123456789012@gs-project-accounts"),
    });
  });

  it("makes one for each agent, however often it is named, and the same while previewing", async () => {
    const twice = () => make(["compute", "compute"]);
    const recording = await recordProgram(twice);
    assert.equal(recording.ofType("gcp:projects/serviceIdentity:ServiceIdentity").length, 1);
    assert.deepEqual(urns(await recordProgram(twice, { mode: "preview" })), urns(recording));
  });

  it("asks nobody before the services are on", async () => {
    const preview = await recordProgram(() => make(), { mode: "preview" });
    assert.deepEqual(
      Object.values(preview.outputs),
      EVERY.map(() => UNKNOWN),
    );
    const service = preview.get("api-service-bigquery").urn;
    assert.ok(preview.get("agents-identity-compute").dependencies.includes(service));
  });

  it("fails when an agent is asked for that it does not make, and when the project is none", async () => {
    await assert.rejects(
      recordProgram(() => make(["storage"], ["bigquery"])),
      /makes no agent "bigquery"; it makes storage/,
    );
    const wrong = { ...gcp, projectNumber: "shop" };
    const program = () => void new GcpServiceAgents("agents", { gcp: wrong, agents: ["compute"] });
    assertMentions(await failureOf(program, "gcp:projects/serviceIdentity:ServiceIdentity"), ["gcp.projectNumber"]);
  });
});

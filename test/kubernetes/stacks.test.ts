import { deepEqual, ok } from "node:assert/strict";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { readProject } from "../../planner/project/project";
import type { Recording } from "../../planner/recorder";
import { cloudCommerce } from "../../stacks/cloudcommerce";
import { type CloudCommerceSettings, cloudCommerceSchema } from "../../stacks/cloudcommerce/settings";
import { runStack } from "../../stacks/settings";
import { SYSTEMS } from "../../stacks/systems";
import { recordShipped, recordStack } from "../support/stack";
import { applyAll, type Verdict } from "./support/apply";
import { type Definition, fetchDefinitions, SOURCES } from "./support/definitions";
import { findPrograms, type Programs } from "./support/programs";
import { dangling } from "./support/references";
import { type ApiServer, startApiServer } from "./support/server";
import { type ClusterObjects, chartsOf, clustersOf } from "./support/stack-objects";

/** Building the server takes minutes, once per machine. */
const LONGEST_MS = 30 * 60_000;

/** Systems of which no stack has a cluster. */
const WITHOUT_CLUSTER = ["ecom67"];

const STACKS = readProject(join(__dirname, "..", ".."))
  .stacks.map(({ name }) => name)
  .filter((name) => !WITHOUT_CLUSTER.some((system) => name.startsWith(`${system}-`)));

/** CloudCommerce with its users in MongoDB instead of DocumentDB. */
function withMongo(settings: CloudCommerceSettings): CloudCommerceSettings {
  const operator = { members: 3 as const, storage: "20Gi", cpu: "200m", memory: "1Gi" };
  const documents = { mode: "mongodb", operator, objectives: { rpoMinutes: 1440, rtoMinutes: 120 } } as const;
  return settings.home.mode === "aws" ? { ...settings, home: { ...settings.home, documents } } : settings;
}

describe("the stacks' objects on a real API server", function () {
  this.timeout(LONGEST_MS);
  const charts = new Map<string, string>();
  let programs: Programs;
  let definitions: readonly Definition[];
  /** The next cluster's server, which starts while we are busy with other things. */
  let next: Promise<ApiServer> | undefined;

  before(async () => {
    programs = await findPrograms();
    definitions = fetchDefinitions();
    startNext();
  });

  after(async () => (await next)?.stop());

  function startNext(): void {
    next = startApiServer(programs);
    // Who waits for it hears of it.
    next.catch(() => undefined);
  }

  async function judge(objects: ClusterObjects["objects"]): Promise<Verdict> {
    const server = await (next ?? startApiServer(programs));
    startNext();
    try {
      return await applyAll(server.client, objects, definitions);
    } finally {
      await server.stop();
    }
  }

  async function assertTaken(recording: Recording): Promise<void> {
    const clusters = clustersOf(recording);
    ok(clusters.length > 0, "no cluster");
    for (const one of clusters) {
      const { applied, pods, problems, unknown } = await judge(one.objects);
      process.stdout.write(`    ${applied} objects and ${pods} pods of ${one.cluster}\n`);
      deepEqual({ problems, unknown: [...unknown.keys()] }, { problems: [], unknown: [] });
      deepEqual(dangling(one.objects), []);
      ok(applied === one.objects.length && pods > 0);
    }
    for (const [chart, version] of chartsOf(recording)) {
      charts.set(chart, version);
    }
  }

  for (const stack of STACKS) {
    it(`are taken, and their pods admitted: ${stack}`, async () => {
      await assertTaken(await recordShipped(stack, () => runStack(new pulumi.Config(), SYSTEMS)));
    });
  }

  it("are taken where MongoDB's operator keeps the users", async () => {
    const system = { schema: cloudCommerceSchema, program: cloudCommerce };
    const { recording } = await recordStack("cloudcommerce-prod", system, withMongo);
    await assertTaken(recording);
  });

  it("are judged by the definitions of the charts that the stacks install", () => {
    const installed = SOURCES.map(({ chart }) => [chart, charts.get(chart)]);
    deepEqual(
      installed,
      SOURCES.map(({ chart, chartVersion }) => [chart, chartVersion]),
      "choose the module anew for the chart's new version in test/kubernetes/definitions.json",
    );
    const near = SOURCES.filter(({ exact }) => !exact).map(({ module, version }) => `${module} ${version}`);
    process.stdout.write(
      `    definitions of a version near the chart's: ${near.join(", ")}\n` +
        `    did not run: what the ${charts.size} charts and the operators make themselves, which no plan has\n`,
    );
  });
});

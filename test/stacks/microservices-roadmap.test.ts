import { deepEqual, ok } from "node:assert/strict";
import type { Recording } from "../../planner/recorder";
import { microservices } from "../../stacks/microservices";
import { type MicroservicesSettings, microservicesSchema } from "../../stacks/microservices/settings";
import { recordStack } from "../support/stack";

/** Recording production several times. */
const PATIENCE_MS = 180_000;

type Future = MicroservicesSettings["future"];

const OFF: Future = { istio: false, kong: false, cloudFront: false, openTelemetry: false };

/** What each flag of the roadmap stands for: what switches it on, and a mark that nothing else leaves. */
const FLAGS: Readonly<Record<keyof Future, { readonly on: Partial<Future>; readonly mark: RegExp }>> = {
  istio: { on: { istio: true }, mark: /helm\.sh.*chart-istiod$/ },
  kong: { on: { kong: true }, mark: /helm\.sh.*chart-kong$/ },
  redis: { on: { redis: { nodeType: "cache.t4g.micro", replicas: 0 } }, mark: /elasticache\/replicationGroup/ },
  cloudFront: { on: { cloudFront: true }, mark: /cloudfront\/distribution:/ },
  secondRegion: { on: { secondRegion: "us-west-2" }, mark: /instanceAutomatedBackupsReplication/ },
  openTelemetry: { on: { openTelemetry: true }, mark: /helm\.sh.*chart-opentelemetry-collector$/ },
  spot: { on: { spot: { instanceTypes: ["t3.medium", "t3a.medium"], min: 0, max: 4 } }, mark: /nodeGroup.*spot$/ },
};

async function record(future: Future): Promise<Recording> {
  const system = { schema: microservicesSchema, program: microservices };
  return (await recordStack("microservices-prod", system, (settings) => ({ ...settings, future }))).recording;
}

function names({ resources }: Recording): readonly string[] {
  return resources.map(({ type, name }) => `${type} ${name}`).sort();
}

describe("the microservices shop's roadmap", function () {
  this.timeout(PATIENCE_MS);
  let off: readonly string[] = [];

  before(async () => {
    off = names(await record(OFF));
  });

  for (const [flag, { on, mark }] of Object.entries(FLAGS)) {
    it(`makes nothing of ${flag} while it is off, and what it stands for once it is on`, async () => {
      deepEqual(
        off.filter((name) => mark.test(name)),
        [],
      );
      const made = names(await record({ ...OFF, ...on })).filter((name) => !off.includes(name));
      ok(
        made.some((name) => mark.test(name)),
        `nothing new fits ${mark}:\n${made.join("\n")}`,
      );
    });
  }

  it("is off as the repository ships it", async () => {
    const system = { schema: microservicesSchema, program: microservices };
    for (const stack of ["microservices-dev", "microservices-prod"]) {
      deepEqual((await recordStack(stack, system)).settings.future, OFF);
    }
  });
});

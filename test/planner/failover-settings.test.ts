import assert from "node:assert/strict";
import { deployedAsPlanned, rehearseFailover, type ServiceFailover } from "../../planner/rehearse/failover";
import { cloudCommerce } from "../../stacks/cloudcommerce";
import { type CloudCommerceSettings, cloudCommerceSchema } from "../../stacks/cloudcommerce/settings";
import { recordStack } from "../support/stack";

const RECORD_MS = 120_000;
const FIRST_REGISTRY = "111122223314.dkr.ecr.us-east-1.amazonaws.com/cloudcommerce";
const SERVICES = ["user", "product", "order", "payment", "notification"] as const;

/** What production with other settings makes of the loss of its first region, by service. */
async function rehearsed(
  change: (settings: CloudCommerceSettings) => CloudCommerceSettings,
): Promise<ReadonlyMap<string, ServiceFailover>> {
  const system = { schema: cloudCommerceSchema, program: cloudCommerce };
  const { recording } = await recordStack("cloudcommerce-prod", system, change);
  const services = rehearseFailover(deployedAsPlanned(recording)).flatMap((report) => report.services);
  return new Map(services.map((one) => [one.service, one]));
}

describe("rehearse: CloudCommerce with other settings loses its first region", function () {
  this.timeout(RECORD_MS);

  it("runs its own images from each region's registry, by manifests of each region's own", async () => {
    const images = Object.fromEntries(
      SERVICES.map((name) => [name, `${FIRST_REGISTRY}/${name}@sha256:${"0".repeat(64)}`]),
    );
    const services = await rehearsed((settings) => ({
      ...settings,
      workloads: { ...settings.workloads, images },
    }));
    assert.deepEqual([...services.keys()].sort(), ["order", "payment", "product", "site", "user"]);
    for (const { problems } of services.values()) {
      assert.deepEqual(problems, []);
    }
  });

  describe("where MongoDB's operator keeps the documents", () => {
    const kept = async (objectives: { readonly rpoMinutes: number; readonly rtoMinutes: number }) => {
      const operator = { members: 3, storage: "20Gi", cpu: "500m", memory: "2Gi" } as const;
      const documents = { mode: "mongodb", operator, objectives } as const;
      const services = await rehearsed((settings) =>
        settings.home.mode === "aws" ? { ...settings, home: { ...settings.home, documents } } : settings,
      );
      const user = services.get("user");
      assert.ok(user);
      return user;
    };

    it("brings them back from the hourly copy of their volumes, as late and as old as the settings allow", async () => {
      const { problems, stores, away } = await kept({ rpoMinutes: 180, rtoMinutes: 120 });
      assert.deepEqual(problems, []);
      assert.ok(stores.some(({ lostMinutes }) => lostMinutes === 150));
      assert.ok(away.minutes !== null && away.minutes > 60);
    });

    it("fails when the settings allow no more than for the other services", async () => {
      const { problems } = await kept({ rpoMinutes: 60, rtoMinutes: 15 });
      assert.match(problems.join("\n"), /user serves after \d+(\.\d)? minutes; its target is 15/);
      assert.match(problems.join("\n"), /writes are gone of 150 minutes/);
    });
  });
});

import { deepEqual } from "node:assert/strict";
import { PROMETHEUS } from "../../components/platform";
import type { Recording } from "../../planner/recorder";
import { cloudCommerce } from "../../stacks/cloudcommerce";
import { cloudCommerceSchema } from "../../stacks/cloudcommerce/settings";
import { microservices } from "../../stacks/microservices";
import { microservicesSchema } from "../../stacks/microservices/settings";
import { closedTo, meshPods } from "../support/mesh-pods";
import { recordStack } from "../support/stack";

const PATIENCE_MS = 180_000;

const SHOP = { schema: cloudCommerceSchema, program: cloudCommerce };

/** Stack → how it is recorded, and the namespaces in which it has members of a mesh. */
const STACKS: Readonly<Record<string, readonly [() => Promise<{ readonly recording: Recording }>, readonly string[]]>> =
  {
    "cloudcommerce-staging": [() => recordStack("cloudcommerce-staging", SHOP), ["data", "kong", "shop"]],
    "cloudcommerce-prod": [() => recordStack("cloudcommerce-prod", SHOP), ["kong", "shop"]],
    "microservices-prod with its roadmap's mesh": [
      () =>
        recordStack("microservices-prod", { schema: microservicesSchema, program: microservices }, (settings) => ({
          ...settings,
          future: { ...settings.future, istio: true, kong: true },
        })),
      ["kong", "shop"],
    ],
  };

describe("The metrics of sidecars", function () {
  this.timeout(PATIENCE_MS);

  for (const [stack, [record, namespaces]] of Object.entries(STACKS)) {
    it(`are open to Prometheus at every member of the mesh in ${stack}`, async () => {
      const { recording } = await record();
      deepEqual([...new Set(meshPods(recording).map(({ namespace }) => namespace))].sort(), namespaces);
      deepEqual(closedTo(recording, PROMETHEUS, PROMETHEUS.meshPort), []);
    });
  }
});

import { deepEqual, equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { recordProgram } from "../../planner/recorder";
import { cloudMartSchema } from "../../stacks/cloudmart/settings";
import { microservicesSchema } from "../../stacks/microservices/settings";
import { runStack, system } from "../../stacks/settings";
import { shippedConfig } from "../support/stack";

const SETTINGS = join(__dirname, "../../stacks/Pulumi.cloudmart-dev.yaml");

type Settings = Record<string, Record<string, unknown>>;

/** The development settings, changed, as the engine would hand them over. */
function configWith(
  change: (settings: Settings) => void,
  identity: Record<string, string> = {},
): Record<string, string> {
  const { config } = parse(readFileSync(SETTINGS, "utf8")) as { config: Record<string, unknown> };
  const settings = config["multicloud-estate:settings"] as Settings;
  change(settings);
  return {
    "multicloud-estate:system": "cloudmart",
    "multicloud-estate:environment": "dev",
    "multicloud-estate:owner": "shop-platform",
    ...identity,
    "multicloud-estate:settings": JSON.stringify(settings),
  };
}

const SYSTEMS = {
  cloudmart: system(cloudMartSchema, () => ({})),
  microservices: system(microservicesSchema, () => ({})),
};

/** The faults that reading these settings reports, one per line of the message. */
async function faultsOf(config: Record<string, string>): Promise<readonly string[]> {
  let faults: readonly string[] = [];
  await recordProgram(
    () => {
      try {
        runStack(new pulumi.Config(), SYSTEMS);
      } catch (error) {
        faults = error instanceof pulumi.InputPropertiesError ? error.message.split("\n").slice(1) : [String(error)];
      }
    },
    { project: "multicloud-estate", stack: "cloudmart-dev", config },
  );
  return faults;
}

const NONE = (): void => undefined;

describe("stack settings", () => {
  it("accept what the repository ships", async () => {
    deepEqual(await faultsOf(configWith(NONE)), []);
  });

  it("report every fault at once", async () => {
    const faults = await faultsOf(
      configWith(
        (settings) => {
          delete settings["logs"];
          settings["network"] = { ...settings["network"], cidrBlock: "10.0.0.0/33" };
          settings["colour"] = {};
        },
        { "multicloud-estate:environment": "production" },
      ),
    );
    deepEqual(
      faults.map((fault) => fault.trim().split(":")[0]),
      ["environment", "settings.network.cidrBlock", "settings.logs", "settings.colour"],
    );
  });

  describe("fail when", () => {
    const cases: readonly [string, (settings: Settings) => void, string][] = [
      [
        "a block is none",
        (settings) => {
          settings["network"] = { ...settings["network"], cidrBlock: "10.0.0.0/33" };
        },
        'settings.network.cidrBlock: given "10.0.0.0/33"; allowed: an IPv4 block such as 10.0.0.0/16. To fix: correct the value.',
      ],
      [
        "a key is missing",
        (settings) => {
          delete settings["data"]?.["recoveryDays"];
        },
        "settings.data.recoveryDays: given nothing; allowed: a number. To fix: add it.",
      ],
      [
        "a number is text",
        (settings) => {
          settings["data"] = { ...settings["data"], recoveryDays: "7" };
        },
        'settings.data.recoveryDays: given "7"; allowed: a number. To fix: write the value without quotes.',
      ],
      [
        "a text is a number",
        (settings) => {
          settings["aws"] = { ...settings["aws"], accountId: 111122223301 };
        },
        "settings.aws.accountId: given 111122223301; allowed: a text. To fix: put the value in quotes.",
      ],
      [
        "a key is mistyped",
        (settings) => {
          settings["network"] = { ...settings["network"], cidrblok: "10.0.0.0/16" };
        },
        'settings.network.cidrblok: given "10.0.0.0/16"; allowed: one of cidrBlock, zones, nat, subnets. To fix: remove it, or write "cidrBlock".',
      ],
      [
        "a choice does not exist",
        (settings) => {
          settings["network"] = { ...settings["network"], nat: "double" };
        },
        'settings.network.nat: given "double"; allowed: one of none, single, perZone, regional. To fix: correct the value.',
      ],
      [
        "nobody reaches the cluster",
        (settings) => {
          settings["cluster"] = { ...settings["cluster"], apiAccess: { publicCidrs: [], privateCidrs: {} } };
        },
        "settings.cluster.apiAccess.publicCidrs: given []; allowed: a block here or in privateCidrs: otherwise whoever deploys does not reach the Kubernetes API. To fix: correct the value.",
      ],
      [
        "nobody administers the cluster",
        (settings) => {
          settings["cluster"] = { ...settings["cluster"], administrators: {} };
        },
        "settings.cluster.administrators: given {}; allowed: at least one role: without an administrator nothing can be installed in the cluster. To fix: correct the value.",
      ],
      [
        "an administrator and a viewer have one name",
        (settings) => {
          settings["cluster"] = {
            ...settings["cluster"],
            viewers: { platform: "arn:aws:iam::111122223301:role/viewer" },
          };
        },
        'settings.cluster.viewers: given {"platform":"arn:aws:iam::111122223301:role/viewer"}; allowed: names that no administrator has: a name is one role with one right. To fix: correct the value.',
      ],
    ];
    for (const [what, change, message] of cases) {
      it(what, async () => {
        deepEqual(await faultsOf(configWith(change)), [`  ${message}`]);
      });
    }

    it("two settings exclude each other", async () => {
      const config = shippedConfig("microservices-prod");
      const settings = JSON.parse(config["multicloud-estate:settings"] ?? "{}");
      const changed = JSON.stringify({ ...settings, stream: { mode: "serverless" } });
      deepEqual(await faultsOf({ ...config, "multicloud-estate:settings": changed }), [
        '  settings.stream.mode: given "serverless"; allowed: provisioned, where analytics.mode is flink: no role of AWS reaches ' +
          "Flink, and a serverless stream knows no users. To fix: correct the value.",
      ]);
    });

    it("the environment is unknown", async () => {
      deepEqual(await faultsOf(configWith(NONE, { "multicloud-estate:environment": "production" })), [
        '  environment: given "production"; allowed: one of dev, staging, prod. To fix: correct the value.',
      ]);
    });

    it("the settings are no mapping", async () => {
      const [fault] = await faultsOf({ ...configWith(NONE), "multicloud-estate:settings": "yes" });
      equal(
        fault,
        '  settings: given "yes"; allowed: a mapping of settings. To fix: write the settings as YAML keys below `settings:`.',
      );
    });
  });
});

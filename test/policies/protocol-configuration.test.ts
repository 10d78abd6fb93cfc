import { deepEqual, equal, match } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EnforcementLevel } from "@pulumi/pulumi/proto/analyzer_pb";
import type { PolicyResource } from "../../policies/engine";
import { Analyzer } from "./analyzer";
import { resource } from "./cases/resource";

const LISTENER = "aws:lb/listener:Listener";
const RULE = "listener-requires-tls";
const insecure = (name: string): PolicyResource =>
  resource(LISTENER, name, { protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-2016-08", certificateArn: "arn" });

/** Waivers in a file, as those who use a pack write them. */
function withWaivers(
  list: readonly object[],
  use: (environment: Record<string, string>) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "estate-waivers-"));
  const file = join(folder, "waivers.json");
  writeFileSync(file, JSON.stringify(list));
  return use({ ESTATE_WAIVERS: file }).finally(() => rmSync(folder, { recursive: true }));
}

const WAIVER = {
  ...{ rule: RULE, stack: "shop-prod", resource: `${LISTENER}::old`, owner: "edge-team", expires: expiry() },
  reason: "Devices in the warehouses know no newer version.",
};

/** A pack has the clock of the machine that it runs on. */
function expiry(): string {
  return new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, "2026-11-21".length);
}

describe("a pack's configuration over the protocol", () => {
  let analyzer: Analyzer | undefined;

  afterEach(() => analyzer?.stop());

  const refusals = async (target: PolicyResource): Promise<readonly string[]> =>
    (await analyzer?.analyze(target))?.map(({ policyname }) => policyname) ?? [];

  it("remediates what a rule at the level remediate objects to, and leaves alone what a waiver covers", () =>
    withWaivers([WAIVER], async (environment) => {
      analyzer = await Analyzer.start("exposure", "shop-prod", environment);
      deepEqual(await analyzer.remediate(insecure("new")), []);
      await analyzer.configure({ [RULE]: { enforcementLevel: "remediate" } });
      const [remedy, ...others] = await analyzer.remediate(insecure("new"));
      equal(remedy?.policy, RULE);
      match(JSON.stringify(remedy?.props), /"sslPolicy":"ELBSecurityPolicy-TLS13/);
      deepEqual(others, []);
      deepEqual(await analyzer.remediate(insecure("old")), []);
    }));

  it("takes thresholds and levels by policy, as the engine hands them over", async () => {
    analyzer = await Analyzer.start("logging", "shop-prod");
    const group = resource("aws:cloudwatch/logGroup:LogGroup", "orders", { retentionInDays: 60, kmsKeyId: "key" });
    const judged = async () =>
      (await analyzer?.analyze(group))?.map(({ policyname, enforcementlevel }) => [policyname, enforcementlevel]);
    deepEqual(await judged(), []);
    await analyzer.configure({ "log-group-keeps-logs": { enforcementLevel: "mandatory", logRetentionDays: 90 } });
    deepEqual(await judged(), [["log-group-keeps-logs", EnforcementLevel.MANDATORY]]);
    await analyzer.configure({ "log-group-keeps-logs": { enforcementLevel: "advisory", logRetentionDays: 90 } });
    deepEqual(await judged(), [["log-group-keeps-logs", EnforcementLevel.ADVISORY]]);
    await analyzer.configure({ "log-group-keeps-logs": { enforcementLevel: "disabled" } });
    deepEqual(await judged(), []);
  });

  it("takes a user's waivers by ESTATE_WAIVERS, and refuses what they do not cover", () =>
    withWaivers([WAIVER], async (environment) => {
      analyzer = await Analyzer.start("exposure", "shop-prod", environment);
      deepEqual(await refusals(insecure("old")), []);
      deepEqual(await refusals(insecure("new")), [RULE]);
    }));

  it("fails when the waivers cannot be read: the pack does not start, and says why", () =>
    withWaivers([{ rule: RULE }], async (environment) => {
      const started = Analyzer.start("exposure", "shop-prod", environment);
      await started.then(
        (one) => {
          one.stop();
          throw new Error("the pack started");
        },
        (error: Error) => match(error.message, /ESTATE_WAIVERS names .*waivers\.json: 0\.stack/),
      );
    }));
});

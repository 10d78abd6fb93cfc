import { deepEqual, equal, match, ok } from "node:assert/strict";
import { composePlan } from "../../planner/plan/compose";
import type { PolicySummary, StackPlan } from "../../planner/plan/document";
import { renderPlan } from "../../planner/plan/render";
import { fails } from "../../planner/plan/verdict";
import { recordProgram } from "../../planner/recorder";
import { reportPage } from "../../planner/report";
import { painter } from "../../planner/terminal/style";
import { resource } from "../policies/cases/resource";

const JUDGING = { packs: [], preview: false, today: "2026-11-21" };
const { urn } = resource("aws:s3/bucket:Bucket", "shop-receipts", {});
const VIOLATION = {
  ...{ pack: "exposure", rule: "bucket-is-closed", urn, path: "acl", level: "mandatory" },
  ...{ message: "acl is public-read; wanted: private.", fix: "Leave acl out." },
};
const DOUBT = { pack: "exposure", rule: "bucket-has-key", urn, path: "key", message: "the value is not known yet" };

/** A plan of nothing, with a judgement. */
async function planned(policy: Partial<PolicySummary>): Promise<StackPlan> {
  const recording = await recordProgram(() => ({}), { stack: "shop-prod" });
  const plan = composePlan({ name: "shop-prod", system: "shop", environment: "prod" }, recording, undefined, JUDGING);
  return { ...plan, policy: { ...plan.policy, evaluated: 3, ...policy } };
}

async function text(policy: Partial<PolicySummary>): Promise<string> {
  const shown = renderPlan(await planned(policy), { paint: painter({}), tree: false });
  deepEqual(
    shown.split("\n").filter((line) => line.length > 100),
    [],
  );
  return shown;
}

const PREVIEW = { evaluated: 3, undecided: [DOUBT], violations: [VIOLATION] };

describe("policies in a plan", () => {
  it("name the resource of a finding, what is wrong, and the fix", async () => {
    match(
      await text({ violations: [VIOLATION] }),
      / {4}mandatory bucket-is-closed \(1\)\n {6}aws:s3\/bucket:Bucket shop-receipts\n {8}acl is public-read; .*\n {6}Fix: Leave acl out\./,
    );
  });

  it("list what is undecided and what is waived, and not only how many", async () => {
    const waived = { pack: "exposure", rule: "bucket-is-closed", urn, reason: "r", owner: "o", expires: "2027-06-30" };
    const shown = await text({ undecided: [DOUBT], waived: [waived] });
    match(shown, /undecided bucket-has-key \(1\)\n {6}aws:s3\/bucket:Bucket shop-receipts\n {8}key the value is not/);
    match(shown, /waived bucket-is-closed \(1\)\n {6}until 2027-06-30: aws:s3\/bucket:Bucket shop-receipts/);
  });

  it("show a remedy as a diff, for a terminal and for a browser", async () => {
    const changes = [{ path: "acl", before: "public-read", after: "private" }];
    const remediations = [{ pack: "exposure", rule: "bucket-is-closed", urn, changes }];
    match(await text({ remediations }), /Bucket shop-receipts\n {8}- acl: "public-read"\n {8}\+ acl: "private"/);
    const page = await reportPage([await planned({ remediations })]);
    match(page, /<pre>- acl: &quot;public-read&quot;\n\+ acl: &quot;private&quot;<\/pre>/);
  });

  it("count and show what only a preview's values violate, and list by rule what they leave open", async () => {
    const shown = await text({ preview: PREVIEW });
    match(shown, /Policies, by what a preview knows: 1 violation in 3; 1 undecided\./);
    match(shown, /Findings by what a preview knows\n {4}mandatory bucket-is-closed/);
    match(shown, /Undecided by what a preview knows.*\n {4}bucket-has-key \(1\)/);
    const page = await reportPage([await planned({ preview: PREVIEW })]);
    match(page, /mandatory, in a preview<\/td><td>shop-receipts/);
    match(page, /bucket-has-key<\/th><td>shop-receipts<\/td><td>key<\/td>/);
  });

  it("say the same violation once where complete values show it too", async () => {
    const shown = await text({ violations: [VIOLATION], preview: PREVIEW });
    equal(shown.match(/acl is public-read/g)?.length, 1);
  });

  it("fail the plan where they are mandatory, by complete values or by a preview's, or a waiver is at fault", async () => {
    equal(fails(await planned({})), false);
    equal(fails(await planned({ violations: [{ ...VIOLATION, level: "advisory" }] })), false);
    ok(fails(await planned({ violations: [VIOLATION] })));
    ok(fails(await planned({ preview: PREVIEW })));
    ok(fails(await planned({ waiverFindings: [{ message: "the waiver of r for b expired on 2026-11-20" }] })));
    match(
      await text({ waiverFindings: [{ message: "the waiver of r for b expired on 2026-11-20" }] }),
      /1 waiver at fault\.[\s\S]*mandatory: the waiver of r for b expired on 2026-11-20/,
    );
  });
});

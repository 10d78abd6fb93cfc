import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import {
  type EvaluateOptions,
  environmentOfStack,
  evaluate,
  isProduction,
  type Judge,
  type Node,
  type Pack,
  type PolicyResource,
  parseWaivers,
  type Rule,
  resolveSettings,
  resourceRule,
  Secret,
  type Subject,
  UNKNOWN,
  type Waiver,
} from "../../policies/engine";
import { PACKS } from "../../policies/packs";
import { WAIVERS } from "../../policies/waivers";
import { resource, urnOf } from "./cases/resource";

const TABLE = "aws:dynamodb/table:Table";

/** A rule that wants `on` to be true, and breaks on `boom`. */
function rule(id: string, more: Partial<Rule> = {}): Rule {
  const made = resourceRule({
    id,
    title: "Tables are on",
    why: "A table that is off answers nobody.",
    fix: { text: "Set on.", code: "on: true" },
    severity: "high",
    frameworks: [],
    types: [TABLE],
    check: (subject: Subject, judge: Judge) => {
      const node: Node = subject.get("on");
      if (subject.get("boom").flag() === true) {
        throw new Error("boom");
      }
      if (subject.get("off").flag() === true) {
        judge.skip("it is off on purpose");
        return;
      }
      judge.require(node.flag() === true, node, "true");
    },
  });
  return { ...made, ...more };
}

function pack(name: string, ...rules: readonly Pack["rules"][number][]): Pack {
  return { name, title: name, description: name, rules };
}

const table = (name: string, props: object): PolicyResource => resource(TABLE, name, props);
const OPTIONS = { packs: [pack("one", { rule: rule("tables-are-on") })], environment: "prod", today: "2026-11-21" };

const judge = (resources: readonly PolicyResource[], options: Partial<EvaluateOptions> = {}) =>
  evaluate(resources, { ...OPTIONS, ...options });

describe("evaluate", () => {
  it("tells four outcomes apart", () => {
    const report = judge([
      table("good", { on: true }),
      table("bad", { on: false }),
      table("off", { off: true }),
      table("soon", { on: UNKNOWN }),
      resource("aws:sqs/queue:Queue", "other", {}),
    ]);
    deepEqual(report.outcomes, { pass: 1, violation: 1, "not applicable": 1, undecided: 1 });
    equal(report.evaluated, 3);
    deepEqual(
      report.undecided.map(({ urn, path }) => [urn, path]),
      [[urnOf(TABLE, "soon"), "on"]],
    );
  });

  it("names path, value, expectation and fix", () => {
    deepEqual(judge([table("bad", { on: "no" })]).violations, [
      {
        pack: "one",
        rule: "tables-are-on",
        level: "mandatory",
        urn: urnOf(TABLE, "bad"),
        path: "on",
        value: "no",
        expected: "true",
        message: 'on is "no"; wanted: true.',
        fix: "Set on.",
      },
    ]);
  });

  it("sees through secrets and never shows them", () => {
    equal(judge([table("good", { on: new Secret(true) })]).outcomes.pass, 1);
    equal(judge([table("bad", { on: new Secret("hunter2") })]).violations[0]?.value, "[secret]");
  });

  it("counts a rule that fails as undecided, not as a pass", () => {
    match(judge([table("bad", { boom: true })]).undecided[0]?.reason ?? "", /the rule failed.*boom/);
  });

  it("gives the same report for the same input", () => {
    const resources = [table("a", { on: false }), table("b", {})];
    equal(JSON.stringify(judge(resources)), JSON.stringify(judge(resources)));
  });
});

describe("levels", () => {
  const levelOf = (options: Partial<EvaluateOptions>) => judge([table("bad", {})], options).violations[0]?.level;

  it("come from the rule's severity, the pack, the environment and the settings, in this order", () => {
    equal(levelOf({}), "mandatory");
    equal(levelOf({ packs: [pack("one", { rule: rule("tables-are-on", { severity: "low" }) })] }), "advisory");
    const entry = { rule: rule("tables-are-on"), environments: { dev: "advisory" as const } };
    equal(levelOf({ packs: [pack("one", entry)], environment: "dev" }), "advisory");
    equal(levelOf({ settings: { levels: { "tables-are-on": "advisory" } } }), "advisory");
    equal(levelOf({ settings: { levels: { "tables-are-on": "disabled" } } }), undefined);
    equal(levelOf({ settings: { environments: { prod: { levels: { "tables-are-on": "advisory" } } } } }), "advisory");
  });

  it("judge a rule of two packs once, at the stricter level", () => {
    const packs = [pack("one", { rule: rule("r-one"), level: "advisory" }), pack("two", { rule: rule("r-one") })];
    deepEqual(
      judge([table("bad", {})], { packs }).violations.map(({ pack: name, level }) => [name, level]),
      [["one", "mandatory"]],
    );
  });
});

describe("settings", () => {
  it("lay the environment's own over the general ones, and those over the defaults", () => {
    const settings = {
      thresholds: { backupRetentionDays: 14, keyRotationDays: 30 },
      environments: { prod: { thresholds: { backupRetentionDays: 35 } } },
    };
    const { thresholds } = resolveSettings(settings, "prod");
    deepEqual([thresholds.backupRetentionDays, thresholds.keyRotationDays, thresholds.logRetentionDays], [35, 30, 30]);
  });

  it("fails when a threshold does not exist or makes no sense", () => {
    throws(() => resolveSettings({ thresholds: { backupDays: 3 } } as object, "prod"), /backupDays/);
    throws(() => resolveSettings({ thresholds: { backupRetentionDays: -1 } }, "prod"), /backupRetentionDays/);
    throws(() => resolveSettings({ levels: { x: "strict" } } as object, "prod"), /levels/);
  });
});

describe("environments", () => {
  const thresholds = { productionEnvironments: ["prod", "production"] };

  it("are the last word of a stack's name that names one, else its last word", () => {
    deepEqual(["shop-prod", "shop-prod-eu", "dev", "shop-staging-2", "shop-live", "shop"].map(environmentOfStack), [
      ...["prod", "prod", "dev", "staging", "live", "shop"],
    ]);
  });

  it("count as production unless they are known not to be, so that no name relaxes a rule", () => {
    const production = (name: string) => isProduction(name, thresholds);
    deepEqual(["prod", "live", "eu", "blue", ""].map(production), [true, true, true, true, true]);
    deepEqual(["dev", "test", "staging", "sandbox", "qa"].map(production), [false, false, false, false, false]);
    ok(isProduction("staging", { productionEnvironments: ["staging"] }));
  });
});

describe("waivers", () => {
  const waiver: Waiver = {
    rule: "tables-are-on",
    stack: "shop-prod",
    resource: `${TABLE}::bad`,
    reason: "The table is switched on by the migration of next month.",
    owner: "orders-team",
    expires: "2026-12-31",
  };
  const problems = (changes: Partial<Waiver>, resources = [table("bad", {})]): readonly string[] =>
    judge(resources, { waivers: [{ ...waiver, ...changes }] }).waiverFindings.map(({ problem }) => problem);

  it("may be shared by systems, of which some lack the resource", () => {
    const shared = ["shop-*", "market-*"];
    deepEqual(problems({ stack: shared }), []);
    deepEqual(problems({ stack: shared }, [table("other", { on: true })]), []);
    deepEqual(problems({ stack: shared }, [table("bad", { on: true })]), ["matches no finding: take it out"]);
    equal(judge([table("bad", {})], { waivers: [{ ...waiver, stack: ["market-*"] }] }).violations.length, 1);
    deepEqual(problems({ stack: [] }), ["names no stack"]);
  });

  it("take a violation out of the findings and keep it in the report", () => {
    const report = judge([table("bad", {})], { waivers: [waiver] });
    deepEqual([report.violations.length, report.waived.length, report.waiverFindings.length], [0, 1, 0]);
    equal(report.waived[0]?.waiver.owner, "orders-team");
  });

  it("do not count once they have expired", () => {
    equal(judge([table("bad", {})], { waivers: [{ ...waiver, expires: "2026-11-20" }] }).violations.length, 1);
    deepEqual(problems({ expires: "2026-11-20" }), ["expired on 2026-11-20"]);
  });

  it("are findings themselves where they are vague, unused, endless or too broad", () => {
    match(problems({ reason: "later" })[0] ?? "", /no reason/);
    match(problems({ owner: "" })[0] ?? "", /no owner/);
    match(problems({ expires: "soon" })[0] ?? "", /expiry date/);
    match(problems({ expires: "2036-01-01" })[0] ?? "", /lasts longer/);
    match(problems({ rule: "no-such-rule" })[0] ?? "", /does not exist/);
    match(problems({}, [table("bad", { on: true })])[0] ?? "", /matches no finding/);
    match(problems({ resource: `${TABLE}::*` }, [table("a", {}), table("b", {})])[0] ?? "", /covers 2 resources/);
  });

  it("speak of their own stack only", () => {
    deepEqual(problems({ stack: "shop-dev" }), []);
    deepEqual(problems({ stack: "shop-dev", expires: "2026-11-20" }), []);
    deepEqual(problems({ stack: ["shop-dev", "market-*"], reason: "later" }), []);
    equal(judge([table("bad", {})], { waivers: [{ ...waiver, stack: "shop-dev" }] }).violations.length, 1);
  });
});

describe("waivers of somebody's own", () => {
  const waiver = {
    rule: "tables-are-on",
    stack: "shop-prod",
    resource: "*",
    reason: "It is off on purpose, by contract.",
  };

  it("are read from JSON", () => {
    const list = [{ ...waiver, owner: "orders-team", expires: "2026-12-31" }];
    deepEqual(parseWaivers(JSON.stringify(list)), list);
  });

  it("fails when one lacks something, naming which and what", () => {
    throws(() => parseWaivers(JSON.stringify([waiver])), /0\.owner: .*; 0\.expires: has no expiry date/);
    throws(() => parseWaivers("{}"), /the file: /);
  });

  it("are not ours: ours stay silent in a foreign stack, however long they have expired", () => {
    const options = { packs: PACKS, stack: "shop-prod", today: "2036-01-01", waivers: WAIVERS };
    deepEqual(judge([table("bad", {})], options).waiverFindings, []);
  });
});

describe("remediation", () => {
  it("leaves alone what a waiver covers", () => {
    const remedy = rule("tables-are-on", { remediate: (subject) => ({ ...subject.resource.props, on: true }) });
    const waiver = {
      ...{ rule: "tables-are-on", stack: "shop-prod", resource: `${TABLE}::bad`, owner: "orders-team" },
      ...{ reason: "It is off on purpose, by contract.", expires: "2026-12-31" },
    };
    const packs = [pack("one", { rule: remedy, level: "remediate" })];
    const report = judge([table("bad", { on: false }), table("worse", { on: false })], { packs, waivers: [waiver] });
    deepEqual(
      report.remediations.map(({ urn }) => urn),
      [urnOf(TABLE, "worse")],
    );
  });

  it("shows what it would change as a diff", () => {
    const remedy = rule("tables-are-on", { remediate: (subject) => ({ ...subject.resource.props, on: true }) });
    const report = judge([table("bad", { on: false })], { packs: [pack("one", { rule: remedy, level: "remediate" })] });
    deepEqual(report.remediations[0]?.changes, [{ path: "on", before: false, after: true }]);
  });
});

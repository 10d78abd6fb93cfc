import { type AlarmSpec, EncryptionKey } from "../../../components/core";
import { Observability, SpendingBudget } from "../../../components/observability";
import { assertMentions, failureOf } from "../core/support";

const spec: AlarmSpec = {
  key: "errors",
  summary: "Runs fail.",
  severity: "page",
  metric: { namespace: "AWS/Lambda", name: "Errors", dimensions: {}, statistic: "Sum" },
  comparison: "above",
  threshold: 1,
};

async function watchFailure(...specs: readonly AlarmSpec[]): Promise<string> {
  const program = () => void new Observability("shop").watch({ alarmSource: "events", alarms: () => specs });
  return failureOf(program, "aws:cloudwatch/metricAlarm:MetricAlarm");
}

describe("Observability fails when", () => {
  it("its own arguments are wrong, all of them at once", async () => {
    const program = () =>
      void new Observability("shop", {
        prefix: "shop prod",
        retentionDays: 31,
        subscriptions: {
          page: { oncall: { protocol: "email", endpoint: "https://example.com" } },
          ticket: { hook: { protocol: "https", endpoint: "http://example.com" } },
        },
      });
    assertMentions(await failureOf(program, "aws:sns/topic:Topic"), [
      'Observability "shop" has 4 faults in its arguments',
      'subscriptions.page.oncall.endpoint: given "https://example.com"; allowed: an e-mail address.',
      'subscriptions.ticket.hook.endpoint: given "http://example.com"; allowed: an address that begins with "https://".',
      "retentionDays: given 31; allowed: one of 1, 3, 5, 7, 14, 30,",
      'prefix: given "shop prod"',
    ]);
  });

  it("its key does not serve what sends the messages", async () => {
    const program = () => {
      const key = new EncryptionKey("shop-data", { description: "Shop data", services: ["logs"] });
      new Observability("shop", { key });
    };
    assertMentions(await failureOf(program, "aws:sns/topic:Topic"), [
      'key.services: given ["logs"]; allowed: a key that serves logs, cloudwatch.amazonaws.com, budgets.amazonaws.com.',
      'add cloudwatch.amazonaws.com, budgets.amazonaws.com to the services of EncryptionKey "shop-data"',
    ]);
  });

  it("an alarm breaks a limit of CloudWatch", async () => {
    const message = await watchFailure({
      ...spec,
      summary: "x".repeat(1025),
      periodSeconds: 45,
      evaluationPeriods: 0,
      datapointsToAlarm: 2,
      metric: {
        ...spec.metric,
        dimensions: Object.fromEntries(Array.from({ length: 31 }, (_, index) => [`d${index}`, "x"])),
      },
    });
    assertMentions(message, [
      "has 5 faults in its arguments",
      "events.alarms.errors.summary:",
      "events.alarms.errors.periodSeconds: given 45; allowed: 10, 20, 30 or a multiple of 60.",
      "events.alarms.errors.evaluationPeriods: given 0; allowed: at least 1, and at most 86400 seconds together",
      "events.alarms.errors.datapointsToAlarm: given 2; allowed: 1 to 0, the periods looked at.",
      "events.alarms.errors.metric.dimensions: given 31; allowed: up to 30 dimensions.",
    ]);
  });

  it("an alarm looks back further than CloudWatch does", async () => {
    const message = await watchFailure({ ...spec, periodSeconds: 300, evaluationPeriods: 289 });
    assertMentions(message, ["events.alarms.errors.evaluationPeriods: given 289"]);
  });

  it("two alarms of a component have one key", async () => {
    assertMentions(await watchFailure(spec, spec), [
      'events.alarms: given "errors"; allowed: a key that no other alarm',
    ]);
  });

  it("a component declares no alarm, or more than a composite takes", async () => {
    assertMentions(await watchFailure(), ['events.alarms: given "0 alarms, a rule of 0 characters"']);
    const many = Array.from({ length: 101 }, (_, index) => ({ ...spec, key: `errors-${index}` }));
    assertMentions(await watchFailure(...many), ["1 to 100 alarms and a rule of up to 10240 characters"]);
  });

  it("a component is watched twice", async () => {
    const program = () => {
      const observability = new Observability("shop");
      const component = { alarmSource: "events", alarms: () => [spec] };
      observability.watch(component);
      observability.watch(component);
    };
    assertMentions(await failureOf(program, "none"), ['watch: given "events"; allowed: each component once.']);
  });

  it("a dashboard would be empty, or its name is none", async () => {
    const program = () => void new Observability("shop").dashboard("all of it");
    assertMentions(await failureOf(program, "aws:cloudwatch/dashboard:Dashboard"), [
      'dashboard: given "shop-all of it"',
      'dashboard: given "0 widgets of 0 components"; allowed: 1 to 500 widgets. To fix: watch components before',
    ]);
  });

  it("a log group's settings are wrong", async () => {
    const program = () =>
      void new Observability("shop").logGroup("backend", {
        path: "aws/backend",
        retentionDays: 2,
        anomalies: { visibilityDays: 100 },
      });
    assertMentions(await failureOf(program, "aws:cloudwatch/logGroup:LogGroup"), [
      'logGroup.backend.path: given "aws/backend"',
      "logGroup.backend.retentionDays: given 2",
      "logGroup.backend.anomalies.visibilityDays: given 100; allowed: whole days from 7 to 90.",
    ]);
  });
});

describe("SpendingBudget fails when", () => {
  it("its figures are none", async () => {
    const program = () => {
      const observability = new Observability("shop");
      new SpendingBudget("month", { monthlyUsd: 0, observability, thresholds: [{ percent: -1, of: "actual" }] });
    };
    assertMentions(await failureOf(program, "aws:budgets/budget:Budget"), [
      'SpendingBudget "month" has 2 faults',
      "monthlyUsd: given 0",
      "thresholds.0.percent: given -1",
    ]);
  });
});

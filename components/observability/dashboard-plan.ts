import * as pulumi from "@pulumi/pulumi";
import { Faults } from "../core";
import type { AlarmPlan } from "./alarms-plan";

/** Most widgets of one dashboard (public notes on CloudWatch's quotas, read 2026-11). */
export const WIDGET_LIMIT = 500;
/** Most alarms that one alarm widget shows (public notes on CloudWatch's quotas, read 2026-11). */
export const ALARM_WIDGET_LIMIT = 100;
/** Longest name of a dashboard, in characters (CloudWatch API, `PutDashboard`, read 2026-11). */
export const DASHBOARD_NAME_LIMIT = 255;

/** The grid is 24 units wide ("Dashboard body structure"); three graphs stand side by side. */
const GRID = { width: 24, graph: 8, graphHeight: 6, headingHeight: 2, alarmsHeight: 3 } as const;

/** What a dashboard shows of one component. */
export interface DashboardSection {
  readonly source: string;
  readonly alarms: readonly { readonly plan: AlarmPlan; readonly arn: pulumi.Input<string> }[];
}

type Widget = Readonly<Record<string, unknown>>;

/**
 * Checks what a dashboard would show.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function checkDashboard(component: string, name: string, sections: readonly DashboardSection[]): void {
  const faults = new Faults("Observability", component);
  faults.check(/^[A-Za-z0-9_-]+$/.test(name) && name.length <= DASHBOARD_NAME_LIMIT, {
    property: "dashboard",
    given: name,
    allowed: `letters, digits, "_" and "-", up to ${DASHBOARD_NAME_LIMIT} characters`,
    fix: "rename the dashboard",
  });
  const widgets = sections.reduce((sum, section) => sum + 2 + section.alarms.length, 0);
  faults.check(widgets > 0 && widgets <= WIDGET_LIMIT, {
    property: "dashboard",
    given: `${widgets} widgets of ${sections.length} components`,
    allowed: `1 to ${WIDGET_LIMIT} widgets`,
    fix:
      widgets === 0 ? "watch components before the dashboard is made" : "name the components of each of two dashboards",
  });
  faults.throwIfAny();
}

/**
 * A dashboard's body: per component a heading, the state of its alarms, and a graph per alarm with its threshold. The same
 * components in the same order give the same text.
 *
 * @param region where the metrics are
 */
export function dashboardBody(
  region: pulumi.Input<string>,
  sections: readonly DashboardSection[],
): pulumi.Output<string> {
  const widgets: Widget[] = [];
  let y = 0;
  for (const section of sections) {
    widgets.push(heading(section.source, y));
    y += GRID.headingHeight;
    widgets.push(alarmStates(section, y));
    y += GRID.alarmsHeight;
    widgets.push(...section.alarms.map(({ plan }, index) => graph(plan, region, index, y)));
    y += Math.ceil(section.alarms.length / (GRID.width / GRID.graph)) * GRID.graphHeight;
  }
  return pulumi.jsonStringify({ widgets });
}

function heading(source: string, y: number): Widget {
  const place = { x: 0, y, width: GRID.width, height: GRID.headingHeight };
  return { type: "text", ...place, properties: { markdown: `## ${source}`, background: "transparent" } };
}

function alarmStates(section: DashboardSection, y: number): Widget {
  const place = { x: 0, y, width: GRID.width, height: GRID.alarmsHeight };
  const alarms = section.alarms.slice(0, ALARM_WIDGET_LIMIT).map(({ arn }) => arn);
  return { type: "alarm", ...place, properties: { title: `Alarms of ${section.source}`, alarms } };
}

function graph(plan: AlarmPlan, region: pulumi.Input<string>, index: number, y: number): Widget {
  const perRow = GRID.width / GRID.graph;
  const { metric, key, threshold, severity } = plan.spec;
  const dimensions = Object.entries(metric.dimensions).flat();
  return {
    type: "metric",
    x: (index % perRow) * GRID.graph,
    y: y + Math.floor(index / perRow) * GRID.graphHeight,
    width: GRID.graph,
    height: GRID.graphHeight,
    properties: {
      title: key,
      view: "timeSeries",
      region,
      stat: metric.statistic,
      period: plan.periodSeconds,
      metrics: [[metric.namespace, metric.name, ...dimensions]],
      annotations: { horizontal: [{ label: severity, value: threshold }] },
    },
  };
}

import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import type { StackPlan } from "../../planner/plan/document";
import { drawDiagram } from "../../planner/report";
import { type Graph, graphOf } from "../../planner/report/graph";
import { HOSTILE, planShop } from "./shop";

describe("a stack's diagram", () => {
  let plan: StackPlan;
  let graph: Graph;

  before(async () => {
    plan = await planShop();
    graph = graphOf(plan);
  });

  const titleOf = (id: string): string => graph.boxes.find((box) => box.id === id)?.title ?? id;

  it("shows components as boxes, the network as frames, and what nobody groups by service", () => {
    const boxes = graph.boxes.map((box) => `${box.kind}: ${box.title}`);
    deepEqual(boxes.sort(), [
      "component: 2 resources",
      "component: shop-data",
      "component: shop-edge",
      "component: shop-key",
      "component: shop-writer",
      "outside: Internet",
      "part: 2 NAT gateways",
      "part: Internet gateway",
      "part: VPC endpoints",
    ]);
    deepEqual(
      graph.frames.map(({ kind, title, detail }) => `${kind}: ${title} ${detail}`.trim()),
      [
        "cloud: AWS",
        "network: VPC shop-network 10.0.0.0/16",
        "tier: public subnets 10.0.16.0/21 us-east-1a  ·  10.0.48.0/21 us-east-1b",
        "tier: private subnets 10.0.0.0/20 us-east-1a  ·  10.0.32.0/20 us-east-1b",
      ],
    );
  });

  it("joins boxes by streams, permissions, routes and exposure", () => {
    deepEqual(
      graph.arrows
        .filter((arrow) => arrow.kind !== "dependency")
        .map((arrow) => `${titleOf(arrow.from)} → ${titleOf(arrow.to)}: ${arrow.kind} ${arrow.label}`)
        .sort(),
      [
        "2 NAT gateways → Internet gateway: connection 0.0.0.0/0",
        "Internet → shop-edge: exposure https, from the edge",
        "shop-data → shop-writer: event stream",
      ],
    );
  });

  it("says in the key's box what it encrypts, in place of an arrow to everything", () => {
    const key = graph.boxes.find((box) => box.title === "shop-key");
    deepEqual(key?.lines, ["KMS key", "encrypts 3 components"]);
    ok(!graph.arrows.some((arrow) => titleOf(arrow.to) === "shop-key"));
  });

  it("names the tables", () => {
    deepEqual(graph.boxes.find((box) => box.title === "shop-data")?.lines, [
      "DynamoDB: data-table-orders,",
      "data-table-products",
    ]);
  });

  it("is the same byte for byte when drawn again", async () => {
    equal((await drawDiagram(plan)).text, (await drawDiagram(plan)).text);
  });

  it("is whole, and refers to nothing outside of itself", async () => {
    const { text } = await drawDiagram(plan);
    match(text, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    doesNotMatch(text, /href=|url\(|<script|<image|@import|NaN|undefined/);
    match(text, /<title>shop-dev: \d+ components/);
    match(text, /prefers-color-scheme:dark/);
  });

  it("fails when a hostile name gets through: it is text and nothing else", async () => {
    const hostile: StackPlan = {
      ...plan,
      resources: plan.resources.map((one) => (one.name === "shop-data" ? { ...one, name: HOSTILE } : one)),
    };
    const { text } = await drawDiagram(hostile);
    match(text, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
    doesNotMatch(text, /<script|<img/);
  });

  it("stays readable for an empty stack", async () => {
    match((await drawDiagram({ ...plan, resources: [], permissions: [], exposure: [] })).text, /<svg /);
  });
});

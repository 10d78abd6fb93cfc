import type { PlannedResource, StackPlan } from "../../plan/document";
import { clip } from "../../terminal/table";
import { accessArrows, trustArrows } from "./access";
import type { Boxes } from "./boxes";
import { connectionArrows } from "./connections";
import { eventArrows } from "./events";
import type { Arrow, ArrowKind, Box } from "./model";

/** The box that stands for everybody on the internet. */
export const INTERNET = "outside:internet";

/** One relation between two resources, before it is drawn between their boxes. */
export interface Relation {
  /** A URN, or the id of a box outside of the estate. */
  readonly from: string;
  readonly to: string;
  readonly kind: ArrowKind;
  readonly label: string;
  /** Who is outside, where one of the ends is. */
  readonly outside?: { readonly id: string; readonly title: string; readonly subtitle: string };
}

/** The stronger statement about two boxes hides the weaker one. */
const STRENGTH: readonly ArrowKind[] = ["exposure", "event", "connection", "access", "dependency"];

/** Types whose relations are counted in a line of their box, because arrows to everything say nothing. */
const WATCHING =
  /^aws:cloudwatch\/(metricAlarm|compositeAlarm|dashboard|logGroup|queryDefinition)|^aws:sns\/topicPolicy/;
const KEYS = /^aws:kms\/|^gcp:kms\/|^azure-native:keyvault:Key/;
/** Dependencies on these are how a cloud works and not how the estate does. */
const READS = /^(reads|reads stream|receives|, )+$/;
const PLUMBING = /^gcp:projects\/service|^azure-native:resources:ResourceGroup|^pulumi:providers:/;

/** What joins the boxes of a stack. */
export function findArrows(
  plan: StackPlan,
  boxes: Boxes,
): {
  readonly arrows: readonly Arrow[];
  readonly outside: readonly Box[];
  readonly notes: ReadonlyMap<string, string>;
} {
  const { resources } = boxes;
  const relations: Relation[] = [
    ...exposureArrows(plan, boxes),
    ...egressArrows(boxes),
    ...connectionArrows(resources),
    ...eventArrows(resources),
    ...accessArrows(plan, resources),
    ...trustArrows(resources),
  ];
  const all = joined(relations, boxes);
  const started = new Set(all.flatMap(({ from, to, kind }) => (kind === "event" ? [`${to} ${from}`] : [])));
  // Whoever is started by a stream also reads it: one arrow says both.
  const strong = all.filter(
    ({ from, to, kind, label }) => !(kind === "access" && started.has(`${from} ${to}`) && READS.test(label)),
  );
  const { weak, notes } = dependencies(boxes);
  const joinedPairs = new Set(strong.flatMap(({ from, to }) => [`${from} ${to}`, `${to} ${from}`]));
  const placed = new Set(strong.flatMap(({ from, to }) => [from, to]));
  // Where both ends have arrows that say more, what is built from what is noise.
  const telling = weak.filter(
    ({ from, to }) => !joinedPairs.has(`${from} ${to}`) && !(placed.has(from) && placed.has(to)),
  );
  const arrows = [...strong, ...telling];
  const outside = new Map(
    relations.flatMap((one) => (one.outside === undefined ? [] : [[one.outside.id, one.outside]])),
  );
  return {
    arrows,
    notes,
    outside: [...outside.values()]
      .filter(({ id }) => arrows.some(({ from, to }) => from === id || to === id))
      .map((one) => ({ ...one, kind: "outside", lines: [], resources: 0 })),
  };
}

/** Who can be reached from outside; an address that the stack itself holds is not outside. */
function exposureArrows(plan: StackPlan, { resources }: Boxes): readonly Relation[] {
  const outside = { id: INTERNET, title: "Internet", subtitle: "customers, partners, administrators" };
  const networks = new Map(
    resources.ofType("gcp:compute/subnetwork:Subnetwork").map(({ inputs, urn }) => [inputs["ipCidrRange"], urn]),
  );
  return plan.exposure.map(({ urn, from, what }) => {
    const own = resources.named(from.replace(/\/32$/, "")) ?? networks.get(from);
    // A rule may belong to somebody else than the group that it opens.
    const group = resources.byUrn.get(urn)?.inputs["securityGroupId"];
    const to = (typeof group === "string" ? resources.named(group) : undefined) ?? urn;
    return own === undefined
      ? { from: INTERNET, to, kind: "exposure", label: from === "internet" ? what : `${what} (${from})`, outside }
      : { from: own, to, kind: "connection", label: what };
  });
}

/** The way out of private subnets: what stands there → NAT → internet gateway. */
function egressArrows({ boxes, resources, ownerOf }: Boxes): readonly Relation[] {
  return resources.ofType("aws:ec2/natGateway:NatGateway").flatMap((nat) => {
    const gateway = resources.ofType("aws:ec2/internetGateway:InternetGateway")[0]?.urn;
    const tier = ownerOf(nat.urn)?.replace(/#public#nat$/, "#private");
    const way = { kind: "connection" as const, label: "0.0.0.0/0" };
    const running = new Set(resources.ofType("aws:lambda/function:Function").map(({ urn }) => ownerOf(urn)));
    const clusters = new Set(resources.ofType("aws:eks/cluster:Cluster").map((cluster) => ownerOf(cluster.urn)));
    return [
      ...boxes
        .filter((box) => clusters.has(box.id) || (box.within === tier && running.has(box.id)))
        .map((box) => ({ ...way, from: box.id, to: nat.urn })),
      ...(gateway === undefined ? [] : [{ ...way, from: nat.urn, to: gateway }]),
    ];
  });
}

/** One arrow for each two boxes and direction: the strongest kind, with the labels of that kind. */
function joined(relations: readonly Relation[], boxes: Boxes): readonly Arrow[] {
  const ids = new Set(boxes.boxes.map((box) => box.id));
  const pairs = new Map<string, { from: string; to: string; kind: ArrowKind; labels: Set<string> }>();
  for (const relation of relations) {
    const [from, to] = [relation.from, relation.to].map((end) =>
      end.startsWith("outside:") || ids.has(end) ? end : boxes.ownerOf(end),
    );
    const drawn =
      from !== undefined &&
      to !== undefined &&
      from !== to &&
      [from, to].every((end) => end.startsWith("outside:") || ids.has(end));
    if (!drawn) {
      continue;
    }
    const key = `${from} ${to}`;
    const there = pairs.get(key);
    const strength = STRENGTH.indexOf(relation.kind);
    if (there === undefined || strength < STRENGTH.indexOf(there.kind)) {
      pairs.set(key, { from, to, kind: relation.kind, labels: new Set([relation.label]) });
    } else if (there.kind === relation.kind) {
      there.labels.add(relation.label);
    }
  }
  return [...pairs.values()].map(({ from, to, kind, labels }) => ({ from, to, kind, label: labelOf(kind, labels) }));
}

/** Longest label of an arrow, in characters. */
const LABEL_LIMIT = 24;

function labelOf(kind: ArrowKind, labels: ReadonlySet<string>): string {
  // Verbs are collected; anything else is a phrase of its own.
  const parts = kind === "access" ? [...labels].flatMap((label) => label.split(", ")) : [...labels];
  const words = [...new Set(parts)].filter((word) => word !== "").sort();
  const text = words.join(", ");
  return text.length <= LABEL_LIMIT || words.length === 1
    ? clip(text, LABEL_LIMIT)
    : `${clip(words[0] ?? "", LABEL_LIMIT)} …`;
}

/** What is built from what, where nothing stronger is known; keys and alarms become lines in their boxes. */
function dependencies(boxes: Boxes): { readonly weak: readonly Arrow[]; readonly notes: ReadonlyMap<string, string> } {
  const { resources } = boxes;
  const drawn = new Set(boxes.boxes.map((box) => box.id));
  const weak = new Map<string, Arrow>();
  const encrypts = new Map<string, Set<string>>();
  const watches = new Map<string, Set<string>>();
  for (const { resource, target, from, to } of dependencyPairs(boxes)) {
    if (KEYS.test(target.type)) {
      count(encrypts, to, from);
    } else if (WATCHING.test(resource.type)) {
      count(watches, from, to);
    } else if (!WATCHING.test(target.type) && drawn.has(from) && drawn.has(to) && !weak.has(`${to} ${from}`)) {
      weak.set(`${from} ${to}`, { from, to, kind: "dependency", label: "" });
    }
  }
  const notes = new Map<string, string>([...noted("encrypts", encrypts), ...noted("watches", watches)]);
  return { weak: withoutPlacement([...weak.values()], boxes, resources.ofType("aws:eks/cluster:Cluster")), notes };
}

/** Dependencies between resources of different boxes. */
function dependencyPairs(boxes: Boxes): readonly DependencyPair[] {
  const { resources } = boxes;
  const counts = (resource: PlannedResource): boolean => resource.custom && !PLUMBING.test(resource.type);
  return resources.all.filter(counts).flatMap((resource) =>
    resource.dependencies.flatMap((urn) => {
      const target = resources.byUrn.get(urn);
      const [from, to] = [boxes.ownerOf(resource.urn), boxes.ownerOf(urn)];
      return target === undefined || !counts(target) || from === undefined || to === undefined || from === to
        ? []
        : [{ resource, target, from, to }];
    }),
  );
}

interface DependencyPair {
  readonly resource: PlannedResource;
  readonly target: PlannedResource;
  readonly from: string;
  readonly to: string;
}

/** What stands in a cluster's frame needs no arrow to the cluster. */
function withoutPlacement(
  arrows: readonly Arrow[],
  boxes: Boxes,
  clusters: readonly PlannedResource[],
): readonly Arrow[] {
  const places = new Map(boxes.boxes.map((box) => [box.id, box.within]));
  const owners = new Set(clusters.flatMap((cluster) => boxes.ownerOf(cluster.urn) ?? []));
  return arrows.filter(
    ({ from, to }) => !((owners.has(to) || owners.has(from)) && places.get(from) === places.get(to)),
  );
}

function noted(verb: string, counts: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly [string, string])[] {
  return [...counts].map(([box, { size }]) => [box, `${verb} ${size} ${size === 1 ? "component" : "components"}`]);
}

function count(counts: Map<string, Set<string>>, key: string, other: string): void {
  counts.set(key, (counts.get(key) ?? new Set()).add(other));
}

import { resourceRule } from "../../engine";
import { memberOf } from "../shared/remedies";
import { effectiveTags, TAGGED, tagProperty } from "../shared/tags";

export const resourceCarriesTags = resourceRule({
  id: "resource-carries-tags",
  title: "Resources carry the tags that say whose they are",
  why: "A bill without names is paid by everybody and questioned by nobody.",
  fix: {
    text: "Set the tags on the provider (defaultTags, defaultLabels) or on the resource.",
    code: `new aws.Provider("aws", { region, defaultTags: { tags: { system: "shop", environment: "prod", owner: "orders-team" } } });`,
  },
  severity: "low",
  frameworks: [],
  unmapped:
    "Which tags there must be is each organisation's own choice; frameworks ask for an inventory and not for its form.",
  types: TAGGED,
  thresholds: ["requiredTags"],
  guards: [],
  check(subject, judge) {
    const property = subject.get(tagProperty(subject.type));
    const present = effectiveTags(subject);
    const lacking = judge.thresholds.requiredTags.filter((tag) => !present.has(tag));
    if (lacking.length > 0 && property.unknown) {
      judge.doubt(property.path, "the tags are not known yet");
      return;
    }
    judge.require(
      lacking.length === 0,
      property,
      judge.thresholds.requiredTags.join(", "),
      `${subject.name} carries no ${lacking.join(", ")}.`,
    );
  },
  remediate(subject, judge) {
    const property = tagProperty(subject.type);
    const present = effectiveTags(subject);
    const stack = subject.urn.split("::")[0]?.split(":").at(-1) ?? "";
    const known: Readonly<Record<string, string>> = {
      system: subject.urn.split("::")[1] ?? stack,
      environment: judge.circumstances.environment,
      owner: "unowned",
    };
    const added = judge.thresholds.requiredTags
      .filter((tag) => !present.has(tag))
      .map((tag) => [tag, known[tag] ?? "unknown"] as const);
    return {
      ...subject.resource.props,
      [property]: { ...memberOf(subject.resource.props, property), ...Object.fromEntries(added) },
    };
  },
});

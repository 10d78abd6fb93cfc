import { Node, type Rule, stackRule } from "../../engine";
import { REVIEWED_TYPES } from "./reviewed-types";

/** The module of a token, `aws:s3`: a rule for one type of it makes the whole module our business. */
function moduleOf(type: string): string {
  return type.split(/[/:]/).slice(0, 2).join(":");
}

/**
 * A new name for an old thing, such as `BucketV2`, passes every rule that knows the old name only. So a type of a module that
 * rules cover is either handled by a rule or on the list of types that somebody looked at.
 */
export function resourceTypeIsKnown(rules: readonly Rule[]): Rule {
  const guarded = rules.flatMap(({ guards }) => guards.flatMap(({ type }) => type ?? []));
  const handled = new Set([...rules.flatMap(({ types }) => types), ...guarded]);
  const reviewed = new Set(REVIEWED_TYPES);
  const modules = new Set([...handled].filter((type) => !type.startsWith("pulumi:")).map(moduleOf));
  return stackRule({
    id: "resource-type-is-known",
    title: "Every resource is of a type that somebody judged",
    why: "A type that no rule knows passes every rule: silence would look like approval.",
    fix: {
      text: "Add the type to the rules that should judge it, or to the reviewed types where there is nothing to guard.",
      code: `export const REVIEWED_TYPES = ["aws:ec2/eipAssociation:EipAssociation"];`,
    },
    severity: "medium",
    frameworks: [],
    unmapped: "It guards the rules themselves: frameworks assume that a control looks at every resource.",
    types: ["*"],
    check(subject, judge) {
      const covered = modules.has(moduleOf(subject.type));
      if (!covered) {
        judge.skip("no rule covers this module");
        return;
      }
      const known = handled.has(subject.type) || reviewed.has(subject.type);
      judge.require(known, new Node("", subject.type), "a type that rules know", `No rule judges ${subject.type}.`);
    },
  });
}

import { Node, resourceRule } from "../../engine";
import { STATEFUL } from "../shared/types";

export const statefulResourceIsProtected = resourceRule({
  id: "stateful-resource-is-protected",
  title: "Stateful resources in production are protected",
  why: "A protected resource cannot be deleted or replaced by a change of the program that nobody meant.",
  fix: {
    text: "Set the option protect.",
    code: `new dynamodb.Table("orders", { ... }, { parent: this, protect: true });`,
  },
  severity: "medium",
  frameworks: ["SOC2 A1.2"],
  types: STATEFUL,
  guards: [],
  // A view stores nothing.
  applies: (subject, judge) => judge.production && !subject.get("view").present,
  check(subject, judge) {
    const holds = subject.resource.opts.protect === true || subject.resource.opts.retainOnDelete === true;
    judge.require(
      holds,
      new Node("opts.protect", subject.resource.opts.protect ?? false),
      "true",
      `${subject.name} may be deleted by an update.`,
    );
  },
});

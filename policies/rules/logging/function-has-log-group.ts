import { stackRule } from "../../engine";

export const functionHasLogGroup = stackRule({
  id: "function-has-log-group",
  title: "Functions have a log group of their own",
  why: "The group that Lambda makes by itself is kept for ever and encrypted by nobody's key.",
  fix: {
    text: "Make the group /aws/lambda/<name>, or name one in loggingConfig.",
    code: `new lambda.Function("orders", { ..., loggingConfig: { logFormat: "JSON", logGroup: group.name } });`,
  },
  severity: "medium",
  frameworks: ["PCI 10.5.1"],
  types: ["aws:lambda/function:Function"],
  guards: [],
  check(subject, judge, stack) {
    const groups = ["aws:cloudwatch/logGroup:LogGroup"];
    const named = subject.get("loggingConfig.logGroup");
    if (named.present) {
      const known =
        stack.targets(subject, "loggingConfig", groups).length > 0 ||
        stack.targets(subject, "loggingConfig.logGroup", groups).length > 0;
      judge.require(known || named.unknown, named, "a log group of this stack");
      return;
    }
    const names = [subject.get("name"), subject.outputs.get("name")].flatMap((node) =>
      node.unknown ? [] : (node.text() ?? []),
    );
    const own = names.some((name) => stack.named(`/aws/lambda/${name}`, groups).length > 0);
    const linked = stack.ofTypes(groups).some((group) => group.sources("name").includes(subject.urn));
    judge.require(
      own || linked,
      named,
      "a log group",
      `Function ${subject.name} logs into a group that nobody manages.`,
    );
  },
});

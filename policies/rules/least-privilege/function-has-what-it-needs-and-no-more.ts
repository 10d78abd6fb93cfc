import { stackRule } from "../../engine";
import { expandAction } from "../../iam";
import { effectivePolicies } from "../shared/identity";
import { ROLES } from "../shared/types";

export const functionHasWhatItNeedsAndNoMore = stackRule({
  id: "function-has-what-it-needs-and-no-more",
  title: "Functions may do what their handlers do, and no more",
  why: "A right that no line of code uses serves only whoever breaks in; a right that is missing is an outage.",
  fix: {
    text: "Declare the action next to the handler, or take it out of the role.",
    code: `export const needs: FunctionNeeds = { resources: { orders: { kind: "table", actions: ["dynamodb:GetItem"], variable: "ORDERS_TABLE" } } };`,
  },
  severity: "high",
  frameworks: ["PCI 7.2.4", "PCI 7.2.5", "SOC2 CC6.3"],
  types: ["aws:lambda/function:Function"],
  thresholds: ["neededActions"],
  guards: [],
  check(subject, judge, stack) {
    const needed = judge.thresholds.neededActions[subject.name];
    const role = stack.targets(subject, "role", ROLES)[0];
    if (needed === undefined || role === undefined) {
      judge.skip("the function declares no needs");
      return;
    }
    const policies = effectivePolicies(role, stack);
    for (const name of policies.unknown) {
      judge.doubt("role", `the policy ${name} is not known yet`);
    }
    const granted = new Set(
      policies.documents
        .flatMap(({ statements }) => statements)
        .filter(({ effect }) => effect === "Allow")
        .flatMap(({ actions }) => (actions ?? []).flatMap(expandAction)),
    );
    const wanted = new Set(needed.map((action) => action.toLowerCase()));
    const unused = [...granted].filter(
      (action) => !wanted.has(action.toLowerCase()) && !EVERY_FUNCTION.has(action.toLowerCase()),
    );
    const held = new Set([...granted].map((action) => action.toLowerCase()));
    const lacking = policies.unknown.length > 0 ? [] : needed.filter((action) => !held.has(action.toLowerCase()));
    judge.require(
      unused.length === 0,
      subject.get("role"),
      "needed actions only",
      `Function ${subject.name} may do what its handler never does: ${unused.join(", ")}.`,
    );
    judge.require(
      lacking.length === 0,
      subject.get("role"),
      "every needed action",
      `Function ${subject.name} may not do what its handler does: ${lacking.join(", ")}.`,
    );
  },
});

/** What the platform needs for every function: logs, traces, the network interface, keys. */
const EVERY_FUNCTION: ReadonlySet<string> = new Set(
  [
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeVpcs",
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "sqs:SendMessage",
  ].map((action) => action.toLowerCase()),
);

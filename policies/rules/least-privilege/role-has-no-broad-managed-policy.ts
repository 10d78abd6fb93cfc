import { resourceRule } from "../../engine";
import { ESCALATING_POLICIES, isBroadByName } from "../shared/managed-policies";

export const roleHasNoBroadManagedPolicy = resourceRule({
  id: "role-has-no-broad-managed-policy",
  title: "Roles carry no broad policy of AWS",
  why: "FullAccess policies grant every action of a service on every resource, others let their bearer gain more, and AWS widens them without asking.",
  fix: {
    text: "Write a policy of your own with the actions and resources that are used.",
    code: `new iam.RolePolicy("orders-read", { role: role.name, policy });`,
  },
  severity: "medium",
  frameworks: ["CIS AWS 2.15", "PCI 7.2.2"],
  types: [
    "aws:iam/role:Role",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment",
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
  ],
  guards: [
    {
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      path: "policyArn",
      broken: [
        "arn:aws:iam::aws:policy/AdministratorAccess",
        "arn:aws:iam::aws:policy/AmazonS3FullAccess",
        "arn:aws:iam::aws:policy/AWSBackupOperatorAccess",
      ],
    },
  ],
  check(subject, judge) {
    const single = subject.get(subject.type.startsWith("aws:ssoadmin") ? "managedPolicyArn" : "policyArn");
    const several = ["managedPolicyArns", "policyArns"].flatMap((path) => subject.get(path).items());
    for (const node of single.present ? [single, ...several] : several) {
      judge.attempt(() => {
        if (node.unknown && subject.linked(node.path, ["aws:iam/policy:Policy"])) {
          return;
        }
        const name = /^arn:[^:]+:iam::aws:policy\/(?:service-role\/|aws-service-role\/)?(.+)$/.exec(
          node.text() ?? "",
        )?.[1];
        judge.require(
          name === undefined || !(isBroadByName(name) || ESCALATING_POLICIES.includes(name)),
          node,
          "a policy with named actions and resources",
          `${subject.name} carries ${name}.`,
        );
      });
    }
  },
});

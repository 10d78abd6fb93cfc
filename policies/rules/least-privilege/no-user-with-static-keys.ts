import { Node, resourceRule } from "../../engine";

export const noUserWithStaticKeys = resourceRule({
  id: "no-user-with-static-keys",
  title: "Nobody is an IAM user",
  why: "A user's keys are valid until somebody remembers them; roles hand out keys that end by themselves.",
  fix: {
    text: "Use a role: for machines by Pod Identity or OIDC, for people by IAM Identity Center.",
    code: `new iam.Role("deploy", { assumeRolePolicy: trustOfTheRepository });`,
  },
  severity: "medium",
  frameworks: ["FSBP IAM.2", "CIS AWS 2.14", "CIS AWS 2.20"],
  types: [
    "aws:iam/user:User",
    "aws:iam/accessKey:AccessKey",
    "aws:iam/userLoginProfile:UserLoginProfile",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
  ],
  check(subject, judge) {
    judge.fail(new Node("", subject.name), "a role", `${subject.name} makes an identity with lasting keys.`);
  },
});

import { REMOVED, resourceRule } from "../../engine";

/** Its ARNs name no account. */
const STORAGE = "s3.amazonaws.com";

export const functionPermissionNamesItsSource = resourceRule({
  id: "function-permission-names-its-source",
  title: "Function permissions name who calls, and for whom",
  why: "A service principal alone is every customer of that service.",
  fix: {
    text: "Set sourceArn, or sourceAccount, for services; never allow everybody.",
    code: `new lambda.Permission("api", { function: orders.name, action: "lambda:InvokeFunction",
  principal: "apigateway.amazonaws.com", sourceArn: pulumi.interpolate\`\${api.executionArn}/*/*\` });`,
  },
  severity: "high",
  frameworks: ["FSBP Lambda.1"],
  types: ["aws:lambda/permission:Permission"],
  guards: [
    { path: "sourceArn", broken: [REMOVED], when: ({ props }) => props["sourceAccount"] === undefined },
    { path: "sourceAccount", broken: [REMOVED], when: ({ props }) => props["principal"] === STORAGE },
    { path: "principal", broken: ["*"] },
  ],
  check(permission, judge) {
    const principal = permission.get("principal");
    const text = principal.text() ?? "";
    judge.require(
      text !== "*" || permission.get("principalOrgId").present,
      principal,
      "a service, an account or a role",
    );
    if (text === STORAGE) {
      const account = permission.get("sourceAccount");
      judge.require(account.present, account, "the account of the bucket: its name may be another's tomorrow");
    }
    if (/\.amazonaws\.com$/.test(text)) {
      const bound = permission.get("sourceArn").present || permission.get("sourceAccount").present;
      judge.require(
        bound,
        permission.get("sourceArn"),
        "the ARN of the caller",
        `${permission.name} lets ${text} call for any customer.`,
      );
    }
  },
});

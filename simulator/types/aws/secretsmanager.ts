import { regionalArn, text } from "../../arn";
import type { TypeModel } from "../../model";

const SECRET = "aws:secretsmanager/secret:Secret";

/** AWS Secrets Manager. */
export const secretsmanagerTypes: readonly TypeModel[] = [
  {
    type: SECRET,
    nameProperty: "name",
    nameLimit: {
      max: 512,
      pattern: /^[\w/+=.@-]+$/,
      source: "Secrets Manager API reference, CreateSecret, read 2026-11",
    },
    // The service appends a hyphen and six characters to the name.
    id: (request) =>
      regionalArn(request, "secretsmanager", `secret:${request.physicalName}-${request.digits(6, "alphanumeric")}`),
    outputs: (request, id) => ({ arn: id, region: request.cloud.aws.region }),
    replaceOn: ["name", "namePrefix"],
    stateful: true,
    references: { kmsKeyId: "aws:kms/key:Key" },
  },
  {
    type: "aws:secretsmanager/secretVersion:SecretVersion",
    id: (request) => `${text(request, "secretId")}|${versionId(request.digits(32))}`,
    outputs: (request) => ({
      arn: text(request, "secretId"),
      versionId: versionId(request.digits(32)),
      versionStages: request.inputs["versionStages"] ?? ["AWSCURRENT"],
    }),
    secretOutputs: ["secretString", "secretBinary"],
    replaceOn: ["secretId", "secretString", "secretBinary"],
    references: { secretId: SECRET },
  },
  {
    type: "aws:secretsmanager/secretPolicy:SecretPolicy",
    id: (request) => text(request, "secretArn"),
    replaceOn: ["secretArn"],
    references: { secretArn: SECRET },
  },
  {
    type: "aws:secretsmanager/secretRotation:SecretRotation",
    id: (request) => text(request, "secretId"),
    outputs: () => ({ rotationEnabled: true }),
    replaceOn: ["secretId"],
    references: { secretId: SECRET },
  },
];

function versionId(digits: string): string {
  const parts = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)];
  return parts.join("-");
}

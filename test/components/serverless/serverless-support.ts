import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey, type Grantee, serviceTrust } from "../../../components/core";
import { FunctionService } from "../../../components/serverless";

/** A key that every service of these components may use. */
export function makeKey(): EncryptionKey {
  const services = ["logs", "delivery.logs.amazonaws.com", "ses.amazonaws.com", "sns.amazonaws.com"];
  return new EncryptionKey("key", { description: "The shop", services });
}

/** A function whose physical name is its logical one. */
export function makeFunction(name: string, key: EncryptionKey): FunctionService {
  const code = new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset("exports.handler = () => {};"),
  });
  return new FunctionService(name, { code, key, functionName: name });
}

/** Somebody to give permissions to. */
export function makeGrantee(granteeName = "worker"): Grantee {
  return { granteeName, role: new iam.Role(granteeName, { assumeRolePolicy: serviceTrust("lambda.amazonaws.com") }) };
}

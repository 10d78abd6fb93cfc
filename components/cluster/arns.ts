import type * as pulumi from "@pulumi/pulumi";
import { parseArn } from "../core/policy";

/** The region that a cluster is in. */
export function regionOf(clusterArn: pulumi.Output<string>): pulumi.Output<string> {
  return clusterArn.apply((arn) => parseArn(arn).region);
}

/**
 * An ARN in the cluster's region and account.
 *
 * @param owner `aws` for what belongs to no account, such as public images and snapshots
 */
export function siblingArn(
  clusterArn: pulumi.Output<string>,
  service: string,
  resource: string,
  owner: "account" | "aws" = "account",
): pulumi.Output<string> {
  return clusterArn.apply((text) => {
    const { partition, region, account } = parseArn(text);
    return `arn:${partition}:${service}:${region}:${owner === "account" ? account : ""}:${resource}`;
  });
}

/** An ARN of IAM in the cluster's account. */
export function iamArn(clusterArn: pulumi.Output<string>, resource: string): pulumi.Output<string> {
  return clusterArn.apply((text) => {
    const { partition, account } = parseArn(text);
    return `arn:${partition}:iam::${account}:${resource}`;
  });
}

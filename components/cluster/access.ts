import * as eks from "@pulumi/aws/eks";
import type * as pulumi from "@pulumi/pulumi";
import { childName } from "../core/names";
import { parseArn } from "../core/policy";
import { ACCESS_POLICIES, type ClusterAccess } from "./args";

/** What access is given in. */
export interface AccessContext {
  /** Logical name of the cluster. */
  readonly name: string;
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: pulumi.Output<string>;
  readonly tags: Readonly<Record<string, string>>;
  readonly parent: pulumi.Resource;
}

/**
 * One access entry and one policy association per principal; nothing is written into `aws-auth`.
 *
 * @returns the associations: once they stand, the principals may act
 */
export function grantAccess(
  context: AccessContext,
  entries: Readonly<Record<string, ClusterAccess>>,
): readonly eks.AccessPolicyAssociation[] {
  return Object.entries(entries).map(([key, access]) => {
    const entry = new eks.AccessEntry(
      childName(context.name, "access", key),
      {
        clusterName: context.clusterName,
        principalArn: access.principalArn,
        type: "STANDARD",
        tags: { ...context.tags },
      },
      { parent: context.parent },
    );
    return new eks.AccessPolicyAssociation(
      childName(context.name, "access-policy", key),
      {
        clusterName: context.clusterName,
        principalArn: entry.principalArn,
        policyArn: context.clusterArn.apply(
          (arn) => `arn:${parseArn(arn).partition}:eks::aws:cluster-access-policy/${ACCESS_POLICIES[access.policy]}`,
        ),
        accessScope:
          access.namespaces === undefined
            ? { type: "cluster" }
            : { type: "namespace", namespaces: [...access.namespaces] },
      },
      { parent: context.parent, dependsOn: [entry] },
    );
  });
}

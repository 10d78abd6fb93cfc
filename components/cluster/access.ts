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

/** One access entry and one policy association per principal; nothing is written into `aws-auth`. */
export function grantAccess(context: AccessContext, entries: Readonly<Record<string, ClusterAccess>>): void {
  for (const [key, access] of Object.entries(entries)) {
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
    new eks.AccessPolicyAssociation(
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
  }
}

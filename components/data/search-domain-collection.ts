import * as opensearch from "@pulumi/aws/opensearch";
import * as pulumi from "@pulumi/pulumi";
import { type EncryptionKey, fitName, type Grantee } from "../core";
import type { ChildMaker } from "./child-maker";
import type { SearchAccess } from "./search-domain-args";
import type { CollectionPlan } from "./search-domain-plan";

/** Longest name of a policy, in characters (OpenSearch Serverless API, `CreateAccessPolicy`, read 2026-11). */
const POLICY_NAME_LIMIT = 32;

/** What a caller may do with an index ("Data access control for Amazon OpenSearch Serverless", read 2026-11). */
const PERMISSIONS: Readonly<Record<SearchAccess, readonly string[]>> = {
  read: ["aoss:DescribeIndex", "aoss:ReadDocument"],
  write: ["aoss:CreateIndex", "aoss:DescribeIndex", "aoss:ReadDocument", "aoss:WriteDocument"],
};

/** Where the collection is entered. */
export interface CollectionPlace {
  readonly key: EncryptionKey;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroupId: pulumi.Input<string>;
}

/** Makes the collection: encrypted by the customer key, entered from one VPC only. Policies must stand before it. */
export function makeCollection(
  make: ChildMaker,
  plan: CollectionPlan,
  place: CollectionPlace,
): opensearch.ServerlessCollection {
  const rule = { ResourceType: "collection", Resource: [`collection/${plan.name}`] };
  const encryption = new opensearch.ServerlessSecurityPolicy(
    make.name("encryption"),
    {
      name: plan.name,
      type: "encryption",
      policy: pulumi.jsonStringify({ Rules: [rule], AWSOwnedKey: false, KmsARN: place.key.arn }),
    },
    make.options,
  );
  const endpoint = new opensearch.ServerlessVpcEndpoint(
    make.name("endpoint"),
    {
      name: plan.name,
      vpcId: place.vpcId,
      subnetIds: [...place.subnetIds],
      securityGroupIds: [place.securityGroupId],
    },
    make.options,
  );
  const network = new opensearch.ServerlessSecurityPolicy(
    make.name("network"),
    {
      name: plan.name,
      type: "network",
      policy: pulumi.jsonStringify([{ Rules: [rule], AllowFromPublic: false, SourceVPCEs: [endpoint.id] }]),
    },
    make.options,
  );
  return new opensearch.ServerlessCollection(
    make.name("collection"),
    {
      name: plan.name,
      type: "SEARCH",
      standbyReplicas: plan.standby ? "ENABLED" : "DISABLED",
      description: `Search indexes: ${plan.indexes.join(", ")}`,
    },
    { ...make.options, dependsOn: [encryption, network], ...(plan.deletionProtection ? { protect: true } : {}) },
  );
}

/** Lets one role into the indexes, and no others. */
export function admitToCollection(
  make: ChildMaker,
  plan: CollectionPlan,
  grantee: Grantee,
  access: SearchAccess,
): opensearch.ServerlessAccessPolicy {
  return new opensearch.ServerlessAccessPolicy(
    make.name("access", grantee.granteeName),
    {
      name: fitName(`${plan.name}-${grantee.granteeName}`, POLICY_NAME_LIMIT),
      type: "data",
      policy: pulumi.jsonStringify([
        {
          Rules: [
            {
              ResourceType: "index",
              Resource: plan.indexes.map((index) => `index/${plan.name}/${index}`),
              Permission: PERMISSIONS[access],
            },
          ],
          Principal: [grantee.role.arn],
        },
      ]),
    },
    make.options,
  );
}

import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import { Cluster } from "@pulumi/eks/cluster";
import * as pulumi from "@pulumi/pulumi";
import { childName } from "../core/names";
import type { ClusterPlan } from "./plan";

/** What the control plane logs: all that there is. */
const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"] as const;
const CREATORS_ACCESS = "bootstrapClusterCreatorAdminPermissions";

/** What the control plane is made from. */
export interface ControlPlaneContext {
  /** Logical name of the cluster. */
  readonly name: string;
  readonly plan: ClusterPlan;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly keyArn: pulumi.Input<string>;
  readonly parent: pulumi.Resource;
}

/** The control plane and, before it, its log group. */
export function makeControlPlane(context: ControlPlaneContext): Cluster {
  const { clusterName, version, publicAccessCidrs, deletionProtection, tags } = context.plan;
  const isPublic = publicAccessCidrs.length > 0;
  return new Cluster(
    childName(context.name, "eks"),
    {
      name: clusterName,
      version,
      // Without it the plugin would look for a default VPC.
      vpcId: context.vpcId,
      privateSubnetIds: context.subnetIds,
      endpointPrivateAccess: true,
      endpointPublicAccess: isPublic,
      ...(isPublic ? { publicAccessCidrs: [...publicAccessCidrs] } : {}),
      enabledClusterLogTypes: [...LOG_TYPES],
      encryptionConfigKeyArn: context.keyArn,
      authenticationMode: "API",
      upgradePolicy: { supportType: "STANDARD" },
      deletionProtection,
      // Nodes, add-ons and the OIDC provider are resources of ours, so that a plan shows them. The plugin's own security
      // groups would open egress to the whole internet.
      bootstrapSelfManagedAddons: false,
      skipDefaultNodeGroup: true,
      skipDefaultSecurityGroups: true,
      createInstanceRole: false,
      createOidcProvider: false,
      useDefaultVpcCni: true,
      corednsAddonOptions: { enabled: false },
      kubeProxyAddonOptions: { enabled: false },
      tags: { ...tags },
    },
    {
      parent: context.parent,
      dependsOn: [makeLogGroup(context)],
      transforms: [creatorsAccess(context.plan.creatorAdministers)],
    },
  );
}

/**
 * Whether EKS makes an administrator of the principal that creates the cluster. The plugin has no argument for it and says
 * yes. A cluster keeps for its life what it was created with: to change it would replace the cluster.
 */
function creatorsAccess(administers: boolean): pulumi.ResourceTransform {
  return ({ type, props, opts }) => {
    if (type !== "aws:eks/cluster:Cluster") {
      return undefined;
    }
    const accessConfig = pulumi
      .output(props["accessConfig"])
      .apply((config: object) => ({ ...config, [CREATORS_ACCESS]: administers }));
    const before = "ignoreChanges" in opts ? (opts.ignoreChanges ?? []) : [];
    return {
      props: { ...props, accessConfig },
      opts: { ...opts, ignoreChanges: [...before, `accessConfig.${CREATORS_ACCESS}`] },
    };
  };
}

/** EKS would make it itself, unencrypted and kept for ever. */
function makeLogGroup(context: ControlPlaneContext): cloudwatch.LogGroup {
  return new cloudwatch.LogGroup(
    childName(context.name, "logs"),
    {
      name: `/aws/eks/${context.plan.clusterName}/cluster`,
      retentionInDays: context.plan.logRetentionDays,
      kmsKeyId: context.keyArn,
      tags: { ...context.plan.tags },
    },
    { parent: context.parent },
  );
}

/** Identities in other clouds trust it. The plugin would read a thumbprint over the network; AWS needs none today. */
export function makeOidcProvider(
  name: string,
  issuer: pulumi.Input<string>,
  tags: Readonly<Record<string, string>>,
  parent: pulumi.Resource,
): iam.OpenIdConnectProvider {
  return new iam.OpenIdConnectProvider(
    childName(name, "oidc"),
    { url: issuer, clientIdLists: ["sts.amazonaws.com"], tags: { ...tags } },
    { parent },
  );
}

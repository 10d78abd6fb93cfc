import * as eks from "@pulumi/aws/eks";
import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import { type Grantee, grant } from "../core/grants";
import { fitName } from "../core/names";
import type { Bindable, NeedScope } from "../core/needs";
import { parseArn, type Statement, trustPolicy } from "../core/policy";
import type { ServiceAccount } from "./access-plan";

/** Longest name of a role, in characters (IAM quotas, read 2026-11). */
const ROLE_NAME_LIMIT = 64;
/** What Pulumi's auto-naming appends: a hyphen and seven digits. */
const AUTO_NAME_LENGTH = 8;
/** What the AWS provider appends to a prefix: a time and a counter (provider documentation, read 2026-11). */
const PREFIX_SUFFIX_LENGTH = 26;

/** What a pod needs from the estate. */
export interface PodNeeds {
  /** Statements as they stand. @default none */
  readonly statements?: readonly Statement[];
  /** Components that the pod uses, by a name of your choice, each with the exact actions. @default none */
  readonly bindings?: Readonly<Record<string, PodBinding>>;
}

/** One component that a pod uses. */
export interface PodBinding {
  readonly to: Bindable;
  /** Exact IAM actions: `dynamodb:Query`. */
  readonly actions: readonly string[];
  /** @default all of it */
  readonly scope?: NeedScope;
}

/** A role that the pods of one service account have, by EKS Pod Identity. */
export interface PodRole extends Grantee {
  readonly serviceAccount: ServiceAccount;
  readonly association: eks.PodIdentityAssociation;
  /** What must stand before the pods start: the association and the policies. */
  readonly ready: readonly pulumi.Resource[];
}

/** What a pod's role is made from. */
export interface PodRoleSpec {
  /** Logical name of the role; the association's and the policies' follow it. */
  readonly name: string;
  readonly serviceAccount: ServiceAccount;
  readonly needs: PodNeeds;
  /** AWS managed policies; the cluster's own add-ons use them where AWS keeps the list of actions. */
  readonly managedPolicies?: readonly string[];
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: pulumi.Output<string>;
  readonly tags: Readonly<Record<string, string>>;
  readonly parent: pulumi.Resource;
}

/** Makes the role, its policies and the association with the service account. */
export function makePodRole(spec: PodRoleSpec): PodRole {
  const role = new iam.Role(
    spec.name,
    {
      ...roleName(spec.name),
      description: `Pods of ${spec.serviceAccount.namespace}/${spec.serviceAccount.name}`,
      assumeRolePolicy: podTrust(spec.clusterArn, spec.serviceAccount),
      tags: spec.tags,
    },
    { parent: spec.parent },
  );
  const association = new eks.PodIdentityAssociation(
    `${spec.name}-association`,
    {
      clusterName: spec.clusterName,
      namespace: spec.serviceAccount.namespace,
      serviceAccount: spec.serviceAccount.name,
      roleArn: role.arn,
      tags: spec.tags,
    },
    { parent: spec.parent },
  );
  const grantee: Grantee = { granteeName: spec.name, role };
  const policies = [...inlinePolicies(grantee, spec.needs), ...attachments(spec, role)];
  return { ...grantee, serviceAccount: spec.serviceAccount, association, ready: [association, ...policies] };
}

/** A prefix where Pulumi's own name would be too long: an account has one role of a name, whatever the region. */
export function roleName(logicalName: string): { namePrefix?: string } {
  const fits = logicalName.length + AUTO_NAME_LENGTH <= ROLE_NAME_LIMIT;
  return fits ? {} : { namePrefix: `${fitName(logicalName, ROLE_NAME_LIMIT - PREFIX_SUFFIX_LENGTH - 1)}-` };
}

/**
 * Trust in EKS Pod Identity, held to one service account of one cluster: without the conditions every association of the
 * account could hand the role to other pods.
 */
function podTrust(clusterArn: pulumi.Output<string>, account: ServiceAccount): pulumi.Output<string> {
  return trustPolicy([
    {
      sid: "OneServiceAccount",
      principals: [{ service: "pods.eks.amazonaws.com" }],
      actions: ["sts:AssumeRole", "sts:TagSession"],
      conditions: {
        StringEquals: {
          "aws:SourceAccount": clusterArn.apply((arn) => parseArn(arn).account),
          "aws:RequestTag/kubernetes-namespace": account.namespace,
          "aws:RequestTag/kubernetes-service-account": account.name,
        },
        ArnEquals: { "aws:SourceArn": clusterArn },
      },
    },
  ]);
}

function inlinePolicies(grantee: Grantee, needs: PodNeeds): readonly iam.RolePolicy[] {
  const own = needs.statements ?? [];
  const bound = Object.entries(needs.bindings ?? {}).map(([key, binding]) =>
    grant(grantee, key, binding.to.bindingStatements(binding.actions, binding.scope ?? {})),
  );
  return own.length === 0 ? bound : [grant(grantee, "needs", own), ...bound];
}

function attachments(spec: PodRoleSpec, role: iam.Role): readonly iam.RolePolicyAttachment[] {
  return (spec.managedPolicies ?? []).map(
    (policy) =>
      new iam.RolePolicyAttachment(
        `${spec.name}-${policy}`,
        { role: role.name, policyArn: managedPolicyArn(policy) },
        { parent: role },
      ),
  );
}

/** An AWS managed policy, in the commercial partition. */
export function managedPolicyArn(policy: string): string {
  return `arn:aws:iam::aws:policy/${policy}`;
}

import type * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../../components/core";
import { DeliveryRole, type DeliveryRoleArgs } from "../../components/delivery";
import type { Identity } from "../settings";
import type { DeliverySettings } from "./settings";

/** Branch whose jobs deliver. */
const BRANCH = "main";

/** What the jobs of a stack may do in each cloud. */
export interface DeliveryRights extends Pick<DeliveryRoleArgs, "azure" | "gcp"> {
  readonly aws: readonly Statement[];
}

/** The role in each cloud by which the jobs of a stack's environment, which has the stack's name, bring what it runs. */
export function makeDeliveryRole(
  name: string,
  identity: Identity,
  { identityProviderArn, ...repository }: DeliverySettings,
  { aws, ...others }: DeliveryRights,
  opts: pulumi.ComponentResourceOptions,
): DeliveryRole {
  const environment = `${identity.system}-${identity.environment}`;
  return new DeliveryRole(
    name,
    {
      source: { ...repository, trigger: { environment, branch: BRANCH } },
      aws: { statements: aws, ...(identityProviderArn === undefined ? {} : { identityProviderArn }) },
      ...others,
    },
    opts,
  );
}

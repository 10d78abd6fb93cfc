import type * as pulumi from "@pulumi/pulumi";
import { type DeliveryRole, EstateBudget } from "../../components/delivery";
import type { StaticSite } from "../../components/edge";
import type { Observability } from "../../components/observability";
import type { Identity } from "../settings";
import { makeDeliveryRole } from "../shared/delivery";
import type { Ecom67Settings } from "./settings";

/** The role by which this repository's workflows upload the applications and clear CloudFront's cache. */
export function makeUploadRole(
  identity: Identity,
  settings: Ecom67Settings,
  site: StaticSite,
  opts: pulumi.ComponentResourceOptions,
): DeliveryRole {
  return makeDeliveryRole("shop-delivery", identity, settings.delivery, { aws: site.deployStatements() }, opts);
}

/** What the stack may spend. */
export function makeBudget(
  identity: Identity,
  settings: Ecom67Settings,
  observability: Observability,
  opts: pulumi.ComponentResourceOptions,
): EstateBudget {
  return new EstateBudget(
    "shop-budget",
    {
      estate: identity,
      monthlyUsd: settings.budget.monthlyUsd.aws,
      observability,
      emails: Object.values(settings.alarms.ticket),
    },
    opts,
  );
}

import type * as pulumi from "@pulumi/pulumi";
import { DeliveryRole, EstateBudget } from "../../components/delivery";
import type { StaticSite } from "../../components/edge";
import type { Observability } from "../../components/observability";
import type { Identity } from "../settings";
import type { Ecom67Settings } from "./settings";

/** The role by which this repository's workflows upload the applications and clear CloudFront's cache. */
export function makeDelivery(
  identity: Identity,
  settings: Ecom67Settings,
  site: StaticSite,
  opts: pulumi.ComponentResourceOptions,
): DeliveryRole {
  return new DeliveryRole(
    "shop-delivery",
    {
      source: { ...settings.delivery, trigger: { environment: `ecom67-${identity.environment}`, branch: "main" } },
      aws: { statements: site.deployStatements() },
    },
    opts,
  );
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

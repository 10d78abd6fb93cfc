import type * as pulumi from "@pulumi/pulumi";
import { type DeliveryRole, EstateBudget, ImageRepository } from "../../components/delivery";
import type { Observability } from "../../components/observability";
import type { GcpServices } from "../../components/pipeline";
import type { Identity } from "../settings";
import { makeDeliveryRole } from "../shared/delivery";
import { pushStatements } from "../shared/images";
import type { Foundation } from "./foundation";
import { type MicroservicesSettings, SERVICES, type Service } from "./settings";

/** How images and changes reach the estate. */
export interface Delivery {
  readonly images: ImageRepository<Service>;
  readonly role: DeliveryRole;
}

/** A repository for each service, and the role in each cloud by which this repository's workflows fill them. */
export function makeDelivery(
  identity: Identity,
  settings: MicroservicesSettings,
  { key }: Foundation,
  services: GcpServices,
  opts: pulumi.ComponentResourceOptions,
): Delivery {
  const images = new ImageRepository(
    "shop-images",
    {
      key,
      prefix: "microservices",
      deletionProtection: settings.data.deletionProtection,
      repositories: { "api-gateway": {}, user: {}, product: {}, order: {}, notification: {} },
    },
    opts,
  );
  const role = makeDeliveryRole(
    "shop-delivery",
    identity,
    settings.delivery,
    {
      aws: pushStatements(images, SERVICES, settings.aws.region),
      gcp: { project: settings.gcp.project, after: services.enabled },
    },
    opts,
  );
  return { images, role };
}

/** What the stack may spend, in each cloud. */
export function makeBudget(
  identity: Identity,
  settings: MicroservicesSettings,
  observability: Observability,
  services: GcpServices,
  opts: pulumi.ComponentResourceOptions,
): EstateBudget {
  const { monthlyUsd, billingAccount } = settings.budget;
  return new EstateBudget(
    "shop-budget",
    {
      estate: identity,
      monthlyUsd: monthlyUsd.aws,
      observability,
      emails: Object.values(settings.alarms.ticket),
      gcp: {
        billingAccount,
        projectNumber: settings.gcp.projectNumber,
        monthlyUsd: monthlyUsd.gcp,
        after: services.enabled,
      },
    },
    opts,
  );
}

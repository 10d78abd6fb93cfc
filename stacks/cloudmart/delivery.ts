import type * as pulumi from "@pulumi/pulumi";
import { type DeliveryRole, EstateBudget, ImageRepository } from "../../components/delivery";
import type { Observability } from "../../components/observability";
import type { Identity } from "../settings";
import { makeDeliveryRole } from "../shared/delivery";
import { pushStatements } from "../shared/images";
import type { Analytics } from "./analytics";
import type { Foundation } from "./foundation";
import type { CloudMartSettings } from "./settings";

/** The images that CloudMart builds: its three services', and that of the task which fills gaps in analytics. */
const IMAGES = ["frontend", "backend", "ai", "backfill"] as const;

/** How images and changes reach the estate. */
export interface Delivery {
  readonly images: ImageRepository<(typeof IMAGES)[number]>;
  readonly role: DeliveryRole;
}

/** A repository for each image, and the role in each cloud by which this repository's workflows fill them. */
export function makeDelivery(
  identity: Identity,
  settings: CloudMartSettings,
  base: Foundation,
  { pipeline }: Analytics,
  opts: pulumi.ComponentResourceOptions,
): Delivery {
  const images = new ImageRepository(
    "cloudmart-images",
    {
      key: base.key,
      prefix: "cloudmart",
      deletionProtection: settings.data.deletionProtection,
      repositories: { frontend: {}, backend: {}, ai: {}, backfill: {} },
    },
    opts,
  );
  const role = makeDeliveryRole(
    "cloudmart-delivery",
    identity,
    settings.delivery,
    {
      aws: pushStatements(images, IMAGES, settings.aws.region),
      gcp: { project: settings.gcp.project, after: pipeline.services.enabled },
      ...(pipeline.azure === undefined ? {} : { azure: { group: pipeline.azure.group } }),
    },
    opts,
  );
  return { images, role };
}

/** What the stack may spend, in each cloud. */
export function makeBudget(
  identity: Identity,
  settings: CloudMartSettings,
  observability: Observability,
  { pipeline }: Analytics,
  opts: pulumi.ComponentResourceOptions,
): EstateBudget {
  const { monthlyUsd, billingAccount, startDate } = settings.budget;
  return new EstateBudget(
    "cloudmart-budget",
    {
      estate: identity,
      monthlyUsd: monthlyUsd.aws,
      observability,
      emails: Object.values(settings.alarms.ticket),
      gcp: {
        billingAccount,
        projectNumber: settings.gcp.projectNumber,
        monthlyUsd: monthlyUsd.gcp,
        after: pipeline.services.enabled,
      },
      ...(pipeline.azure === undefined
        ? {}
        : { azure: { scope: pipeline.azure.group.group.id, startDate, monthlyUsd: monthlyUsd.azure } }),
    },
    opts,
  );
}

import { DeliveryRole, EstateBudget, ImageRepository } from "../../components/delivery";
import { CostAnomalies, type Observability, UtilisationReport } from "../../components/observability";
import { AutomatedCleanup } from "../../components/serverless";
import { functionArgs } from "../functions";
import type { Identity } from "../settings";
import { pushStatements } from "../shared/images";
import { type Region, volumeTag } from "./aws-region";
import { type AwsHomeSettings, SERVICES, type Service } from "./settings";

/** A repository for each service, with copies in the second region. */
export function makeImages(
  settings: AwsHomeSettings,
  { key, opts }: Region,
  copy: { readonly region: string; readonly key: Region["key"] },
): ImageRepository<Service> {
  return new ImageRepository(
    "shop-images",
    {
      key,
      prefix: "cloudcommerce",
      deletionProtection: settings.data.deletionProtection,
      repositories: { user: {}, product: {}, order: {}, payment: {}, notification: {} },
      replication: copy,
    },
    opts,
  );
}

/** The role by which this repository's workflows fill them. */
export function makeDeliveryRole(
  identity: Identity,
  settings: AwsHomeSettings,
  images: ImageRepository<Service>,
  { opts }: Region,
): DeliveryRole {
  const environment = `cloudcommerce-${identity.environment}`;
  return new DeliveryRole(
    "shop-delivery",
    {
      source: { ...settings.delivery, trigger: { environment, branch: "main" } },
      aws: { statements: pushStatements(images, SERVICES, settings.aws.region) },
    },
    opts,
  );
}

/** What the shop may spend, what departs from it, what was used for it, and what of it nobody uses. */
export function makeCostControl(
  identity: Identity,
  settings: AwsHomeSettings,
  region: Region,
  observability: Observability,
): AutomatedCleanup {
  const { key, accessLogs, opts } = region;
  new EstateBudget(
    "shop-budget",
    {
      estate: identity,
      monthlyUsd: settings.budget,
      observability,
      emails: Object.values(settings.alarms.ticket),
    },
    opts,
  );
  new CostAnomalies("shop-anomalies", { observability, tag: { key: "system", value: identity.system } }, opts);
  new UtilisationReport(
    "shop-utilisation",
    { key, accessLogs, deletionProtection: settings.data.deletionProtection },
    opts,
  );
  return new AutomatedCleanup(
    "shop-cleanup",
    { source: functionArgs("storage-cleanup"), key, tag: volumeTag(region) },
    opts,
  );
}

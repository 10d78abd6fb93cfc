import { type DeliveryRole, EstateBudget, ImageRepository } from "../../components/delivery";
import { CostAnomalies, type Observability, UtilisationReport } from "../../components/observability";
import { AutomatedCleanup } from "../../components/serverless";
import { functionArgs } from "../functions";
import type { Identity } from "../settings";
import { makeDeliveryRole } from "../shared/delivery";
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
export function makePushRole(
  identity: Identity,
  settings: AwsHomeSettings,
  images: ImageRepository<Service>,
  { opts }: Region,
): DeliveryRole {
  const aws = pushStatements(images, SERVICES, settings.aws.region);
  return makeDeliveryRole("shop-delivery", identity, settings.delivery, { aws }, opts);
}

/** What the shop may spend, what departs from it, and what was used for it. */
export function makeCostControl(
  identity: Identity,
  settings: AwsHomeSettings,
  region: Region,
  observability: Observability,
): void {
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
}

/** Removes what nobody uses of a region's cluster: each region looks after its own. */
export function makeCleanup({ cleanup }: AwsHomeSettings, region: Region): AutomatedCleanup {
  const { key, opts } = region;
  return new AutomatedCleanup(
    "shop-cleanup",
    { source: functionArgs("storage-cleanup"), key, tag: volumeTag(region), ...cleanup },
    opts,
  );
}

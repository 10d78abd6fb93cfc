import { Provider as AwsProvider } from "@pulumi/aws/provider";
import { InstanceAutomatedBackupsReplication } from "@pulumi/aws/rds";
import type * as pulumi from "@pulumi/pulumi";
import { EncryptionKey, type EstateTags, tags } from "../../components/core";
import type { RelationalDatabase } from "../../components/data";
import type { MicroservicesSettings } from "./settings";

/** What stands in the other region, once the roadmap says so: a key, for whatever is copied there. */
export interface SecondRegion {
  readonly region: string;
  readonly key: EncryptionKey;
  readonly provider: AwsProvider;
}

export function makeSecondRegion(estate: EstateTags, settings: MicroservicesSettings): SecondRegion | undefined {
  const region = settings.future.secondRegion;
  if (region === undefined) {
    return undefined;
  }
  const provider = new AwsProvider("aws-second", {
    region: region as never,
    allowedAccountIds: [settings.aws.accountId],
    defaultTags: { tags: tags(estate) },
  });
  const key = new EncryptionKey(
    "shop-second-key",
    { description: "Copies of the shop's data in another region" },
    { provider, protect: settings.data.deletionProtection },
  );
  return { region, key, provider };
}

/** The database's backups, so that it can be restored to any second where the first region is away. */
export function copyBackups(
  settings: MicroservicesSettings,
  second: SecondRegion | undefined,
  database: RelationalDatabase<"users" | "orders">,
): void {
  if (second === undefined) {
    return;
  }
  new InstanceAutomatedBackupsReplication(
    "shop-database-backups",
    {
      sourceDbInstanceArn: database.instance.arn,
      kmsKeyId: second.key.arn,
      retentionPeriod: settings.data.recoveryDays,
    },
    { provider: second.provider, parent: database } satisfies pulumi.CustomResourceOptions,
  );
}

import { Provider as AwsProvider } from "@pulumi/aws/provider";
import { Provider as AzureProvider } from "@pulumi/azure-native/provider";
import { Provider as GcpProvider } from "@pulumi/gcp/provider";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { type EstateTags, labels, tags } from "../components/core";
import { accountIdSchema, guidSchema } from "./settings";

/** Where a stack's resources live in each cloud. */
export const awsTargetSchema = z.strictObject({
  /** The provider refuses to work in any other account. */
  accountId: accountIdSchema,
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: "an AWS region such as us-east-1" }),
});

export const gcpTargetSchema = z.strictObject({
  project: z.string().regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, { error: "a Google Cloud project id" }),
  /** Names the project in service agents' addresses and identity pools. */
  projectNumber: z.string().regex(/^\d{6,14}$/, { error: "a project number, in quotes" }),
  region: z.string().regex(/^[a-z]+-[a-z]+\d$/, { error: "a Google Cloud region such as us-east4" }),
});

export const azureTargetSchema = z.strictObject({
  subscriptionId: guidSchema,
  tenantId: guidSchema,
  location: z.string().regex(/^[a-z0-9]+$/, { error: "an Azure location such as eastus" }),
});

/** The providers of the clouds that a stack spans, as options for its components. */
export function estateProviders(
  estate: EstateTags,
  targets: {
    readonly aws: z.infer<typeof awsTargetSchema>;
    readonly gcp?: z.infer<typeof gcpTargetSchema>;
    readonly azure?: z.infer<typeof azureTargetSchema>;
  },
): { readonly providers: pulumi.ProviderResource[] } {
  const { aws, gcp, azure } = targets;
  const providers: pulumi.ProviderResource[] = [
    new AwsProvider("aws", {
      region: aws.region as never,
      allowedAccountIds: [aws.accountId],
      defaultTags: { tags: tags(estate) },
    }),
  ];
  if (gcp !== undefined) {
    const { project, region } = gcp;
    providers.push(
      new GcpProvider("gcp", {
        project,
        region,
        defaultLabels: labels(estate),
        // Budgets belong to the billing account: its API asks whose quota a call counts against, and refuses who names nobody.
        billingProject: project,
        userProjectOverride: true,
      }),
    );
  }
  if (azure !== undefined) {
    const { subscriptionId, tenantId, location } = azure;
    providers.push(new AzureProvider("azure", { subscriptionId, tenantId, location }));
  }
  return { providers };
}

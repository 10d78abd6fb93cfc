import * as pulumi from "@pulumi/pulumi";
import { StaticSite } from "../../components/edge";
import type { UserPool } from "../../components/serverless";
import type { Api } from "./api";
import type { Chat } from "./chat";
import type { Foundation } from "./foundation";
import type { Ecom67Settings } from "./settings";

/** Both applications and both APIs under one host: the stages' names are the paths, which CloudFront keeps. */
export function makeSite(
  settings: Ecom67Settings,
  { key, accessLogs }: Foundation,
  users: UserPool<"web" | "admin">,
  { rest }: Api,
  { socket }: Chat,
  opts: pulumi.ComponentResourceOptions,
): StaticSite<"web" | "admin"> {
  const { region } = settings.aws;
  const signInPages = `https://${settings.identity.domainPrefix}.auth.${region}.amazoncognito.com`;
  return new StaticSite(
    "shop-site",
    {
      key,
      accessLogs,
      zone: settings.edge.zone,
      applications: { web: { path: "/" }, admin: { path: "/admin/" } },
      apis: { [rest.stageName]: rest, [socket.stageName]: socket },
      configuration: {
        region,
        userPoolId: users.id,
        webClientId: users.clientId("web"),
        adminClientId: users.clientId("admin"),
        signInDomain: pulumi.interpolate`${users.domainName}`,
        api: `/${rest.stageName}`,
        chat: `/${socket.stageName}`,
        ...(settings.stripePublishableKey === undefined ? {} : { stripePublishableKey: settings.stripePublishableKey }),
      },
      contentSources: {
        stripe: true,
        connect: [`https://cognito-idp.${region}.amazonaws.com`, signInPages],
      },
      logRetentionDays: settings.logs.retentionDays,
      deletionProtection: settings.data.deletionProtection,
    },
    opts,
  );
}

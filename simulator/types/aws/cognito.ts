import { regionalArn, text } from "../../arn";
import type { CreateRequest, Inventory, TypeModel } from "../../model";
import { VERIFICATION } from "./sesv2";

const POOL = "aws:cognito/userPool:UserPool";

function poolId(request: CreateRequest): string {
  return `${request.cloud.aws.region}_${request.digits(9, "alphanumeric")}`;
}

/** A resource that configures one aspect of a pool. */
function aspect(token: string, id: (request: CreateRequest) => string): TypeModel {
  return { type: token, nameScope: "none", id, replaceOn: ["userPoolId"], references: { userPoolId: POOL } };
}

/** Threat protection belongs to one tier. */
function refusesTier(request: CreateRequest): readonly string[] {
  const threats = request.inputs["userPoolAddOns"];
  const mode = typeof threats === "object" && threats !== null ? Reflect.get(threats, "advancedSecurityMode") : "OFF";
  const tier = text(request, "userPoolTier", "ESSENTIALS");
  return mode === "OFF" || tier === "PLUS"
    ? []
    : [`FeatureUnavailableInTierException: Advanced security features require the PLUS tier, given ${tier}.`];
}

/** Cognito sends from an identity that SES has verified, and looks when the pool is made. */
function refusesSender(request: CreateRequest, inventory: Inventory): readonly string[] {
  const mail = request.inputs["emailConfiguration"];
  const source = typeof mail === "object" && mail !== null ? Reflect.get(mail, "sourceArn") : undefined;
  const domain = typeof source === "string" ? source.split(":identity/").at(-1) : undefined;
  return domain === undefined || inventory.find(VERIFICATION, domain) !== undefined
    ? []
    : [
        `InvalidParameterException: Email address is not verified. The following identities failed the check: ${domain}`,
      ];
}

/** Amazon Cognito. */
export const cognitoTypes: readonly TypeModel[] = [
  {
    type: POOL,
    nameProperty: "name",
    nameLimit: { max: 128, pattern: /^[\w\s+=,.@-]+$/, source: "Cognito API, CreateUserPool, read 2026-11" },
    nameScope: "none",
    id: poolId,
    outputs: (request, id) => ({
      arn: regionalArn(request, "cognito-idp", `userpool/${id}`),
      endpoint: `cognito-idp.${request.cloud.aws.region}.amazonaws.com/${id}`,
      creationDate: "2026-01-01T00:00:00Z",
      lastModifiedDate: "2026-01-01T00:00:00Z",
      estimatedNumberOfUsers: 0,
      customDomain: "",
      domain: "",
      userPoolTier: text(request, "userPoolTier", "ESSENTIALS"),
    }),
    replaceOn: ["aliasAttributes", "usernameAttributes", "usernameConfiguration", "region"],
    minutes: { create: 0.1, delete: 0.2 },
    stateful: true,
    refuses: (request, inventory) => [...refusesTier(request), ...refusesSender(request, inventory)],
  },
  {
    type: "aws:cognito/userPoolClient:UserPoolClient",
    nameProperty: "name",
    nameLimit: { max: 128, pattern: /^[\w\s+=,.@-]+$/, source: "Cognito API, CreateUserPoolClient, read 2026-11" },
    nameScope: "none",
    id: (request) => request.digits(26, "alphanumeric").toLowerCase(),
    outputs: () => ({ clientSecret: "" }),
    secretOutputs: ["clientSecret"],
    replaceOn: ["userPoolId", "generateSecret"],
    references: { userPoolId: POOL },
  },
  {
    type: "aws:cognito/userGroup:UserGroup",
    nameProperty: "name",
    nameLimit: { max: 128, source: "Cognito API, CreateGroup, read 2026-11" },
    nameScope: "none",
    id: (request) => `${text(request, "userPoolId")}/${request.physicalName}`,
    replaceOn: ["name", "userPoolId"],
    references: { userPoolId: POOL },
  },
  {
    type: "aws:cognito/userPoolDomain:UserPoolDomain",
    nameProperty: "domain",
    nameLimit: { max: 63, source: "Cognito API, CreateUserPoolDomain, read 2026-11" },
    id: (request) => text(request, "domain"),
    outputs: (request) => {
      const distribution = `d${request.digits(13, "alphanumeric").toLowerCase()}.cloudfront.net`;
      return {
        awsAccountId: request.cloud.aws.accountId,
        cloudfrontDistribution: distribution,
        cloudfrontDistributionArn: distribution,
        // CloudFront's own zone, the same for every distribution.
        cloudfrontDistributionZoneId: "Z2FDTNDATAQYW2",
        s3Bucket: `aws-cognito-prod-${request.cloud.aws.region}-assets`,
        version: "20260101000000",
      };
    },
    replaceOn: ["domain", "userPoolId"],
    minutes: { create: 5, update: 5, delete: 1 },
    references: { userPoolId: POOL },
  },
  aspect("aws:cognito/riskConfiguration:RiskConfiguration", (request) => text(request, "userPoolId")),
  aspect("aws:cognito/logDeliveryConfiguration:LogDeliveryConfiguration", (request) => text(request, "userPoolId")),
  {
    ...aspect(
      "aws:cognito/managedLoginBranding:ManagedLoginBranding",
      (request) => `${text(request, "userPoolId")},${request.digits(32)}`,
    ),
    outputs: (request) => ({ managedLoginBrandingId: request.digits(32), settingsAll: "{}" }),
    replaceOn: ["userPoolId", "clientId"],
    references: { userPoolId: POOL, clientId: "aws:cognito/userPoolClient:UserPoolClient" },
  },
];

import { regionalArn, text } from "../../arn";
import type { TypeModel } from "../../model";

const CONFIGURATION_SET = "aws:sesv2/configurationSet:ConfigurationSet";
const IDENTITY = "aws:sesv2/emailIdentity:EmailIdentity";
/** A wait until the records of a domain are found. */
export const VERIFICATION = "aws:ses/domainIdentityVerification:DomainIdentityVerification";

/** Amazon Simple Email Service. */
export const sesv2Types: readonly TypeModel[] = [
  {
    type: CONFIGURATION_SET,
    nameProperty: "configurationSetName",
    nameLimit: { max: 64, pattern: /^[\w-]+$/, source: "SES API v2, CreateConfigurationSet, read 2026-11" },
    outputs: (request, id) => ({ arn: regionalArn(request, "ses", `configuration-set/${id}`) }),
    replaceOn: ["configurationSetName"],
  },
  {
    type: "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
    nameScope: "none",
    id: (request) => `${text(request, "configurationSetName")}|${text(request, "eventDestinationName")}`,
    replaceOn: ["configurationSetName", "eventDestinationName"],
    references: {
      configurationSetName: CONFIGURATION_SET,
      "eventDestination.snsDestination.topicArn": "aws:sns/topic:Topic",
    },
  },
  {
    type: IDENTITY,
    nameProperty: "emailIdentity",
    outputs: (request, id) => ({
      arn: regionalArn(request, "ses", `identity/${id}`),
      identityType: id.includes("@") ? "EMAIL_ADDRESS" : "DOMAIN",
      // Until its records are found, an identity sends nothing.
      verificationStatus: "PENDING",
      verifiedForSendingStatus: false,
      dkimSigningAttributes: {
        ...dkimInputs(request.inputs["dkimSigningAttributes"]),
        currentSigningKeyLength: "RSA_2048_BIT",
        lastKeyGenerationTimestamp: "2026-01-01T00:00:00Z",
        signingAttributesOrigin: "AWS_SES",
        status: "PENDING",
        tokens: ["first", "second", "third"].map((key) => request.digits(32, "alphanumeric", key).toLowerCase()),
      },
    }),
    replaceOn: ["emailIdentity"],
    references: { configurationSetName: CONFIGURATION_SET },
  },
  {
    type: "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes",
    nameScope: "none",
    id: (request) => text(request, "emailIdentity"),
    replaceOn: ["emailIdentity"],
    references: { emailIdentity: IDENTITY },
  },
  {
    type: VERIFICATION,
    nameScope: "none",
    id: (request) => text(request, "domain"),
    outputs: (request, id) => ({ arn: regionalArn(request, "ses", `identity/${id}`) }),
    replaceOn: ["domain"],
    references: { domain: IDENTITY },
    minutes: { create: 5 },
  },
];

function dkimInputs(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

import { regionalArn, text } from "../../arn";
import type { TypeModel } from "../../model";

const NAME_LIMIT = { max: 60, pattern: /^[\w-]+$/, source: "CloudWatch Logs API, PutDeliverySource, read 2026-11" };

/** CloudWatch Logs' deliveries of what other services log. */
export const logDeliveryTypes: readonly TypeModel[] = [
  {
    type: "aws:cloudwatch/logDeliverySource:LogDeliverySource",
    nameProperty: "name",
    nameLimit: NAME_LIMIT,
    outputs: (request) => ({
      arn: regionalArn(request, "logs", `delivery-source:${request.physicalName}`),
      service: text(request, "resourceArn").split(":")[2] ?? "",
    }),
    replaceOn: ["name", "logType", "resourceArn", "region"],
    references: { resourceArn: "aws:cloudfront/distribution:Distribution" },
  },
  {
    type: "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
    nameProperty: "name",
    nameLimit: NAME_LIMIT,
    outputs: (request) => ({
      arn: regionalArn(request, "logs", `delivery-destination:${request.physicalName}`),
      deliveryDestinationType: text(request, "deliveryDestinationType", "S3"),
    }),
    replaceOn: ["name", "outputFormat", "deliveryDestinationType", "region"],
  },
  {
    type: "aws:cloudwatch/logDelivery:LogDelivery",
    nameScope: "none",
    id: (request) => request.digits(16, "alphanumeric"),
    outputs: (request, id) => ({ arn: regionalArn(request, "logs", `delivery:${id}`) }),
    replaceOn: ["deliverySourceName", "deliveryDestinationArn", "region"],
    references: {
      deliverySourceName: "aws:cloudwatch/logDeliverySource:LogDeliverySource",
      deliveryDestinationArn: "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
    },
  },
];

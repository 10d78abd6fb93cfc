import type * as cloudfront from "@pulumi/aws/cloudfront";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { childName, type EncryptionKey, type EstateComponent, parseArn } from "../core";
import type { ObjectStore } from "../data";
import { GLOBAL_REGION } from "./edge-firewall";

/**
 * Lets balancers write into the store. They are named by patterns, because what they log must have its place before they
 * exist.
 *
 * @param key a key of the estate, which tells account and region
 */
export function admitBalancerLogs(name: string, store: ObjectStore, key: EncryptionKey): void {
  const { account, partition, region } = key.arn.apply((arn) => parseArn(arn));
  store.allowService(`${name}-balancers`, {
    service: "logdelivery.elasticloadbalancing.amazonaws.com",
    actions: ["s3:PutObject"],
    sourceArn: pulumi.interpolate`arn:${partition}:elasticloadbalancing:${region}:${account}:loadbalancer/*`,
    path: pulumi.interpolate`${name}-*/AWSLogs/${account}/*`,
  });
}

/** Lets balancers and CloudFront's log delivery write into the store. */
export function admitLogs(name: string, store: ObjectStore, key: EncryptionKey): void {
  admitBalancerLogs(name, store, key);
  admitDistributionLogs(name, store, key);
}

/** Lets CloudFront's log delivery write into the store. */
export function admitDistributionLogs(name: string, store: ObjectStore, key: EncryptionKey): void {
  const { account, partition } = key.arn.apply((arn) => parseArn(arn));
  store.allowService(`${name}-distribution`, {
    service: "delivery.logs.amazonaws.com",
    actions: ["s3:PutObject"],
    sourceArn: pulumi.interpolate`arn:${partition}:logs:${GLOBAL_REGION}:${account}:delivery-source:*`,
    sourceAccount: account,
    path: pulumi.interpolate`AWSLogs/${account}/CloudFront/*`,
  });
}

/** Standard logging of the second version: the first needs a bucket that takes access-control lists. */
export function logDistribution(
  parent: EstateComponent,
  distribution: cloudfront.Distribution,
  store: ObjectStore,
): cloudwatch.LogDelivery {
  const region = GLOBAL_REGION;
  const name = parent.componentName;
  const source = new cloudwatch.LogDeliverySource(
    childName(name, "log-source"),
    { region, logType: "ACCESS_LOGS", resourceArn: distribution.arn },
    { parent },
  );
  const destination = new cloudwatch.LogDeliveryDestination(
    childName(name, "log-destination"),
    { region, outputFormat: "json", deliveryDestinationConfiguration: { destinationResourceArn: store.arn } },
    { parent },
  );
  return new cloudwatch.LogDelivery(
    childName(name, "log-delivery"),
    { region, deliverySourceName: source.name, deliveryDestinationArn: destination.arn },
    // Where the store's policy does not stand yet, delivery would add a statement of its own.
    { parent, dependsOn: [store] },
  );
}

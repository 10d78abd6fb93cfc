import { type PolicyOptions, type PolicyResource, toPolicyObject } from "../../../policies/engine";

interface Extra {
  readonly outputs?: object;
  readonly opts?: PolicyOptions;
  readonly provider?: object;
  /** Name of the provider. @default "shop" */
  readonly providerName?: string;
  /** By property: names of the resources that it comes from. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
}

const ACCOUNT = "111122223333";

/** A resource in the form that rules take; names are unique within a case. */
export function resource(type: string, name: string, props: object, extra: Extra = {}): PolicyResource {
  const { outputs = {}, opts = { protect: true }, provider, providerName = "shop", from = {} } = extra;
  const providerType = `pulumi:providers:${type.split(":")[0]}`;
  return {
    urn: urnOf(type, name),
    type,
    name,
    id: name,
    props: toPolicyObject(props),
    outputs: toPolicyObject({ name, arn: arnOf(type, name), ...props, ...outputs }),
    dependencies: [],
    propertyDependencies: from,
    opts,
    ...(provider === undefined
      ? {}
      : {
          provider: {
            urn: urnOf(providerType, providerName),
            type: providerType,
            props: toPolicyObject(provider),
          },
        }),
  };
}

export function urnOf(type: string, name: string): string {
  return `urn:pulumi:shop-prod::shop::${type}::${name}`;
}

export function arnOf(type: string, name: string): string {
  switch (type) {
    case "aws:s3/bucket:Bucket":
      return `arn:aws:s3:::${name}`;
    case "aws:iam/role:Role":
      return `arn:aws:iam::${ACCOUNT}:role/${name}`;
    default:
      return `arn:aws:${type.split(/[:/]/)[1] ?? "x"}:us-east-1:${ACCOUNT}:${name}`;
  }
}

/** A policy document as JSON text. */
export function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

export const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
export const GOOGLE_KEY = "projects/shop/locations/us-east4/keyRings/shop/cryptoKeys/data";

/** What a rule should say of a resource; the first one is judged, the others stand beside it. */
export interface RuleCase {
  readonly good: readonly PolicyResource[];
  /** Each is a fault of its own. */
  readonly bad: readonly (readonly PolicyResource[])[];
  /** @default "prod" */
  readonly environment?: string;
  readonly thresholds?: object;
}

/** Cases of rules that look at one type: properties that are right, and properties that are not. */
export function single(type: string, good: object, ...bad: readonly object[]): RuleCase {
  return { good: [resource(type, "one", good)], bad: bad.map((props) => [resource(type, "one", props)]) };
}

import type * as pulumi from "@pulumi/pulumi";
import { Faults, parseArn, type Statement } from "../core";

/** One model. */
export interface ModelSpec {
  /**
   * A foundation model's id (`amazon.nova-lite-v1:0`), or an inference profile's, which begins with its geography
   * (`us.amazon.nova-lite-v1:0`).
   */
  readonly id: string;
  /**
   * Regions to which the inference profile may send requests, as the model's page in the Bedrock user guide lists them.
   * @default those of the geography's first profiles; a foundation model stays in the stack's region
   */
  readonly regions?: readonly string[];
}

/**
 * Geographies of cross-region inference and where their first profiles lead (CDK, `CrossRegionInferenceProfileRegion`,
 * read 2026-11; Stockholm from memory, recheck before release). Newer profiles lead further: `regions` says where.
 */
const GEOGRAPHIES: Readonly<Record<string, readonly string[]>> = {
  us: ["us-east-1", "us-east-2", "us-west-2"],
  eu: ["eu-central-1", "eu-north-1", "eu-west-1", "eu-west-3"],
  apac: ["ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2"],
};
/** `provider.model-version`: narrower than what Bedrock's API takes, ARNs among it (`InvokeModel`, read 2026-11). */
const MODEL = /^([a-z]+\.)?[a-z0-9-]+\.[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+){0,2}$/;

/**
 * Checks the models.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planModels(name: string, args: { readonly models: Readonly<Record<string, ModelSpec>> }): void {
  const faults = new Faults("ModelAccess", name);
  faults.check(Object.keys(args.models).length > 0, {
    property: "models",
    given: {},
    allowed: "at least one model",
    fix: "name a model or leave the component out",
  });
  for (const [key, spec] of Object.entries(args.models)) {
    faults.check(MODEL.test(spec.id) && !spec.id.includes("*"), {
      property: `models.${key}.id`,
      given: spec.id,
      allowed:
        "one model's id, such as amazon.nova-lite-v1:0, or its inference profile's, such as us.amazon.nova-lite-v1:0",
      fix: "copy the id from the model's page; wildcards would open models that nobody chose",
    });
    for (const region of spec.regions ?? []) {
      faults.check(/^[a-z]{2}(-[a-z]+)+-\d$/.test(region), {
        property: `models.${key}.regions`,
        given: region,
        allowed: "regions such as us-east-1",
        fix: "write the region's code",
      });
    }
    faults.check(spec.regions === undefined || geographyOf(spec.id) !== undefined, {
      property: `models.${key}.regions`,
      given: spec.regions,
      allowed: "nothing for a foundation model, which answers in the stack's own region",
      fix: "leave the regions out, or name the inference profile",
    });
  }
  faults.throwIfAny();
}

/** `us` of `us.amazon.nova-lite-v1:0`; nothing for a foundation model. */
export function geographyOf(id: string): string | undefined {
  const first = id.split(".")[0] ?? "";
  return first in GEOGRAPHIES ? first : undefined;
}

/**
 * The statements for one model. A profile needs two: the profile itself, and the model in every region that it leads to,
 * through this profile only.
 */
export function modelStatements(
  spec: ModelSpec,
  anchor: pulumi.Output<string>,
  actions: readonly string[],
): readonly Statement[] {
  const geography = geographyOf(spec.id);
  const foundation = (region: string, partition: string, id: string) =>
    `arn:${partition}:bedrock:${region}::foundation-model/${id}`;
  if (geography === undefined) {
    const resource = anchor.apply((arn) => foundation(parseArn(arn).region, parseArn(arn).partition, spec.id));
    return [{ sid: "Model", actions, resources: [resource] }];
  }
  const profile = anchor.apply((arn) => {
    const { partition, region, account } = parseArn(arn);
    return `arn:${partition}:bedrock:${region}:${account}:inference-profile/${spec.id}`;
  });
  const modelId = spec.id.slice(geography.length + 1);
  const regions = spec.regions ?? GEOGRAPHIES[geography] ?? [];
  return [
    { sid: "Profile", actions, resources: [profile] },
    {
      sid: "ModelThroughProfile",
      actions,
      resources: regions.map((region) => anchor.apply((arn) => foundation(region, parseArn(arn).partition, modelId))),
      conditions: { StringEquals: { "bedrock:InferenceProfileArn": profile } },
    },
  ];
}

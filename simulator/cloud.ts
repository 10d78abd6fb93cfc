import { createHash } from "node:crypto";
import type { CloudFacts, CreateRequest, InvokeModel, PlainObject, RemoteComponentModel, TypeModel } from "./model";
import { FAMILY_MODELS, INVOKE_MODELS, REMOTE_COMPONENTS, TYPE_MODELS } from "./types";

/** The example accounts of the clouds' own documentation; a provider's configuration overrides them. */
export const DEFAULT_FACTS: CloudFacts = {
  aws: { accountId: "111122223333", region: "us-east-1", partition: "aws" },
  gcp: { project: "example-project", projectNumber: "123456789012", region: "us-east4" },
  azure: {
    subscriptionId: "00000000-0000-0000-0000-000000000001",
    tenantId: "00000000-0000-0000-0000-000000000002",
    location: "eastus",
  },
};

/** A resource to be made. */
export interface Registration {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: PlainObject;
  /** The inputs of its explicit provider. */
  readonly provider?: PlainObject;
  /** Tells apart two lives of one resource, so that a replacement gets ids of its own. @default 0 */
  readonly generation?: number;
}

/** A resource as the simulated cloud made it. */
export interface Created {
  readonly id: string;
  readonly physicalName: string;
  /** Computed properties only. */
  readonly outputs: PlainObject;
  readonly secretOutputs: readonly string[];
  /** False where no model knows the type and the general rule stood in. */
  readonly modelled: boolean;
}

/** A simulated cloud, as pure functions of what is registered: no clock, no network, no state. */
export class SimulatedCloud {
  private readonly facts: CloudFacts;
  private readonly types: ReadonlyMap<string, TypeModel>;
  private readonly invokes: ReadonlyMap<string, InvokeModel>;
  private readonly components: ReadonlyMap<string, RemoteComponentModel>;

  /** @param facts accounts and regions where no provider names them */
  public constructor(facts?: Partial<CloudFacts>) {
    this.facts = { ...DEFAULT_FACTS, ...facts };
    this.types = uniqueMap(TYPE_MODELS, (model) => model.type);
    this.invokes = uniqueMap(INVOKE_MODELS, (model) => model.token);
    this.components = uniqueMap(REMOTE_COMPONENTS, (model) => model.type);
  }

  /** The model of a type: its own, or its family's. */
  public model(type: string): Omit<TypeModel, "type"> | undefined {
    return this.types.get(type) ?? FAMILY_MODELS.find((family) => type.startsWith(family.prefix))?.model;
  }

  public remoteComponent(type: string): RemoteComponentModel | undefined {
    return this.components.get(type);
  }

  public create(registration: Registration): Created {
    const model = this.model(registration.type);
    const request = this.request(registration, model?.nameProperty);
    const named = model?.nameProperty === undefined ? {} : { [model.nameProperty]: request.physicalName };
    if (model === undefined) {
      return { ...generalRule(request), physicalName: request.physicalName, secretOutputs: [], modelled: false };
    }
    const id = model.id?.(request) ?? request.physicalName;
    return {
      id,
      physicalName: request.physicalName,
      outputs: { ...named, ...model.outputs?.(request, id) },
      secretOutputs: model.secretOutputs ?? [],
      modelled: true,
    };
  }

  /** What a model is asked. Public, because the provider front asks `refuses` with it too. */
  public request(registration: Registration, nameProperty: string | undefined): CreateRequest {
    const { urn, type, name, inputs } = registration;
    const seed = registration.generation === undefined ? urn : `${urn}#${registration.generation}`;
    return {
      urn,
      type,
      name,
      inputs,
      cloud: this.factsFor(type, registration.provider ?? {}, inputs),
      physicalName: physicalName(registration, nameProperty, seed),
      digits: (length, alphabet = "hex", salt = "") => digits(`${seed}/${salt}`, length, alphabet),
    };
  }

  /** A provider function's answer, what exists from the call on, and whether a model gave them. */
  public invoke(
    token: string,
    args: PlainObject,
    provider: PlainObject = {},
  ): { result: PlainObject; made: readonly string[]; facts: CloudFacts; modelled: boolean } {
    const facts = this.factsFor(token, provider, args);
    const model = this.invokes.get(token);
    return model === undefined
      ? { result: { id: token, ...args }, made: [], facts, modelled: false }
      : { result: model.run(args, facts), made: model.makes?.(args, facts) ?? [], facts, modelled: true };
  }

  private factsFor(token: string, provider: PlainObject, inputs: PlainObject): CloudFacts {
    const { aws, gcp, azure } = this.facts;
    const [packageName] = token.split(":");
    const pick = (key: string, fallback: string): string => {
      const value = inputs[key] ?? provider[key];
      return typeof value === "string" && value !== "" ? value : fallback;
    };
    switch (packageName) {
      case "aws":
      case "eks":
        return {
          aws: { ...aws, region: pick("region", aws.region), accountId: allowedAccount(provider) ?? aws.accountId },
          gcp,
          azure,
        };
      case "gcp":
        return {
          aws,
          gcp: { ...gcp, project: pick("project", gcp.project), region: pick("region", gcp.region) },
          azure,
        };
      case "azure-native":
        return {
          aws,
          gcp,
          azure: {
            subscriptionId: pick("subscriptionId", azure.subscriptionId),
            tenantId: pick("tenantId", azure.tenantId),
            location: pick("location", azure.location),
          },
        };
      default:
        return this.facts;
    }
  }
}

/** An AWS provider that is bound to one account tells which. */
function allowedAccount(provider: PlainObject): string | undefined {
  const accounts =
    typeof provider["allowedAccountIds"] === "string"
      ? safeJson(provider["allowedAccountIds"])
      : provider["allowedAccountIds"];
  const [first] = Array.isArray(accounts) ? accounts : [];
  return typeof first === "string" ? first : undefined;
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Characters that Pulumi's auto-naming appends, in hexadecimal digits. */
const AUTO_NAME_DIGITS = 7;

function physicalName(registration: Registration, nameProperty: string | undefined, seed: string): string {
  const given = nameProperty === undefined ? undefined : registration.inputs[nameProperty];
  if (typeof given === "string" && given !== "") {
    return given;
  }
  const suffix = digits(`${seed}/name`, AUTO_NAME_DIGITS, "hex");
  return registration.type.startsWith("azure-native:")
    ? `${registration.name}${suffix}`
    : `${registration.name}-${suffix}`;
}

const ALPHABETS = {
  hex: "0123456789abcdef",
  decimal: "0123456789",
  base32: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
  alphanumeric: "abcdefghijklmnopqrstuvwxyz0123456789",
} as const;

function digits(seed: string, length: number, alphabet: keyof typeof ALPHABETS): string {
  const letters = ALPHABETS[alphabet];
  let text = "";
  for (let block = 0; text.length < length; block += 1) {
    const bytes = createHash("sha256").update(`${seed}/${block}`).digest();
    for (const byte of bytes) {
      text += letters[byte % letters.length];
    }
  }
  return text.slice(0, length);
}

/** What can be said of a type that no model knows: an id, and for AWS an ARN by the common pattern. */
function generalRule(request: CreateRequest): { id: string; outputs: PlainObject } {
  const [packageName, modulePath = "", kind = ""] = request.type.split(":");
  if (packageName !== "aws") {
    return { id: request.physicalName, outputs: {} };
  }
  const [service] = modulePath.split("/");
  const { partition, region, accountId } = request.cloud.aws;
  const resource = `${kind.charAt(0).toLowerCase()}${kind.slice(1)}/${request.physicalName}`;
  return {
    id: request.physicalName,
    outputs: { arn: `arn:${partition}:${service}:${region}:${accountId}:${resource}` },
  };
}

function uniqueMap<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, Item> {
  const map = new Map<string, Item>();
  for (const item of items) {
    const key = keyOf(item);
    if (map.has(key)) {
      throw new Error(`The simulator models ${key} twice; keep one of the two entries in simulator/types.`);
    }
    map.set(key, item);
  }
  return map;
}

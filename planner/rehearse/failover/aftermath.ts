import { scopeOfServer } from "../../../simulator/provider";
import { listOf, objectOf, textOf } from "../../proofs/read";
import { arnOf, RecordedEstate } from "../../proofs/recovery-estate";
import type { RecordedValue } from "../../recorder";
import type { Deployed, DeployedResource } from "./deployed";

/** Texts shorter than this name too many things to say which one is meant. */
const TELLING_LENGTH = 8;

/** Something that a value names, and that is gone. */
export interface Dangling {
  readonly text: string;
  readonly of: DeployedResource;
}

/** What is gone with a region, and what is left: every question of the rehearsal is asked of what is left. */
export class Aftermath {
  public readonly first: string;
  public readonly second: string;
  public readonly lost: Deployed;
  public readonly left: Deployed;
  /** The estate as it stood, for what followed what. */
  public readonly before: RecordedEstate;
  private readonly byType = new Map<string, DeployedResource[]>();
  /** Texts that are given out by what is left, and by what is gone alone. */
  private readonly leftTexts: ReadonlyMap<string, DeployedResource>;
  private readonly goneTexts: ReadonlyMap<string, DeployedResource>;
  /** Those of the second that can stand inside another text: ARNs and hosts. */
  private readonly gonePlaces: readonly (readonly [string, DeployedResource])[];

  public constructor(deployed: Deployed, regions: { readonly first: string; readonly second: string }) {
    this.first = regions.first;
    this.second = regions.second;
    this.before = new RecordedEstate({ resources: deployed }, regions);
    const clusters = scopesOfClusters(deployed, regions.first);
    const isLost = (one: DeployedResource): boolean => clusters.has(one.scope) || livesIn(one, regions.first);
    this.lost = deployed.filter(isLost);
    this.left = deployed.filter((one) => !isLost(one));
    for (const one of this.left) {
      this.byType.set(one.type, [...(this.byType.get(one.type) ?? []), one]);
    }
    this.leftTexts = giversOf(this.left, () => true);
    this.goneTexts = giversOf(this.lost, (text) => text.length >= TELLING_LENGTH && !this.leftTexts.has(text));
    this.gonePlaces = [...this.goneTexts].filter(([text]) => /[.:]/.test(text) && text.length > 2 * TELLING_LENGTH);
  }

  /** What is left of a type. */
  public ofType(type: string): Deployed {
    return this.byType.get(type) ?? [];
  }

  /** What stands in the second region, and in clusters there. */
  public inSecondRegion(): Deployed {
    return this.left.filter((one) => livesIn(one, this.second) || this.clusterOf(one.scope) !== undefined);
  }

  /** What is left and gives out this text: an id, an ARN, a host. */
  public giverOf(text: string): DeployedResource | undefined {
    return this.leftTexts.get(text);
  }

  /** What is gone and gave out this text, and nothing that is left does. */
  public goneGiverOf(text: string): DeployedResource | undefined {
    return this.goneTexts.get(text);
  }

  /** Everything in a value that names what is gone: a text as a whole, or ARNs and hosts inside one. */
  public danglingIn(value: RecordedValue): readonly Dangling[] {
    return textsIn(value).flatMap((text) => {
      const whole = this.goneTexts.get(text);
      if (whole !== undefined) {
        return [{ text, of: whole }];
      }
      const inside = this.gonePlaces.find(([gone]) => text.includes(gone));
      return inside === undefined ? [] : [{ text: inside[0], of: inside[1] }];
    });
  }

  /** The cluster that is left, by the scope of what lives in it. */
  public clusterOf(scope: string): DeployedResource | undefined {
    return this.ofType("aws:eks/cluster:Cluster").find((one) => scopeOfCluster(one) === scope);
  }

  /** Whether a secret can still be read by this ARN, as itself or as the replica of one that is gone; and by which key. */
  public secretAt(arn: string): { readonly secret: DeployedResource; readonly key: string | undefined } | undefined {
    const own = this.ofType(SECRET).find((one) => arnOf(one) === arn);
    if (own !== undefined) {
      return { secret: own, key: textOf(own.inputs["kmsKeyId"]) };
    }
    for (const secret of this.lost.filter(({ type }) => type === SECRET)) {
      for (const replica of listOf(secret.inputs["replicas"]).map(objectOf)) {
        const region = textOf(replica["region"]) ?? "";
        if (region !== this.first && arnOf(secret).replace(`:${this.first}:`, `:${region}:`) === arn) {
          return { secret, key: textOf(replica["kmsKeyId"]) };
        }
      }
    }
    return undefined;
  }
}

const SECRET = "aws:secretsmanager/secret:Secret";

function scopeOfCluster(cluster: DeployedResource): string {
  return scopeOfServer(textOf(cluster.outputs["endpoint"]) ?? "");
}

function scopesOfClusters(deployed: Deployed, region: string): ReadonlySet<string> {
  return new Set(
    deployed.filter((one) => one.type === "aws:eks/cluster:Cluster" && livesIn(one, region)).map(scopeOfCluster),
  );
}

/** What an ARN places in no region outlives each; a bucket does not, though its ARN names none. */
function livesIn(resource: DeployedResource, region: string): boolean {
  if (resource.scope.split("/")[1] !== region || !resource.type.startsWith("aws:")) {
    return false;
  }
  const [, , service, place] = arnOf(resource).split(":");
  return service === undefined || service === "s3" || place !== "";
}

/** The first custom resource that gives out each text. */
function giversOf(resources: Deployed, counts: (text: string) => boolean): ReadonlyMap<string, DeployedResource> {
  const givers = new Map<string, DeployedResource>();
  for (const one of resources.filter(({ custom }) => custom)) {
    for (const text of givenTexts(one)) {
      if (!givers.has(text) && counts(text)) {
        givers.set(text, one);
      }
    }
  }
  return givers;
}

/** The id, and every text among the outputs that the cloud made up. */
function givenTexts({ id, inputs, outputs }: DeployedResource): readonly string[] {
  const made = Object.entries(outputs).filter(([key]) => !(key in inputs) || key === "name" || NAMES.test(key));
  return [...new Set([...(id === undefined ? [] : [id]), ...made.flatMap(([, value]) => textsIn(value))])];
}

/** Inputs that name the resource itself: `userName`, `clusterIdentifier`. */
const NAMES = /^(user|bucket|cluster|instance|group|replicationGroup|table|queue)(Name|Identifier|Id)?$/;

function textsIn(value: RecordedValue): readonly string[] {
  if (typeof value === "string") {
    return [value];
  }
  return typeof value === "object" && value !== null
    ? Object.values(value).flatMap((one: RecordedValue) => textsIn(one))
    : [];
}

import * as ecr from "@pulumi/aws/ecr";
import type * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { type EncryptionKey, EstateComponent, type Grantee, grant, resourcePolicy, type Statement } from "../core";
import { replicateImages } from "./image-replication";
import { lifecycleRules, type PlannedRepository, planRepositories, type RepositorySpec } from "./image-repository-plan";

/** Arguments of {@link ImageRepository}. */
export interface ImageRepositoryArgs<Name extends string = string> {
  /** The repositories, by the names under which the program speaks of them: `frontend`, `backend`. */
  readonly repositories: Readonly<Record<Name, RepositorySpec>>;
  /** The customer key of every image. A repository's key cannot be changed later. */
  readonly key: EncryptionKey;
  /** Begins the physical names: `${prefix}/${name}`. @default Pulumi names the repositories */
  readonly prefix?: string;
  /** Tagged images kept per repository, 1 to 100,000. @default 30 */
  readonly keepImages?: number;
  /** Days after which an untagged image goes, 1 to 3650. @default 7 */
  readonly untaggedDays?: number;
  /** Roles of other accounts that may pull, by key; it opens the repositories to them and nobody else. @default none */
  readonly pullers?: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * Let Amazon Inspector scan every image continuously. It is a setting of the whole registry, so that one stack of an
   * account and region may ask for it, and it is billed by the image. @default false: ECR's own scan on push
   */
  readonly enhancedScanning?: boolean;
  /**
   * Copies every image that is pushed from now on to another region, where a customer key of that region encrypts it. It is
   * a setting of the whole registry, so that one stack of an account and region may ask for it; it needs a `prefix`.
   * @default one region
   */
  readonly replication?: ImageReplication;
  /** Pulumi neither deletes the repositories nor empties them. Relax it for stacks that come and go. @default true */
  readonly deletionProtection?: boolean;
}

/** Where images are copied to. */
export interface ImageReplication {
  readonly region: string;
  /** Stands in that region. */
  readonly key: EncryptionKey;
}

const PULL_ACTIONS = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"] as const;
const PUSH_ACTIONS = [
  ...PULL_ACTIONS,
  "ecr:CompleteLayerUpload",
  "ecr:InitiateLayerUpload",
  "ecr:PutImage",
  "ecr:UploadLayerPart",
] as const;
/** Signing in takes no resource (Service Authorization Reference, Amazon ECR, read 2026-11). */
const SIGN_IN: Statement = { sid: "SignIn", actions: ["ecr:GetAuthorizationToken"], resources: ["*"] };

/** One repository of an `ImageRepository`: its address, and the permissions that it can give. */
export class StoredImages {
  /** Address without a tag: `111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/backend`. */
  public readonly url: pulumi.Output<string>;
  public readonly arn: pulumi.Output<string>;
  public readonly resource: ecr.Repository;
  private readonly logicalName: string;

  public constructor(logicalName: string, resource: ecr.Repository) {
    this.logicalName = logicalName;
    this.resource = resource;
    this.url = resource.repositoryUrl;
    this.arn = resource.arn;
  }

  /** Lets the grantee pull. ECR decrypts by a grant of its own, so that the grantee needs no right to the key. */
  public grantPull(grantee: Grantee): iam.RolePolicy {
    return grant(grantee, `${this.logicalName}-pull`, this.statements(PULL_ACTIONS));
  }

  /** Lets the grantee push, and pull what it builds upon. */
  public grantPush(grantee: Grantee): iam.RolePolicy {
    return grant(grantee, `${this.logicalName}-push`, this.pushStatements());
  }

  /** The same right as statements, for a role whose boundary must hold it as well, such as `DeliveryRole`. */
  public pushStatements(): readonly Statement[] {
    return this.statements(PUSH_ACTIONS);
  }

  /** An image: by tag, or by digest (`sha256:…`), which is what production should name. */
  public image(reference: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi
      .all([this.url, reference])
      .apply(([url, tag]) => (tag.startsWith("sha256:") ? `${url}@${tag}` : `${url}:${tag}`));
  }

  /** Address of the copy in another region, without a tag. */
  public replicaUrl(region: string): pulumi.Output<string> {
    return this.url.apply((url) => url.replace(/\.dkr\.ecr\.[^.]+\./, `.dkr.ecr.${region}.`));
  }

  private statements(actions: readonly string[]): readonly Statement[] {
    return [SIGN_IN, { sid: "Images", actions, resources: [this.arn] }];
  }
}

/**
 * A map of ECR repositories: tags that never move, images scanned on push, encrypted by a customer key, old ones expired.
 *
 * Creates per entry a repository and its lifecycle policy, and a repository policy where other accounts pull. Costs ten US
 * cents per gigabyte and month, so `keepImages` drives it.
 *
 * @example
 * const images = new ImageRepository("shop", { key, repositories: { frontend: {}, backend: {}, ai: {} } });
 * images.repository("backend").grantPush(deployRole);
 */
export class ImageRepository<Name extends string = string> extends EstateComponent {
  private readonly handles: ReadonlyMap<string, StoredImages>;

  public constructor(name: string, args: ImageRepositoryArgs<Name>, opts?: pulumi.ComponentResourceOptions) {
    const plan = planRepositories(name, args);
    super("estate:delivery:ImageRepository", name, args, opts);
    const entries = [...plan.repositories];
    this.handles = new Map(
      entries.map(([key, spec]) => [key, this.makeRepository(key, spec, args, plan.deletionProtection)]),
    );
    if (plan.enhancedScanning) {
      this.scanContinuously();
    }
    if (args.replication !== undefined && args.prefix !== undefined) {
      const make = { name: (role: string) => this.childName(role), options: this.childOptions() };
      replicateImages(make, args.prefix, args.replication, plan);
    }
    this.registerOutputs(Object.fromEntries([...this.handles].map(([key, handle]) => [key, handle.url])));
  }

  /** A repository's handle: address and permissions. */
  public repository(name: Name): StoredImages {
    const handle = this.handles.get(name);
    if (handle === undefined) {
      throw new Error(
        `ImageRepository "${this.componentName}" has no repository "${name}"; it has ${[...this.handles.keys()].join(", ")}.`,
      );
    }
    return handle;
  }

  private makeRepository(
    key: string,
    spec: PlannedRepository,
    args: ImageRepositoryArgs,
    protect: boolean,
  ): StoredImages {
    const repository = new ecr.Repository(
      this.childName("repository", key),
      {
        ...(spec.physicalName === undefined ? {} : { name: spec.physicalName }),
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: args.key.arn }],
        forceDelete: !protect,
      },
      this.childOptions(protect ? { protect: true } : {}),
    );
    new ecr.LifecyclePolicy(
      this.childName("lifecycle", key),
      { repository: repository.name, policy: JSON.stringify(lifecycleRules(spec)) },
      this.childOptions(),
    );
    this.admitPullers(key, repository, Object.values(args.pullers ?? {}));
    return new StoredImages(`${this.componentName}-${key}`, repository);
  }

  private admitPullers(key: string, repository: ecr.Repository, pullers: readonly pulumi.Input<string>[]): void {
    if (pullers.length === 0) {
      return;
    }
    // A repository's policy speaks of the repository alone, so that its statements name no resource.
    const policy = resourcePolicy([
      {
        sid: "RolesPull",
        principals: pullers.map((aws) => ({ aws })),
        actions: PULL_ACTIONS,
        resources: [],
      },
    ]).apply(withoutResources);
    new ecr.RepositoryPolicy(
      this.childName("policy", key),
      { repository: repository.name, policy },
      this.childOptions(),
    );
  }

  private scanContinuously(): void {
    new ecr.RegistryScanningConfiguration(
      this.childName("scanning"),
      {
        scanType: "ENHANCED",
        rules: [{ scanFrequency: "CONTINUOUS_SCAN", repositoryFilters: [{ filter: "*", filterType: "WILDCARD" }] }],
      },
      this.childOptions(),
    );
  }
}

function withoutResources(text: string): string {
  return JSON.stringify(JSON.parse(text), (key, value: unknown) => (key === "Resource" ? undefined : value));
}

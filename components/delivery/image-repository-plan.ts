import { Faults } from "../core";

const SOURCE = "ECR API reference, read 2026-11";
/** Longest repository name, in characters. */
const NAME_LIMIT = 256;
/** ECR takes path-like names: lower-case words with ".", "_", "-", divided by "/". */
const NAME = /^[a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/;
/** Shortest repository name, in characters. */
const NAME_MINIMUM = 2;
/** Most images that a repository holds, and so that a rule can keep (ECR service quotas, read 2026-11). */
const IMAGES_LIMIT = 100_000;

/** One repository. */
export interface RepositorySpec {
  /** Tagged images kept; the oldest go first. @default that of the component */
  readonly keepImages?: number;
  /** Days after which an untagged image goes. @default that of the component */
  readonly untaggedDays?: number;
}

/** What the plan looks at. */
export interface RepositoriesShape {
  readonly repositories: Readonly<Record<string, RepositorySpec>>;
  readonly prefix?: string;
  readonly keepImages?: number;
  readonly untaggedDays?: number;
  readonly enhancedScanning?: boolean;
  readonly replication?: { readonly region: string };
  readonly deletionProtection?: boolean;
}

/** One repository with every default filled in. */
export interface PlannedRepository {
  readonly keepImages: number;
  readonly untaggedDays: number;
  /** Absent where Pulumi names it. */
  readonly physicalName?: string;
}

/** The arguments with every default filled in. */
export interface RepositoriesPlan {
  readonly repositories: ReadonlyMap<string, PlannedRepository>;
  readonly enhancedScanning: boolean;
  readonly deletionProtection: boolean;
  /** The component's own, for the copies of repositories. */
  readonly general: PlannedRepository;
}

/** The values of the arguments that have a default. */
export const REPOSITORY_DEFAULTS = {
  keepImages: 30,
  untaggedDays: 7,
  enhancedScanning: false,
  deletionProtection: true,
} as const satisfies Partial<RepositoriesShape>;

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planRepositories(name: string, args: RepositoriesShape): RepositoriesPlan {
  const settings = { ...REPOSITORY_DEFAULTS, ...args };
  const faults = new Faults("ImageRepository", name);
  faults.check(Object.keys(args.repositories).length > 0, {
    property: "repositories",
    given: {},
    allowed: "at least one repository",
    fix: "declare a repository or leave the component out",
  });
  const repositories = new Map<string, PlannedRepository>();
  for (const [key, spec] of Object.entries(args.repositories)) {
    const keepImages = spec.keepImages ?? settings.keepImages;
    const untaggedDays = spec.untaggedDays ?? settings.untaggedDays;
    const physicalName = args.prefix === undefined ? undefined : `${args.prefix}/${key}`;
    checkCount(faults, `repositories.${key}.keepImages`, keepImages, IMAGES_LIMIT);
    checkCount(faults, `repositories.${key}.untaggedDays`, untaggedDays, 3650);
    checkName(faults, `repositories.${key}`, physicalName ?? key);
    repositories.set(key, { keepImages, untaggedDays, ...(physicalName === undefined ? {} : { physicalName }) });
  }
  faults.check(args.replication === undefined || args.prefix !== undefined, {
    property: "replication",
    given: args.replication?.region,
    allowed: "replication where a prefix is given: by it the registry knows which repositories to copy",
    fix: "set prefix",
  });
  faults.throwIfAny();
  return {
    general: { keepImages: settings.keepImages, untaggedDays: settings.untaggedDays },
    repositories,
    enhancedScanning: settings.enhancedScanning,
    deletionProtection: settings.deletionProtection,
  };
}

function checkCount(faults: Faults, property: string, given: number, max: number): void {
  faults.check(Number.isInteger(given) && given >= 1 && given <= max, {
    property,
    given,
    allowed: `a whole number from 1 to ${max} (${SOURCE})`,
    fix: "choose a number in that range",
  });
}

function checkName(faults: Faults, property: string, given: string): void {
  faults.check(NAME.test(given) && given.length >= NAME_MINIMUM && given.length <= NAME_LIMIT, {
    property,
    given,
    allowed: `${NAME_MINIMUM} to ${NAME_LIMIT} lower-case letters and digits, divided by ".", "_", "-" or "/" (${SOURCE})`,
    fix: "rename the repository or the prefix",
  });
}

/** The lifecycle policy as ECR reads it: first what lost its tag, then what is oldest among the tagged. */
export function lifecycleRules({ keepImages, untaggedDays }: PlannedRepository): object {
  return {
    rules: [
      {
        rulePriority: 1,
        description: `Untagged images go after ${untaggedDays} days`,
        selection: {
          tagStatus: "untagged",
          countType: "sinceImagePushed",
          countUnit: "days",
          countNumber: untaggedDays,
        },
        action: { type: "expire" },
      },
      {
        rulePriority: 2,
        description: `The newest ${keepImages} tagged images stay`,
        selection: {
          tagStatus: "tagged",
          tagPatternList: ["*"],
          countType: "imageCountMoreThan",
          countNumber: keepImages,
        },
        action: { type: "expire" },
      },
    ],
  };
}

import type { Faults } from "../core";

/** Who signs GitHub's tokens (GitHub documentation, "OpenID Connect reference", read 2026-11). */
export const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";
/** The issuer as IAM spells it in conditions and ARNs. */
export const GITHUB_HOST = "token.actions.githubusercontent.com";

/** What starts a job that may sign in. */
export type GitHubTrigger =
  | {
      /** A job that names this environment, whose reviewers approve it: `cloudmart-prod`. */
      readonly environment: string;
      /** The branch that may deploy there: `main`. */
      readonly branch: string;
      /**
       * Where the repository's tokens carry the branch in their subject (`gh api -X PUT repos/…/actions/oidc/customization/sub
       * -f use_default=false -f 'include_claim_keys[]=repo' -f 'include_claim_keys[]=context' -f 'include_claim_keys[]=ref'`),
       * all three clouds check it there. Otherwise Azure sees the environment alone, and GitHub holds that to the branch: set
       * the environment's deployment branches. AWS and Google check the branch by a claim of its own either way.
       * @default false
       */
      readonly branchInSubject?: boolean;
    }
  | {
      /** A job of a pull request from within the repository: it reads. Forks get no token. */
      readonly pullRequest: true;
    };

/** A repository's jobs. The ids stay when names change hands. */
export interface GitHubSource {
  /** `example/shop` */
  readonly repository: string;
  /** `gh api repos/example/shop --jq .id`, as text. */
  readonly repositoryId: string;
  /** `gh api repos/example/shop --jq .owner.id`, as text. */
  readonly ownerId: string;
  readonly trigger: GitHubTrigger;
}

/** The exact subject of the tokens, by GitHub's rules. */
export function subjectOf({ repository, trigger }: GitHubSource): string {
  if ("pullRequest" in trigger) {
    return `repo:${repository}:pull_request`;
  }
  const branch = trigger.branchInSubject === true ? `:ref:refs/heads/${trigger.branch}` : "";
  return `repo:${repository}:environment:${trigger.environment}${branch}`;
}

/** What Google checks beside the subject, in its expression language. */
export function attributeCondition({ repositoryId, ownerId, trigger }: GitHubSource): string {
  const repository = `assertion.repository_owner_id == '${ownerId}' && assertion.repository_id == '${repositoryId}'`;
  return "pullRequest" in trigger
    ? `${repository} && assertion.event_name == 'pull_request'`
    : `${repository} && assertion.environment == '${trigger.environment}' && assertion.ref == 'refs/heads/${trigger.branch}'`;
}

/** Checks what the user wrote. Quotes and wildcards would mean something else in a condition. */
export function checkSource(faults: Faults, source: GitHubSource): void {
  faults.check(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[A-Za-z0-9._-]{1,100}$/.test(source.repository), {
    property: "source.repository",
    given: source.repository,
    allowed: "owner and name, such as example/shop",
    fix: "write them as they stand in the repository's address",
  });
  for (const property of ["repositoryId", "ownerId"] as const) {
    faults.check(/^\d+$/.test(source[property]), {
      property: `source.${property}`,
      given: source[property],
      allowed: "digits, as text",
      fix: "ask GitHub's API for the repository",
    });
  }
  if ("pullRequest" in source.trigger) {
    return;
  }
  const { environment, branch } = source.trigger;
  faults.check(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(environment), {
    property: "source.trigger.environment",
    given: environment,
    allowed: "letters, digits, hyphens and underscores",
    fix: "name one environment of the repository",
  });
  faults.check(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/.test(branch), {
    property: "source.trigger.branch",
    given: branch,
    allowed: "one branch, without wildcards",
    fix: 'write "main"',
  });
}

/** Jobs of pull requests read; those of an environment change things. */
export function mayChange({ trigger }: GitHubSource): boolean {
  return !("pullRequest" in trigger);
}

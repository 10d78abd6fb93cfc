import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent, Faults, type Grantee } from "../core";
import { AwsToAzureIdentity, type AzureIdentityMode } from "./aws-to-azure-identity";
import { planAzureIdentity } from "./aws-to-azure-identity-plan";
import { AzureGroup, planGroup } from "./azure-group";
import { type AccountAccess, LanguageAccount, type LanguageAuthor, type VaultKey } from "./language-account";
import { type AccountKind, planAccount } from "./language-account-plan";

/** A project of conversational language understanding, and the deployment of it that callers ask. */
export interface LanguageUnderstanding {
  readonly project: string;
  readonly deployment: string;
}

/** What callers read from their environment. */
export const AZURE_VARIABLES = {
  identity: "AZURE_IDENTITY",
  language: "AZURE_LANGUAGE_ENDPOINT",
  multiService: "AZURE_MULTI_SERVICE_ENDPOINT",
  project: "AZURE_UNDERSTANDING_PROJECT",
  deployment: "AZURE_UNDERSTANDING_DEPLOYMENT",
} as const;

/** Names of projects and deployments ("Conversational language understanding limits", read 2026-11). */
const PROJECT_NAME = /^[\w.-]{1,50}$/;

/** Arguments of {@link AzureLanguage}. */
export interface AzureLanguageArgs {
  /** Azure region: `eastus`. */
  readonly location: string;
  /** The accounts by kind, each by the first label of its endpoint, unique in the world. */
  readonly subdomains: { readonly language: string; readonly multiService?: string };
  /** Who reaches the endpoints. */
  readonly access: AccountAccess;
  /** How callers sign in. `secret` relaxes: an operator places the accounts' key, and the accounts take keys. */
  readonly identity: AzureIdentityMode;
  /** Customer key of what the accounts store. @default a key that Microsoft manages */
  readonly vaultKey?: VaultKey;
  /**
   * The project and deployment that callers ask. Both are made in the account's data plane, by an author or a delivery
   * pipeline; here stand their names. @default none
   */
  readonly understanding?: LanguageUnderstanding;
  /** Who makes projects of language understanding, by a name of yours. @default nobody */
  readonly authors?: Readonly<Record<string, LanguageAuthor>>;
  /** @default none */
  readonly tags?: Readonly<Record<string, string>>;
  /** Days for which the accounts' logs are kept, 30 to 730. @default 365 */
  readonly retentionDays?: number;
}

/**
 * Azure's language services for callers on AWS: the account for text and language understanding, the multi-service account
 * where asked for, and the identity that may call them.
 *
 * Creates a resource group with a log workspace, an identity, and per account the account, its logging and the role
 * assignment. Cost follows the calls, and the logs taken in.
 *
 * @example
 * const azure = new AzureLanguage("shop-ai", {
 *   location: "eastus",
 *   subdomains: { language: "shop-language" },
 *   access: { mode: "addresses", addresses: network.natAddresses },
 *   identity: { mode: "federation", issuerUrl },
 * });
 * azure.grantUse(aiService);
 * const environment = azure.environment;
 */
export class AzureLanguage extends EstateComponent {
  public readonly group: AzureGroup;
  public readonly identity: AwsToAzureIdentity;
  public readonly language: LanguageAccount;
  /** Absent where no subdomain is given for it. */
  public readonly multiService: LanguageAccount | undefined;
  /** What a caller's environment holds, by variable. No secret in it. */
  public readonly environment: Readonly<Record<string, pulumi.Input<string>>>;

  public constructor(name: string, args: AzureLanguageArgs, opts?: pulumi.ComponentResourceOptions) {
    checkAzureLanguage(name, args);
    super("estate:pipeline:AzureLanguage", name, args, opts);
    const { subdomains } = args;
    this.group = new AzureGroup(this.childName("home"), groupArgs(args), { parent: this });
    this.identity = new AwsToAzureIdentity(
      this.childName("caller"),
      { group: this.group, identity: args.identity },
      { parent: this },
    );
    this.language = this.makeAccount("language", subdomains.language, args);
    this.multiService =
      subdomains.multiService === undefined
        ? undefined
        : this.makeAccount("multiService", subdomains.multiService, args);
    for (const [key, author] of Object.entries(args.authors ?? {})) {
      this.language.grantAuthoring(key, author);
    }
    this.environment = this.makeEnvironment(args.understanding);
    this.registerOutputs({ endpoint: this.language.endpoint });
  }

  /** Lets a pod, a function or a task sign in to the accounts as the one identity that may call them. */
  public grantUse(caller: Grantee): void {
    this.identity.allow(caller);
  }

  private makeEnvironment(understanding: LanguageUnderstanding | undefined) {
    return {
      [AZURE_VARIABLES.identity]: this.identity.configuration,
      [AZURE_VARIABLES.language]: this.language.endpoint,
      ...(this.multiService === undefined ? {} : { [AZURE_VARIABLES.multiService]: this.multiService.endpoint }),
      ...(understanding === undefined
        ? {}
        : {
            [AZURE_VARIABLES.project]: understanding.project,
            [AZURE_VARIABLES.deployment]: understanding.deployment,
          }),
    };
  }

  private makeAccount(kind: AccountKind, subdomain: string, args: AzureLanguageArgs): LanguageAccount {
    const account = new LanguageAccount(
      this.childName(kind === "language" ? "language" : "multi-service"),
      { group: this.group, ...accountArgs(kind, subdomain, args) },
      { parent: this },
    );
    account.grantUse(this.identity);
    return account;
  }
}

function groupArgs(args: AzureLanguageArgs) {
  return {
    location: args.location,
    ...(args.tags === undefined ? {} : { tags: args.tags }),
    ...(args.retentionDays === undefined ? {} : { retentionDays: args.retentionDays }),
  };
}

function accountArgs(kind: AccountKind, subdomain: string, args: AzureLanguageArgs) {
  return {
    kind,
    subdomain,
    access: args.access,
    localAuth: args.identity.mode === "secret",
    ...(args.vaultKey === undefined ? {} : { vaultKey: args.vaultKey }),
  };
}

/** Every part's own check. @throws {pulumi.InputPropertiesError} with the faults of the first part that has any */
export function checkAzureLanguage(name: string, args: AzureLanguageArgs): void {
  checkUnderstanding(name, args.understanding);
  planGroup(`${name}-home`, groupArgs(args));
  planAzureIdentity(`${name}-caller`, args.identity);
  planAccount(`${name}-language`, accountArgs("language", args.subdomains.language, args));
  if (args.subdomains.multiService !== undefined) {
    planAccount(`${name}-multi-service`, accountArgs("multiService", args.subdomains.multiService, args));
  }
}

function checkUnderstanding(name: string, understanding: LanguageUnderstanding | undefined): void {
  const faults = new Faults("AzureLanguage", name);
  for (const [property, given] of Object.entries(understanding ?? {})) {
    faults.check(PROJECT_NAME.test(given), {
      property: `understanding.${property}`,
      given,
      allowed: "1 to 50 letters, digits, dots, hyphens and underscores",
      fix: "copy the name from the project",
    });
  }
  faults.throwIfAny();
}

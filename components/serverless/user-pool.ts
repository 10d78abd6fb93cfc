import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as cognito from "@pulumi/aws/cognito";
import type * as iam from "@pulumi/aws/iam";
import * as route53 from "@pulumi/aws/route53";
import * as wafv2 from "@pulumi/aws/wafv2";
import * as pulumi from "@pulumi/pulumi";
import {
  type Alarmed,
  type AlarmSpec,
  type Bindable,
  type EncryptionKey,
  EstateComponent,
  type Grantee,
  grant,
  type NeedScope,
  parseArn,
  type Statement,
} from "../core";
import { EdgeFirewall } from "../edge/edge-firewall";
import { entryRules } from "../edge/firewall-rules";
import { userPoolAlarms } from "./user-pool-alarms";
import type { PoolMail, UserPoolArgs } from "./user-pool-args";
import { type ClientPlan, type PoolPlan, planUserPool } from "./user-pool-plan";
import {
  clientSettings,
  poolSettings,
  type SignInConfiguration,
  signInConfiguration,
  THREAT_REACTIONS,
} from "./user-pool-settings";

const READ_USERS = ["cognito-idp:AdminGetUser", "cognito-idp:AdminListGroupsForUser", "cognito-idp:ListUsers"] as const;
const MANAGE_USERS = [
  ...READ_USERS,
  "cognito-idp:AdminAddUserToGroup",
  "cognito-idp:AdminCreateUser",
  "cognito-idp:AdminDisableUser",
  "cognito-idp:AdminEnableUser",
  "cognito-idp:AdminRemoveUserFromGroup",
  "cognito-idp:AdminResetUserPassword",
  "cognito-idp:AdminUserGlobalSignOut",
] as const;

/**
 * The users of a shop: they sign in with their e-mail address, by password and an authenticator application, in single-page
 * applications without a secret.
 *
 * Creates a user pool with its groups and applications, a log group and what is delivered to it; with a domain the sign-in
 * pages; with `PLUS` the reactions to threats; and a firewall, unless it is left out. Cost follows the users active in a
 * month: ESSENTIALS 1.5 cents each above 10,000, PLUS two cents each; the firewall ten US dollars a month.
 *
 * @example
 * const users = new UserPool("users", {
 *   key,
 *   clients: { shop: { callbackUrls: ["https://shop.example.com/"] } },
 *   domain: { prefix: "shop-example" },
 * });
 * users.configuration("shop");
 */
export class UserPool<Client extends string = string> extends EstateComponent implements Bindable, Alarmed {
  public readonly bindingKind = "user-pool";
  /** The pool's id. */
  public readonly bindingReference: pulumi.Output<string>;
  public readonly alarmSource: string;
  public readonly pool: cognito.UserPool;
  public readonly id: pulumi.Output<string>;
  public readonly arn: pulumi.Output<string>;
  /** Who issues the tokens: `https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abc`. */
  public readonly issuer: pulumi.Output<string>;
  /** Host name of the sign-in pages; absent without a domain. */
  public readonly domainName: pulumi.Output<string> | undefined;
  private readonly plan: PoolPlan;
  private readonly clients: ReadonlyMap<string, cognito.UserPoolClient>;

  public constructor(name: string, args: UserPoolArgs<Client>, opts?: pulumi.ComponentResourceOptions) {
    const plan = planUserPool(name, args);
    super("estate:serverless:UserPool", name, args, opts);
    this.alarmSource = name;
    this.plan = plan;
    this.pool = this.makePool(plan, args.mail);
    this.id = this.pool.id;
    this.arn = this.pool.arn;
    this.bindingReference = this.id;
    this.issuer = pulumi.interpolate`https://${this.pool.endpoint}`;
    this.makeGroups(plan);
    this.domainName = this.makeDomain(plan);
    this.clients = new Map(plan.clients.map((client) => [client.name, this.makeClient(client)]));
    this.makeThreatReactions(plan);
    this.makeLogs(plan, args.key);
    this.makeFirewall(plan, args.key);
    this.registerOutputs({ id: this.id, arn: this.arn, issuer: this.issuer });
  }

  /** The id that an application signs in with; no secret. */
  public clientId(client: Client): pulumi.Output<string> {
    return this.client(client).id;
  }

  /** What an application needs to know, as Amplify's `configure` takes it; no secret in it. */
  public configuration(client: Client): pulumi.Output<SignInConfiguration> {
    const { callbackUrls, logoutUrls } = this.plan.clients.find(({ name }) => name === client) ?? NO_PAGES;
    return pulumi
      .all([this.id, this.clientId(client), this.domainName])
      .apply(([userPoolId, userPoolClientId, domain]) =>
        signInConfiguration({ userPoolId, userPoolClientId, domain, callbackUrls, logoutUrls }),
      );
  }

  /** Lets the grantee look users up. */
  public grantReadUsers(grantee: Grantee): iam.RolePolicy {
    return grant(grantee, `${this.componentName}-read-users`, this.bindingStatements(READ_USERS, {}));
  }

  /** Lets the grantee invite, disable and sign out users, and put them into groups. */
  public grantManageUsers(grantee: Grantee): iam.RolePolicy {
    return grant(grantee, `${this.componentName}-manage-users`, this.bindingStatements(MANAGE_USERS, {}));
  }

  /** A need without actions, such as a check of tokens, takes no statement: the keys that sign them are public. */
  public bindingStatements(actions: readonly string[], _scope: NeedScope): readonly Statement[] {
    return actions.length === 0 ? [] : [{ sid: "Users", actions, resources: [this.arn] }];
  }

  /** Sign-ins that fail, or are throttled, per application. */
  public alarms(): readonly AlarmSpec[] {
    return [...this.clients].flatMap(([name, client]) =>
      userPoolAlarms({ name: this.componentName, client: name, poolId: this.id, clientId: client.id }),
    );
  }

  private client(name: string): cognito.UserPoolClient {
    const found = this.clients.get(name);
    if (found === undefined) {
      throw new Error(
        `UserPool "${this.componentName}" has no client "${name}"; it has ${[...this.clients.keys()].join(", ")}.`,
      );
    }
    return found;
  }

  private makePool(plan: PoolPlan, mail: PoolMail | undefined): cognito.UserPool {
    return new cognito.UserPool(this.childName("pool"), poolSettings(plan, mail), this.childOptions());
  }

  private makeGroups({ groups }: PoolPlan): void {
    for (const [name, { description, precedence }] of Object.entries(groups)) {
      new cognito.UserGroup(
        this.childName("group", name),
        { userPoolId: this.id, name, description, ...(precedence === undefined ? {} : { precedence }) },
        this.childOptions(),
      );
    }
  }

  private makeDomain({ domain, tier }: PoolPlan): pulumi.Output<string> | undefined {
    if (domain === undefined) {
      return undefined;
    }
    const own = "name" in domain;
    const made = new cognito.UserPoolDomain(
      this.childName("domain"),
      {
        userPoolId: this.id,
        domain: own ? domain.name : domain.prefix,
        ...(own ? { certificateArn: domain.certificateArn } : {}),
        managedLoginVersion: tier === "LITE" ? 1 : 2,
      },
      this.childOptions(),
    );
    if (own && domain.zoneId !== undefined) {
      const target = {
        name: made.cloudfrontDistribution,
        zoneId: made.cloudfrontDistributionZoneId,
        evaluateTargetHealth: false,
      };
      new route53.Record(
        this.childName("domain-record"),
        { zoneId: domain.zoneId, name: domain.name, type: "A", aliases: [target] },
        this.childOptions(),
      );
    }
    const { region } = this.arn.apply((arn) => parseArn(arn));
    return own ? made.domain : pulumi.interpolate`${made.domain}.auth.${region}.amazoncognito.com`;
  }

  private makeClient(client: ClientPlan): cognito.UserPoolClient {
    const hosted = client.callbackUrls.length > 0;
    const made = new cognito.UserPoolClient(
      this.childName("client", client.name),
      { userPoolId: this.id, ...clientSettings(client) },
      this.childOptions(),
    );
    if (hosted && this.plan.tier !== "LITE") {
      // The managed pages refuse an application without a style.
      new cognito.ManagedLoginBranding(
        this.childName("branding", client.name),
        { userPoolId: this.id, clientId: made.id, useCognitoProvidedValues: true },
        this.childOptions(),
      );
    }
    return made;
  }

  /** Passwords known to be stolen are refused; odd sign-ins are asked for a second factor. */
  private makeThreatReactions({ threatProtection }: PoolPlan): void {
    if (threatProtection !== "enforced") {
      return;
    }
    new cognito.RiskConfiguration(
      this.childName("threats"),
      {
        userPoolId: this.id,
        ...THREAT_REACTIONS,
      },
      this.childOptions(),
    );
  }

  /** Messages that could not be sent; with threat protection who signed in, from where and how risky. */
  private makeLogs({ logRetentionDays, threatProtection }: PoolPlan, key: EncryptionKey): void {
    const group = new cloudwatch.LogGroup(
      this.childName("logs"),
      {
        name: pulumi.interpolate`/aws/vendedlogs/cognito/${this.id}`,
        kmsKeyId: key.arn,
        retentionInDays: logRetentionDays,
      },
      this.childOptions(),
    );
    const to = { cloudWatchLogsConfiguration: { logGroupArn: group.arn } };
    new cognito.LogDeliveryConfiguration(
      this.childName("log-delivery"),
      {
        userPoolId: this.id,
        logConfigurations: [
          { eventSource: "userNotification", logLevel: "ERROR", ...to },
          ...(threatProtection === "off" ? [] : [{ eventSource: "userAuthEvents", logLevel: "INFO", ...to }]),
        ],
      },
      this.childOptions(),
    );
  }

  private makeFirewall({ rateLimit, logRetentionDays }: PoolPlan, key: EncryptionKey): void {
    if (rateLimit === "none") {
      return;
    }
    const firewall = new EdgeFirewall(
      this.childName("firewall"),
      { scope: "REGIONAL", rules: entryRules(rateLimit), keyArn: key.arn, retentionDays: logRetentionDays },
      { parent: this },
    );
    new wafv2.WebAclAssociation(
      this.childName("firewall-association"),
      { resourceArn: this.arn, webAclArn: firewall.arn },
      this.childOptions(),
    );
  }
}

const NO_PAGES = { callbackUrls: [], logoutUrls: [] } as const;

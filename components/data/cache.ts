import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as elasticache from "@pulumi/aws/elasticache";
import type * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import {
  type Alarmed,
  type AlarmSpec,
  type EncryptionKey,
  EstateComponent,
  type Grantee,
  grant,
  type Listener,
} from "../core";
import { cacheAlarms } from "./cache-alarms";
import { type CacheEngine, type CachePlan, planCache } from "./cache-plan";
import { SecretStore, type StoredSecret } from "./secret-store";

/**
 * How callers prove who they are. `iam` signs in with the caller's own role by a token that lives fifteen minutes: there is
 * no secret to store, leak or rotate, so it is the default. `password` serves clients that cannot sign such a token; the
 * password, a user name and the address stand together in one secret of Secrets Manager.
 */
export type CacheAccess =
  | { readonly mode: "iam" }
  | {
      readonly mode: "password";
      /** 16 to 128 characters, as a secret output: `config.requireSecret("cachePassword")`. */
      readonly password: pulumi.Output<string>;
    };

/** Arguments of {@link Cache}. */
export interface CacheArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Private or isolated subnets; two zones or more where there are replicas. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** The customer key of data, snapshots and logs. Its `services` must name `logs`. */
  readonly key: EncryptionKey;
  /** @default { mode: "iam" } */
  readonly access?: CacheAccess;
  /** `valkey` or `redis`. @default "valkey" */
  readonly engine?: CacheEngine;
  /** @default "cache.t4g.small" */
  readonly nodeType?: string;
  /** Copies beside the primary, 0 to 5; without one a lost node loses the cache. @default 1 */
  readonly replicas?: number;
  /** Spread over zones, with automatic failover. @default true where there are replicas */
  readonly multiZone?: boolean;
  /** Begins the ids of the cache, its user and its group; unique in account and region. @default the component's name */
  readonly cacheName?: string;
  /** Parameters of the engine. @default { "maxmemory-policy": "allkeys-lru" } */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Days for which a daily snapshot is kept, 0 to 35; 0 takes none. @default 7 */
  readonly snapshotDays?: number;
  /** UTC. @default "03:00-04:00" */
  readonly snapshotWindow?: string;
  /** UTC. @default "sun:05:00-sun:06:00" */
  readonly maintenanceWindow?: string;
  /** @default 90 */
  readonly logRetentionDays?: number;
  /** Pulumi does not delete the cache. Relax it for stacks that come and go. @default true */
  readonly deletionProtection?: boolean;
}

const CACHE_PORT = 6379;
/** All keys and commands but those that administer the server or empty it. */
const APPLICATION_ACCESS = "on ~* &* +@all -@admin -@dangerous +info";
/** Where the engine demands a user "default", it can do nothing. */
const NO_ACCESS = "off -@all";
const CONNECT_ACTION = "elasticache:Connect";

/**
 * A Valkey or Redis cache in a VPC: TLS only, access by IAM or by a password from Secrets Manager, encrypted by a customer
 * key, with automatic failover.
 *
 * Creates a replication group with its subnet group, parameter group, user and user group, a security group that nobody may
 * enter yet, and two log groups. The nodes drive the cost: about 23 US dollars per month for each `cache.t4g.small`.
 *
 * @example
 * const cache = new Cache("sessions", { vpcId: network.vpcId, subnetIds: network.subnetIds.private, key });
 * connect(backend, cache);
 * cache.grantConnect(backend);
 */
export class Cache extends EstateComponent implements Listener, Alarmed {
  public readonly alarmSource: string;
  public readonly connectionName: string;
  public readonly port = CACHE_PORT;
  public readonly securityGroup: ec2.SecurityGroup;
  public readonly securityGroupId: pulumi.Output<string>;
  public readonly group: elasticache.ReplicationGroup;
  /** Host that takes reads and writes; TLS on port 6379. */
  public readonly endpoint: pulumi.Output<string>;
  /** Host that spreads reads over the replicas. */
  public readonly readerEndpoint: pulumi.Output<string>;
  /** Whom clients sign in as. */
  public readonly userName: string;
  /** JSON with `host`, `port`, `username` and `password`; absent with access by IAM. */
  public readonly secret: StoredSecret | undefined;
  private readonly plan: CachePlan;
  private readonly user: elasticache.User;

  public constructor(name: string, args: CacheArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planCache(name, args);
    super("estate:data:Cache", name, args, opts);
    const access = args.access ?? { mode: "iam" };
    this.plan = plan;
    this.alarmSource = name;
    this.connectionName = name;
    this.userName = `${plan.cacheName}-app`;
    this.securityGroup = this.makeSecurityGroup(args);
    this.securityGroupId = this.securityGroup.id;
    this.user = this.makeUser(access);
    this.group = this.makeGroup(args, this.makeUserGroup(), this.makeLogGroups(args.key));
    this.endpoint = this.group.primaryEndpointAddress;
    this.readerEndpoint = this.group.readerEndpointAddress;
    this.secret = access.mode === "password" ? this.storePassword(access.password, args.key) : undefined;
    this.registerOutputs({ endpoint: this.endpoint, readerEndpoint: this.readerEndpoint });
  }

  /** Lets the grantee sign in: by its own role, or by reading the secret. The network is opened by `connect()`. */
  public grantConnect(grantee: Grantee): iam.RolePolicy {
    return this.secret === undefined
      ? grant(grantee, `${this.componentName}-connect`, [
          { sid: "ConnectToCache", actions: [CONNECT_ACTION], resources: [this.group.arn, this.user.arn] },
        ])
      : this.secret.grantRead(grantee);
  }

  /** Memory, processor, evictions and replication lag of every node. */
  public alarms(): readonly AlarmSpec[] {
    const nodes = Array.from({ length: this.plan.replicas + 1 }, (_, position) => {
      const key = String(position + 1).padStart(3, "0");
      return { key, id: pulumi.interpolate`${this.group.id}-${key}` };
    });
    return cacheAlarms(this.componentName, nodes);
  }

  private makeSecurityGroup(args: CacheArgs): ec2.SecurityGroup {
    return new ec2.SecurityGroup(
      this.childName("security-group"),
      { vpcId: args.vpcId, description: `Cache ${this.componentName}: ingress as declared, no egress` },
      this.childOptions(),
    );
  }

  private makeUser(access: CacheAccess): elasticache.User {
    return new elasticache.User(
      this.childName("user"),
      {
        userId: this.userName,
        // IAM wants the name to equal the id.
        userName: this.userName,
        engine: this.plan.engine,
        accessString: APPLICATION_ACCESS,
        authenticationMode:
          access.mode === "iam" ? { type: "iam" } : { type: "password", passwords: [pulumi.secret(access.password)] },
      },
      this.childOptions(),
    );
  }

  private makeUserGroup(): elasticache.UserGroup {
    const users = [this.user.userId, ...(this.plan.engine === "redis" ? [this.makeDefaultUser().userId] : [])];
    return new elasticache.UserGroup(
      this.childName("user-group"),
      { userGroupId: `${this.plan.cacheName}-users`, engine: this.plan.engine, userIds: users },
      this.childOptions(),
    );
  }

  /** Redis demands a user of this name in every group; Valkey does not. */
  private makeDefaultUser(): elasticache.User {
    return new elasticache.User(
      this.childName("default-user"),
      {
        userId: `${this.plan.cacheName}-default`,
        userName: "default",
        engine: this.plan.engine,
        accessString: NO_ACCESS,
        authenticationMode: { type: "no-password-required" },
      },
      this.childOptions(),
    );
  }

  private makeLogGroups(key: EncryptionKey): Readonly<Record<"slow-log" | "engine-log", cloudwatch.LogGroup>> {
    const make = (kind: string) =>
      new cloudwatch.LogGroup(
        this.childName(kind),
        { kmsKeyId: key.arn, retentionInDays: this.plan.logRetentionDays },
        this.childOptions(),
      );
    return { "slow-log": make("slow-log"), "engine-log": make("engine-log") };
  }

  private makeGroup(
    args: CacheArgs,
    users: elasticache.UserGroup,
    logs: Readonly<Record<string, cloudwatch.LogGroup>>,
  ): elasticache.ReplicationGroup {
    const { plan } = this;
    return new elasticache.ReplicationGroup(
      this.childName("group"),
      {
        description: `Cache ${this.componentName}`,
        engine: plan.engine,
        engineVersion: plan.version,
        nodeType: plan.nodeType,
        port: CACHE_PORT,
        numCacheClusters: plan.replicas + 1,
        automaticFailoverEnabled: plan.multiZone,
        multiAzEnabled: plan.multiZone,
        atRestEncryptionEnabled: true,
        kmsKeyId: args.key.arn,
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
        userGroupIds: [users.userGroupId],
        subnetGroupName: this.makeSubnetGroup(args).name,
        parameterGroupName: this.makeParameterGroup().name,
        securityGroupIds: [this.securityGroup.id],
        snapshotRetentionLimit: plan.snapshotDays,
        ...(plan.snapshotDays > 0 ? { snapshotWindow: plan.snapshotWindow } : {}),
        maintenanceWindow: plan.maintenanceWindow,
        autoMinorVersionUpgrade: true,
        ...(plan.deletionProtection ? { finalSnapshotIdentifier: `${plan.cacheName}-final` } : {}),
        logDeliveryConfigurations: Object.entries(logs).map(([logType, logGroup]) => ({
          destination: logGroup.name,
          destinationType: "cloudwatch-logs",
          logFormat: "json",
          logType,
        })),
      },
      this.childOptions(plan.deletionProtection ? { protect: true } : {}),
    );
  }

  private makeSubnetGroup(args: CacheArgs): elasticache.SubnetGroup {
    return new elasticache.SubnetGroup(
      this.childName("subnets"),
      { subnetIds: [...args.subnetIds], description: `Subnets of cache ${this.componentName}` },
      this.childOptions(),
    );
  }

  private makeParameterGroup(): elasticache.ParameterGroup {
    const parameters = Object.entries(this.plan.parameters).map(([name, value]) => ({ name, value }));
    return new elasticache.ParameterGroup(
      this.childName("parameters"),
      { family: this.plan.family, parameters, description: `Parameters of cache ${this.componentName}` },
      this.childOptions(),
    );
  }

  private storePassword(password: pulumi.Output<string>, key: EncryptionKey): StoredSecret {
    const value = pulumi.jsonStringify({
      host: this.endpoint,
      port: CACHE_PORT,
      username: this.userName,
      password: pulumi.secret(password),
    });
    const description = `How to reach cache ${this.componentName}: JSON with host, port, username and password`;
    const { deletionProtection } = this.plan;
    const store = new SecretStore(
      this.childName("access"),
      { key, secrets: { login: { description, value } }, deletionProtection },
      this.childOptions(),
    );
    return store.secret("login");
  }
}

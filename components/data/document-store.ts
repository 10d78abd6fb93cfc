import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as docdb from "@pulumi/aws/docdb";
import * as ec2 from "@pulumi/aws/ec2";
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
import type { ChildMaker } from "./child-maker";
import { keepManagedMaster, storeGivenMaster } from "./database-master";
import { documentAlarms } from "./document-store-alarms";
import type { DocumentStoreArgs, DocumentUser } from "./document-store-args";
import { DOCUMENT_MASTER, type DocumentPlan, documentBootstrapScript, planDocuments } from "./document-store-plan";
import { SecretStore, type StoredSecret } from "./secret-store";

const PORT = 27_017;
/** The version and its family of parameters: the newest with long support (DocumentDB release notes, read 2026-11). */
const ENGINE = { name: "docdb", version: "5.0.0", family: "docdb5.0" } as const;
/** Daily backups and weekly maintenance, in UTC: when most shops sleep, and not at the same time. */
const WINDOWS = { backup: "02:00-03:00", maintenance: "sun:04:00-sun:05:00" } as const;
const AUTHORITY = "rds-ca-rsa2048-g1";
const LOGS = ["audit", "profiler"] as const;
/** What a client says beside user and host: DocumentDB keeps no promise of retried writes (developer guide, read 2026-11). */
const ADDRESS_OPTIONS = "tls=true&replicaSet=rs0&readPreference=secondaryPreferred&retryWrites=false";

/**
 * A document database that speaks MongoDB's protocol (Amazon DocumentDB): TLS required, encrypted by a customer key, every
 * sign-in and slow operation logged, restorable to any second for thirty days, and a warm copy in another region where asked for.
 *
 * Creates the cluster with its instances, subnet group, parameter group, security group and log groups, and a secret per
 * user with all that a client needs; the frame of a database that spans regions, where asked for. The instances drive the
 * cost: about 190 US dollars a month for each `db.r6g.large`, 57 for a `db.t4g.medium`.
 *
 * Not everything of MongoDB is there: see "Supported MongoDB APIs" of DocumentDB's guide before choosing. The alternative is
 * MongoDB by its operator, in the cluster.
 *
 * @example
 * const users = new DocumentStore("users", { vpcId, subnetIds: network.subnetIds.isolated, key,
 *   users: { accounts: { database: "accounts", password: config.requireSecret("accountsPassword") } } });
 * connect(userService, users);
 * users.grantRead(userService, "accounts");
 */
export class DocumentStore<User extends string = string> extends EstateComponent implements Listener, Alarmed {
  public readonly alarmSource: string;
  public readonly connectionName: string;
  public readonly port = PORT;
  public readonly securityGroupId: pulumi.Output<string>;
  public readonly cluster: docdb.Cluster;
  /** The first one writes, until another takes over. */
  public readonly instances: readonly docdb.ClusterInstance[];
  /** Frame of the database that spans regions; the primary's makes it. */
  public readonly globalCluster: docdb.GlobalCluster | undefined;
  public readonly endpoint: pulumi.Output<string>;
  public readonly readerEndpoint: pulumi.Output<string>;
  public readonly masterSecretArn: pulumi.Output<string>;
  /** Script of `mongosh` that makes the users, for a job that signs in as the master. */
  public readonly bootstrapScript: string;
  /** What was decided, for a secondary to look at. */
  public readonly plan: DocumentPlan;
  private readonly key: EncryptionKey;
  private readonly secrets: ReadonlyMap<string, StoredSecret>;
  /** A secondary keeps the same users and the same master, in its own region. */
  private readonly users: Readonly<Record<string, DocumentUser>>;
  private readonly givenMaster: pulumi.Output<string> | undefined;
  private readonly make: ChildMaker;

  public constructor(name: string, args: DocumentStoreArgs<User>, opts?: pulumi.ComponentResourceOptions) {
    const plan = planDocuments(name, args);
    super("estate:data:DocumentStore", name, args, opts);
    this.plan = plan;
    this.key = args.key;
    this.alarmSource = name;
    this.connectionName = name;
    this.bootstrapScript = documentBootstrapScript(plan.users);
    this.make = { name: (role, key) => this.childName(role, key), options: this.childOptions() };
    const group = this.makeSecurityGroup(args);
    this.securityGroupId = group.id;
    this.globalCluster = this.makeGlobalCluster(args);
    this.cluster = this.makeCluster(args, group);
    this.instances = this.makeInstances();
    this.endpoint = this.cluster.endpoint;
    this.readerEndpoint = this.cluster.readerEndpoint;
    const primary = args.global?.role === "secondary" ? args.global.of : undefined;
    this.users = primary?.users ?? args.users;
    this.givenMaster = primary?.givenMaster ?? (args.master?.mode === "given" ? args.master.password : undefined);
    this.masterSecretArn = this.keepMaster(args);
    this.secrets = this.storeUsers(Object.entries(this.users));
    this.registerOutputs({ endpoint: this.endpoint, readerEndpoint: this.readerEndpoint });
  }

  /** Secret of one user: JSON with `host`, `port`, `username`, `password`, `database` and `uri`, of this region. */
  public secret(user: User): StoredSecret {
    const secret = this.secrets.get(user);
    if (secret === undefined) {
      throw new Error(
        `DocumentStore "${this.componentName}" has no secret of a user "${user}"; it has ${[...this.secrets.keys()].join(", ") || "none"}.`,
      );
    }
    return secret;
  }

  /** Lets the grantee read how to sign in as the user. The network is opened by `connect()`. */
  public grantRead(grantee: Grantee, user: User): iam.RolePolicy {
    return this.secret(user).grantRead(grantee);
  }

  /** Lets the job that makes the users read the master's password. */
  public grantMaster(grantee: Grantee): iam.RolePolicy {
    return grant(grantee, `${this.componentName}-master`, [
      { sid: "ReadMaster", actions: ["secretsmanager:GetSecretValue"], resources: [this.masterSecretArn] },
      this.key.useStatement("decrypt", "secretsmanager"),
    ]);
  }

  /** Processor, memory and connections of every instance; lag of readers, and of a copy in another region. */
  public alarms(): readonly AlarmSpec[] {
    const nodes = this.instances.map((instance, position) => ({
      key: `instance-${position + 1}`,
      identifier: instance.identifier,
    }));
    const { clusterIdentifier } = this.cluster;
    return documentAlarms(this.componentName, nodes, clusterIdentifier, this.plan.globalRole === "secondary");
  }

  private makeSecurityGroup(args: DocumentStoreArgs): ec2.SecurityGroup {
    return new ec2.SecurityGroup(
      this.childName("security-group"),
      { vpcId: args.vpcId, description: `Database ${this.componentName}: ingress as declared, no egress` },
      this.childOptions(),
    );
  }

  private makeGlobalCluster(args: DocumentStoreArgs): docdb.GlobalCluster | undefined {
    if (args.global?.role !== "primary") {
      return args.global?.of.globalCluster;
    }
    return new docdb.GlobalCluster(
      this.childName("global"),
      {
        globalClusterIdentifier: `${this.plan.identifier}-global`,
        engine: ENGINE.name,
        engineVersion: ENGINE.version,
        storageEncrypted: true,
        deletionProtection: this.plan.deletionProtection,
      },
      this.protectedOptions(),
    );
  }

  private protectedOptions(extra: pulumi.CustomResourceOptions = {}): pulumi.CustomResourceOptions {
    return this.childOptions({ ...extra, ...(this.plan.deletionProtection ? { protect: true } : {}) });
  }

  private makeParameters(): docdb.ClusterParameterGroup {
    return new docdb.ClusterParameterGroup(
      this.childName("parameters"),
      {
        family: ENGINE.family,
        description: `Parameters of database ${this.plan.identifier}: TLS required, sign-ins and slow operations logged`,
        parameters: [
          { name: "tls", value: "tls1.2+", applyMethod: "pending-reboot" },
          { name: "audit_logs", value: "enabled" },
          { name: "profiler", value: "enabled" },
          { name: "profiler_threshold_ms", value: String(this.plan.slowMilliseconds) },
        ],
      },
      this.childOptions(),
    );
  }

  /** Made before the cluster, or DocumentDB makes them without key and without end. */
  private makeLogGroups(): readonly cloudwatch.LogGroup[] {
    return LOGS.map(
      (log) =>
        new cloudwatch.LogGroup(
          this.childName("logs", log),
          {
            name: `/aws/docdb/${this.plan.identifier}/${log}`,
            kmsKeyId: this.key.arn,
            retentionInDays: this.plan.logRetentionDays,
          },
          this.childOptions(),
        ),
    );
  }

  /** A secondary takes user and password from its primary. */
  private identity(args: DocumentStoreArgs) {
    if (this.plan.globalRole === "secondary") {
      return {};
    }
    return args.master?.mode === "given"
      ? { masterUsername: DOCUMENT_MASTER, masterPassword: pulumi.secret(args.master.password) }
      : { masterUsername: DOCUMENT_MASTER, manageMasterUserPassword: true };
  }

  private makeCluster(args: DocumentStoreArgs, group: ec2.SecurityGroup): docdb.Cluster {
    const { plan } = this;
    const subnets = new docdb.SubnetGroup(
      this.childName("subnets"),
      { subnetIds: [...args.subnetIds], description: `Subnets of database ${this.componentName}` },
      this.childOptions(),
    );
    const primary = args.global?.role === "secondary" ? args.global.of.instances : [];
    return new docdb.Cluster(
      this.childName("cluster"),
      {
        clusterIdentifier: plan.identifier,
        engine: ENGINE.name,
        engineVersion: ENGINE.version,
        ...this.identity(args),
        ...(this.globalCluster === undefined ? {} : { globalClusterIdentifier: this.globalCluster.id }),
        port: PORT,
        storageEncrypted: true,
        kmsKeyId: this.key.arn,
        dbSubnetGroupName: subnets.name,
        dbClusterParameterGroupName: this.makeParameters().name,
        vpcSecurityGroupIds: [group.id],
        enabledCloudwatchLogsExports: [...LOGS],
        backupRetentionPeriod: plan.backupDays,
        preferredBackupWindow: WINDOWS.backup,
        preferredMaintenanceWindow: WINDOWS.maintenance,
        deletionProtection: plan.deletionProtection,
        skipFinalSnapshot: !plan.deletionProtection,
        ...(plan.deletionProtection ? { finalSnapshotIdentifier: `${plan.identifier}-final` } : {}),
      },
      this.protectedOptions({ dependsOn: [...this.makeLogGroups(), ...primary] }),
    );
  }

  private makeInstances(): readonly docdb.ClusterInstance[] {
    return this.plan.instances.map(
      (identifier, position) =>
        new docdb.ClusterInstance(
          this.childName("instance", String(position + 1)),
          {
            clusterIdentifier: this.cluster.id,
            identifier,
            engine: ENGINE.name,
            instanceClass: this.plan.instanceClass,
            caCertIdentifier: AUTHORITY,
            autoMinorVersionUpgrade: true,
            copyTagsToSnapshot: true,
            enablePerformanceInsights: true,
            performanceInsightsKmsKeyId: this.key.arn,
            promotionTier: Math.min(position, 2),
          },
          this.protectedOptions(),
        ),
    );
  }

  /** Where the master's password is found, and how often it changes. */
  private keepMaster(args: DocumentStoreArgs): pulumi.Output<string> {
    const place = { make: this.make, componentName: this.componentName };
    return this.givenMaster !== undefined
      ? storeGivenMaster({
          ...place,
          key: this.key,
          username: DOCUMENT_MASTER,
          password: this.givenMaster,
          deletionProtection: this.plan.deletionProtection,
        })
      : keepManagedMaster({
          ...place,
          secrets: this.cluster.masterUserSecrets,
          rotationDays: rotationDays(args.master),
        });
  }

  private storeUsers(users: readonly (readonly [string, DocumentUser])[]): ReadonlyMap<string, StoredSecret> {
    if (users.length === 0) {
      return new Map();
    }
    const store = new SecretStore(
      this.childName("users"),
      {
        key: this.key,
        secrets: Object.fromEntries(users.map(([user, spec]) => [user, this.userSecret(user, spec)])),
        deletionProtection: this.plan.deletionProtection,
      },
      this.childOptions(),
    );
    return new Map(users.map(([user]) => [user, store.secret(user)]));
  }

  private userSecret(username: string, { database, password }: DocumentUser) {
    const secretPassword = pulumi.secret(password);
    const value = pulumi.jsonStringify({
      host: this.endpoint,
      port: PORT,
      username,
      password: secretPassword,
      database,
      uri: pulumi.interpolate`mongodb://${username}:${secretPassword.apply(encodeURIComponent)}@${this.endpoint}:${PORT}/${database}?authSource=${database}&${ADDRESS_OPTIONS}`,
    });
    return {
      description: `How ${username} reaches database ${this.componentName}: JSON with host, port, username, password, database and uri`,
      value,
    };
  }
}

function rotationDays(master: DocumentStoreArgs["master"]): number | undefined {
  return master?.mode === "managed" ? master.rotationDays : undefined;
}

import * as ec2 from "@pulumi/aws/ec2";
import type * as iam from "@pulumi/aws/iam";
import * as rds from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";
import { type AlarmSpec, type EncryptionKey, EstateComponent, type Grantee, type Statement } from "../core";
import type { ChildMaker } from "./child-maker";
import { keepManagedMaster, storeGivenMaster } from "./database-master";
import { DatabaseSignIn } from "./database-sign-in";
import { databaseAlarms } from "./relational-database-alarms";
import type { RelationalDatabaseArgs } from "./relational-database-args";
import { bootstrapSql, ENGINES, WINDOWS } from "./relational-database-engines";
import { makeDatabaseLogs, makeMonitoringRole } from "./relational-database-monitoring";
import { type DatabasePlan, planDatabase } from "./relational-database-plan";
import { databaseUserArn, type MadeProxy, makeProxy, makeProxyGroup } from "./relational-database-proxy";
import type { DatabaseAdministration, SqlDatabase } from "./sql-database";

/** The certificate authority that RDS takes by default (public configurations, read 2026-11). */
const AUTHORITY = "rds-ca-rsa2048-g1";

/**
 * A MySQL or PostgreSQL database in a VPC: TLS required, users signed in by IAM, the master's password kept and rotated by
 * RDS, encrypted by a customer key, with a standby in another zone and backups to any second.
 *
 * Creates the instance with its subnet group, parameter group, security group, log groups and monitoring role; read replicas
 * and a proxy where asked for. The instance class drives the cost, twice with a standby: about 95 US dollars per month for
 * `db.t4g.medium` in two zones. Extended support is off: a version that leaves standard support is upgraded, not billed.
 *
 * @example
 * const database = new RelationalDatabase("shop", { vpcId, subnetIds: network.subnetIds.isolated, key,
 *   databases: { users: {}, orders: {} } });
 * connect(orders, database);
 * database.grantConnect(orders, "orders");
 */
export class RelationalDatabase<Name extends string = string> extends EstateComponent implements SqlDatabase<Name> {
  public readonly alarmSource: string;
  public readonly connectionName: string;
  /** 3306 or 5432. */
  public readonly port: number;
  /** The group that callers reach: the proxy's where there is one. */
  public readonly securityGroupId: pulumi.Output<string>;
  public readonly instance: rds.Instance;
  public readonly replicas: readonly rds.Instance[];
  public readonly proxy: rds.Proxy | undefined;
  /** Host that callers connect to. */
  public readonly endpoint: pulumi.Output<string>;
  /** Secret that holds the master's name and password. */
  public readonly masterSecretArn: pulumi.Output<string>;
  /** Host of the first replica, with a proxy too, which reads from the instance alone; the endpoint where there is none. */
  public readonly readerEndpoint: pulumi.Output<string>;
  /** SQL that makes databases and users, for a job that signs in as the master. */
  public readonly bootstrapSql: string;
  /** The instance itself, for that job. */
  public readonly administration: DatabaseAdministration;
  private readonly plan: DatabasePlan;
  private readonly key: EncryptionKey;
  private readonly signIn: DatabaseSignIn;
  private readonly make: ChildMaker;

  public constructor(name: string, args: RelationalDatabaseArgs<Name>, opts?: pulumi.ComponentResourceOptions) {
    const plan = planDatabase(name, args);
    super("estate:data:RelationalDatabase", name, args, opts);
    this.plan = plan;
    this.key = args.key;
    this.alarmSource = name;
    this.connectionName = name;
    this.port = ENGINES[plan.engine].port;
    this.bootstrapSql = bootstrapSql(plan.engine, plan.users);
    this.make = { name: (role, key) => this.childName(role, key), options: this.childOptions() };
    const group = this.makeSecurityGroup(args);
    const front = plan.proxy
      ? makeProxyGroup(this.make, { vpcId: args.vpcId, identifier: plan.identifier })
      : undefined;
    const shared = this.sharedSettings(group);
    this.instance = this.makeInstance(args, shared);
    this.replicas = this.makeReplicas(shared, [group, ...(front === undefined ? [] : [front])]);
    this.masterSecretArn = this.keepMaster(args);
    const made = front === undefined ? undefined : this.placeProxy(args, group, front);
    this.proxy = made?.proxy;
    this.securityGroupId = made?.securityGroupId ?? group.id;
    this.endpoint = made?.proxy.endpoint ?? this.instance.address;
    this.readerEndpoint = this.replicas[0]?.address ?? this.endpoint;
    this.administration = {
      connectionName: made === undefined ? name : this.childName("instance"),
      securityGroupId: group.id,
      port: this.port,
      engineFamily: plan.engine,
      endpoint: this.instance.address,
      bootstrapSql: this.bootstrapSql,
    };
    this.signIn = new DatabaseSignIn({
      componentName: name,
      key: args.key,
      users: plan.users,
      resourceIds: [made?.resourceId ?? this.instance.resourceId, ...this.replicas.map(({ resourceId }) => resourceId)],
      masterSecretArn: this.masterSecretArn,
    });
    this.registerOutputs({ endpoint: this.endpoint, masterSecretArn: this.masterSecretArn });
  }

  /** Lets the grantee sign in as the user of one database, by its own role. The network is opened by `connect()`. */
  public grantConnect(grantee: Grantee, database: Name): iam.RolePolicy {
    return this.signIn.grantConnect(grantee, database);
  }

  /** What {@link grantConnect} gives, for a pod's role. */
  public connectStatements(database: Name): readonly Statement[] {
    return this.signIn.connectStatements(database);
  }

  /** Lets the job that makes databases and users read the master's password. */
  public grantMaster(grantee: Grantee): iam.RolePolicy {
    return this.signIn.grantMaster(grantee);
  }

  /** Processor, storage, memory and connections of every instance; lag of the replicas. */
  public alarms(): readonly AlarmSpec[] {
    return databaseAlarms(this.componentName, [
      { key: "primary", identifier: this.instance.identifier },
      ...this.replicas.map((replica, position) => ({
        key: `replica-${position + 1}`,
        identifier: replica.identifier,
      })),
    ]);
  }

  private makeSecurityGroup(args: RelationalDatabaseArgs): ec2.SecurityGroup {
    return new ec2.SecurityGroup(
      this.childName("security-group"),
      { vpcId: args.vpcId, description: `Database ${this.componentName}: ingress as declared, no egress` },
      this.childOptions(),
    );
  }

  /** What the instance and its replicas have in common. */
  private sharedSettings(group: ec2.SecurityGroup) {
    const { plan } = this;
    const insights = {
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: this.key.arn,
      performanceInsightsRetentionPeriod: plan.insightsDays,
      databaseInsightsMode: "standard",
    };
    return {
      instanceClass: plan.instanceClass,
      storageType: "gp3",
      storageEncrypted: true,
      maxAllocatedStorage: plan.maxStorageGiB,
      publiclyAccessible: false,
      vpcSecurityGroupIds: [group.id],
      parameterGroupName: this.makeParameterGroup().name,
      caCertIdentifier: AUTHORITY,
      iamDatabaseAuthenticationEnabled: true,
      autoMinorVersionUpgrade: true,
      maintenanceWindow: WINDOWS.maintenance,
      copyTagsToSnapshot: true,
      deletionProtection: plan.deletionProtection,
      enabledCloudwatchLogsExports: [...ENGINES[plan.engine].logs],
      ...(plan.insightsDays > 0 ? insights : { performanceInsightsEnabled: false }),
      ...this.monitoring(),
    };
  }

  private monitoring() {
    const { plan } = this;
    if (plan.monitoringSeconds === 0) {
      return { monitoringInterval: 0 };
    }
    const identifiers = [plan.identifier, ...this.replicaIdentifiers()];
    const { role, policy } = makeMonitoringRole(this.make, this.key.arn, identifiers);
    // Known once the policy stands: RDS tries the role at once.
    const monitoringRoleArn = pulumi.all([role.arn, policy.id]).apply(([arn]) => arn);
    return { monitoringInterval: plan.monitoringSeconds, monitoringRoleArn };
  }

  private makeParameterGroup(): rds.ParameterGroup {
    const { engine, parameters } = this.plan;
    return new rds.ParameterGroup(
      this.childName("parameters"),
      {
        family: ENGINES[engine].family,
        description: `Parameters of database ${this.componentName}: TLS required`,
        parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
      },
      this.childOptions(),
    );
  }

  private makeInstance(args: RelationalDatabaseArgs, shared: ReturnType<typeof this.sharedSettings>): rds.Instance {
    const { plan } = this;
    const { version, masterUser } = ENGINES[plan.engine];
    const subnets = new rds.SubnetGroup(
      this.childName("subnets"),
      { subnetIds: [...args.subnetIds], description: `Subnets of database ${this.componentName}` },
      this.childOptions(),
    );
    const password =
      args.master?.mode === "given"
        ? { password: pulumi.secret(args.master.password) }
        : { manageMasterUserPassword: true, masterUserSecretKmsKeyId: this.key.arn };
    return new rds.Instance(
      this.childName("instance"),
      {
        ...shared,
        identifier: plan.identifier,
        engine: plan.engine,
        engineVersion: version,
        engineLifecycleSupport: "open-source-rds-extended-support-disabled",
        username: masterUser,
        ...password,
        allocatedStorage: plan.storageGiB,
        kmsKeyId: this.key.arn,
        multiAz: plan.multiZone,
        dbSubnetGroupName: subnets.name,
        backupRetentionPeriod: plan.backupDays,
        backupWindow: WINDOWS.backup,
        deleteAutomatedBackups: !plan.deletionProtection,
        skipFinalSnapshot: !plan.deletionProtection,
        ...(plan.deletionProtection ? { finalSnapshotIdentifier: `${plan.identifier}-final` } : {}),
      },
      this.instanceOptions("primary", plan.identifier),
    );
  }

  private instanceOptions(node: string, identifier: string): pulumi.CustomResourceOptions {
    const { logRetentionDays, engine, deletionProtection } = this.plan;
    const logs = ENGINES[engine].logs;
    const groups = makeDatabaseLogs(this.make, {
      key: this.key,
      identifier,
      logs,
      node,
      retentionDays: logRetentionDays,
    });
    return this.childOptions({ dependsOn: [...groups], ...(deletionProtection ? { protect: true } : {}) });
  }

  private replicaIdentifiers(): readonly string[] {
    return Array.from(
      { length: this.plan.replicas },
      (_, position) => `${this.plan.identifier}-replica-${position + 1}`,
    );
  }

  /**
   * A replica in the same region takes engine, user, subnets and key from its source, and leaves no snapshot. Callers reach
   * it directly, so that it is in the group that they are let into: the proxy's where there is one.
   */
  private makeReplicas(
    shared: ReturnType<typeof this.sharedSettings>,
    groups: readonly ec2.SecurityGroup[],
  ): readonly rds.Instance[] {
    const vpcSecurityGroupIds = groups.map(({ id }) => id);
    return this.replicaIdentifiers().map((identifier, position) => {
      const node = `replica-${position + 1}`;
      return new rds.Instance(
        this.childName(node),
        {
          ...shared,
          vpcSecurityGroupIds,
          identifier,
          replicateSourceDb: this.instance.identifier,
          skipFinalSnapshot: true,
        },
        this.instanceOptions(node, identifier),
      );
    });
  }

  /** Where the master's password is found, and how often it changes. */
  private keepMaster({ master }: RelationalDatabaseArgs): pulumi.Output<string> {
    const place = { make: this.make, componentName: this.componentName };
    return master?.mode === "given"
      ? storeGivenMaster({
          ...place,
          key: this.key,
          username: ENGINES[this.plan.engine].masterUser,
          password: master.password,
          deletionProtection: this.plan.deletionProtection,
        })
      : keepManagedMaster({ ...place, secrets: this.instance.masterUserSecrets, rotationDays: master?.rotationDays });
  }

  private placeProxy(args: RelationalDatabaseArgs, group: ec2.SecurityGroup, front: ec2.SecurityGroup): MadeProxy {
    const { plan, instance } = this;
    const users = [...new Set([...plan.users.values()].map(({ user }) => user))];
    return makeProxy(this.make, {
      securityGroup: front,
      subnetIds: args.subnetIds,
      key: this.key,
      identifier: plan.identifier,
      engineFamily: ENGINES[plan.engine].proxyFamily,
      target: { dbInstanceIdentifier: instance.identifier },
      database: { connectionName: this.childName("instance"), securityGroupId: group.id, port: this.port },
      userArns: users.map((user) => databaseUserArn(this.key.arn, instance.resourceId, user)),
      logRetentionDays: plan.logRetentionDays,
      readers: false,
    });
  }
}

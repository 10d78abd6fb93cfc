import * as ec2 from "@pulumi/aws/ec2";
import type * as iam from "@pulumi/aws/iam";
import * as rds from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";
import { type AlarmSpec, type EncryptionKey, EstateComponent, type Grantee, type Statement } from "../core";
import type { AuroraDatabaseArgs } from "./aurora-database-args";
import { makeAuroraInstances, makeAuroraParameters } from "./aurora-database-instances";
import { type AuroraPlan, planAurora } from "./aurora-database-plan";
import type { ChildMaker } from "./child-maker";
import { keepManagedMaster, storeGivenMaster } from "./database-master";
import { DatabaseSignIn } from "./database-sign-in";
import { auroraAlarms } from "./relational-database-alarms";
import { AURORA, bootstrapSql, ENGINES, WINDOWS } from "./relational-database-engines";
import { makeDatabaseLogs } from "./relational-database-monitoring";
import { databaseUserArn, type MadeProxy, makeProxy, makeProxyGroup } from "./relational-database-proxy";
import type { DatabaseAdministration, SqlDatabase } from "./sql-database";

/**
 * An Aurora cluster compatible with MySQL or PostgreSQL: TLS required, users signed in by IAM, the master's password kept and
 * rotated by RDS though there are readers, encrypted by a customer key, and a warm copy in another region where asked for.
 *
 * Creates the cluster with its instances, subnet group, parameter group, security group, log groups and monitoring role; a
 * proxy, and the frame of a database that spans regions, where asked for. Capacity drives the cost: about 88 US dollars a month
 * for each unit of each serverless instance, 200 for each `db.r7g.large`; storage and requests come on top.
 *
 * A proxy has one endpoint that asks the writer, and with two instances or more another that asks readers, for about 15 US
 * dollars a month. In a secondary region the writer's answers nobody until the cluster there is promoted; the readers' does.
 *
 * @example
 * const database = new AuroraDatabase("shop", { vpcId, subnetIds: network.subnetIds.isolated, key,
 *   databases: { users: {}, orders: {} }, capacity: { mode: "serverless", min: 0.5, max: 4 } });
 * connect(orders, database);
 * database.grantConnect(orders, "orders");
 */
export class AuroraDatabase<Database extends string = string> extends EstateComponent implements SqlDatabase<Database> {
  public readonly alarmSource: string;
  public readonly connectionName: string;
  /** 3306 or 5432. */
  public readonly port: number;
  /** The group that callers reach: the proxy's where there is one. */
  public readonly securityGroupId: pulumi.Output<string>;
  public readonly cluster: rds.Cluster;
  /** The first one writes, until another takes over. */
  public readonly instances: readonly rds.ClusterInstance[];
  /** Frame of the database that spans regions; the primary's makes it. */
  public readonly globalCluster: rds.GlobalCluster | undefined;
  public readonly proxy: rds.Proxy | undefined;
  public readonly endpoint: pulumi.Output<string>;
  /** Host that asks readers, behind the same group and for the same users as `endpoint`; that one with a proxy alone. */
  public readonly readerEndpoint: pulumi.Output<string>;
  public readonly masterSecretArn: pulumi.Output<string>;
  /** SQL that makes databases and users, for a job that signs in as the master. */
  public readonly bootstrapSql: string;
  public readonly administration: DatabaseAdministration;
  /** What was decided, for a secondary to look at. */
  public readonly plan: AuroraPlan;
  private readonly key: EncryptionKey;
  /** A secondary keeps the same login in its own region. */
  private readonly givenMaster: pulumi.Output<string> | undefined;
  private readonly signIn: DatabaseSignIn;
  private readonly make: ChildMaker;

  public constructor(name: string, args: AuroraDatabaseArgs<Database>, opts?: pulumi.ComponentResourceOptions) {
    const plan = planAurora(name, args);
    super("estate:data:AuroraDatabase", name, args, opts);
    this.plan = plan;
    this.key = args.key;
    this.alarmSource = name;
    this.connectionName = name;
    this.port = ENGINES[plan.engine].port;
    this.bootstrapSql = bootstrapSql(plan.engine, plan.users);
    this.make = { name: (role, key) => this.childName(role, key), options: this.childOptions() };
    const group = this.makeSecurityGroup(args);
    this.globalCluster = this.makeGlobalCluster(args);
    this.cluster = this.makeCluster(args, group);
    this.instances = makeAuroraInstances(this.make, plan, this.key, this.cluster);
    this.givenMaster =
      givenMasterOf(args) ?? (args.global?.role === "secondary" ? args.global.of.givenMaster : undefined);
    this.masterSecretArn = this.keepMaster(args);
    const made = plan.proxy ? this.placeProxy(args, group) : undefined;
    this.proxy = made?.proxy;
    this.securityGroupId = made?.securityGroupId ?? group.id;
    this.endpoint = made?.proxy.endpoint ?? this.cluster.endpoint;
    this.readerEndpoint = made === undefined ? this.cluster.readerEndpoint : (made.readers ?? made.proxy).endpoint;
    this.signIn = new DatabaseSignIn({
      componentName: name,
      key: args.key,
      users: plan.users,
      resourceIds: [made?.resourceId ?? this.cluster.clusterResourceId],
      masterSecretArn: this.masterSecretArn,
    });
    this.administration = {
      connectionName: made === undefined ? name : this.childName("cluster"),
      securityGroupId: group.id,
      port: this.port,
      engineFamily: plan.engine,
      endpoint: this.cluster.endpoint,
      bootstrapSql: this.bootstrapSql,
    };
    this.registerOutputs({ endpoint: this.endpoint, readerEndpoint: this.readerEndpoint });
  }

  /** Lets the grantee sign in as the user of one database, by its own role. The network is opened by `connect()`. */
  public grantConnect(grantee: Grantee, database: Database): iam.RolePolicy {
    return this.signIn.grantConnect(grantee, database);
  }

  /** What {@link grantConnect} gives, for a pod's role. */
  public connectStatements(database: Database): readonly Statement[] {
    return this.signIn.connectStatements(database);
  }

  /** Lets the job that makes databases and users read the master's password. */
  public grantMaster(grantee: Grantee): iam.RolePolicy {
    return this.signIn.grantMaster(grantee);
  }

  /** Processor, memory, connections and capacity of every instance; lag of the readers and behind the other region. */
  public alarms(): readonly AlarmSpec[] {
    const { instances, capacity, globalRole } = this.plan;
    const nodes = instances.map((identifier, position) => ({ key: `instance-${position + 1}`, identifier }));
    const follows = globalRole === "secondary" ? [this.plan.identifier] : [];
    return auroraAlarms(this.componentName, nodes, capacity.mode === "serverless", ...follows);
  }

  private makeSecurityGroup(args: AuroraDatabaseArgs): ec2.SecurityGroup {
    return new ec2.SecurityGroup(
      this.childName("security-group"),
      { vpcId: args.vpcId, description: `Database ${this.componentName}: ingress as declared, no egress` },
      this.childOptions(),
    );
  }

  private makeGlobalCluster(args: AuroraDatabaseArgs): rds.GlobalCluster | undefined {
    if (args.global?.role !== "primary") {
      return args.global?.of.globalCluster;
    }
    const { engine, version } = AURORA[this.plan.engine];
    return new rds.GlobalCluster(
      this.childName("global"),
      {
        globalClusterIdentifier: `${this.plan.identifier}-global`,
        engine,
        engineVersion: version,
        engineLifecycleSupport: "open-source-rds-extended-support-disabled",
        storageEncrypted: true,
        deletionProtection: this.plan.deletionProtection,
      },
      this.childOptions(this.plan.deletionProtection ? { protect: true } : {}),
    );
  }

  /** A secondary takes user and password from its primary. */
  private sharedIdentity(args: AuroraDatabaseArgs) {
    if (this.plan.globalRole === "secondary") {
      return {};
    }
    const masterUsername = ENGINES[this.plan.engine].masterUser;
    return args.master?.mode === "given"
      ? { masterUsername, masterPassword: pulumi.secret(args.master.password) }
      : { masterUsername, manageMasterUserPassword: true, masterUserSecretKmsKeyId: this.key.arn };
  }

  private makeCluster(args: AuroraDatabaseArgs, group: ec2.SecurityGroup): rds.Cluster {
    const { plan } = this;
    const { engine, version, logs } = AURORA[plan.engine];
    const subnets = new rds.SubnetGroup(
      this.childName("subnets"),
      { subnetIds: [...args.subnetIds], description: `Subnets of database ${this.componentName}` },
      this.childOptions(),
    );
    const groups = makeDatabaseLogs(this.make, {
      key: this.key,
      identifier: plan.identifier,
      of: "cluster",
      node: "cluster",
      logs,
      retentionDays: plan.logRetentionDays,
    });
    const primary = args.global?.role === "secondary" ? args.global.of.instances : [];
    const { capacity } = plan;
    return new rds.Cluster(
      this.childName("cluster"),
      {
        clusterIdentifier: plan.identifier,
        engine,
        engineVersion: version,
        engineMode: "provisioned",
        engineLifecycleSupport: "open-source-rds-extended-support-disabled",
        ...this.sharedIdentity(args),
        ...(this.globalCluster === undefined ? {} : { globalClusterIdentifier: this.globalCluster.id }),
        ...(capacity.mode === "serverless"
          ? { serverlessv2ScalingConfiguration: { minCapacity: capacity.min, maxCapacity: capacity.max } }
          : {}),
        storageEncrypted: true,
        kmsKeyId: this.key.arn,
        iamDatabaseAuthenticationEnabled: true,
        dbSubnetGroupName: subnets.name,
        dbClusterParameterGroupName: makeAuroraParameters(this.make, plan).name,
        vpcSecurityGroupIds: [group.id],
        enabledCloudwatchLogsExports: [...logs],
        backupRetentionPeriod: plan.backupDays,
        preferredBackupWindow: WINDOWS.backup,
        preferredMaintenanceWindow: WINDOWS.maintenance,
        copyTagsToSnapshot: true,
        deleteAutomatedBackups: !plan.deletionProtection,
        deletionProtection: plan.deletionProtection,
        skipFinalSnapshot: !plan.deletionProtection,
        ...(plan.deletionProtection ? { finalSnapshotIdentifier: `${plan.identifier}-final` } : {}),
      },
      this.childOptions({
        dependsOn: [...groups, ...primary],
        ...(plan.deletionProtection ? { protect: true } : {}),
        // RDS fills it in for a secondary, and changes it at a failover.
        ...(plan.globalRole === "none" ? {} : { ignoreChanges: ["replicationSourceIdentifier"] }),
      }),
    );
  }

  /** Where the master's password is found, and how often it changes. */
  private keepMaster({ master }: AuroraDatabaseArgs): pulumi.Output<string> {
    const place = { make: this.make, componentName: this.componentName };
    return this.givenMaster === undefined
      ? keepManagedMaster({
          ...place,
          secrets: this.cluster.masterUserSecrets,
          rotationDays: master?.mode === "managed" ? master.rotationDays : undefined,
        })
      : storeGivenMaster({
          ...place,
          key: this.key,
          username: ENGINES[this.plan.engine].masterUser,
          password: this.givenMaster,
          deletionProtection: this.plan.deletionProtection,
        });
  }

  private placeProxy(args: AuroraDatabaseArgs, group: ec2.SecurityGroup): MadeProxy {
    const { plan, cluster } = this;
    const users = [...new Set([...plan.users.values()].map(({ user }) => user))];
    return makeProxy(this.make, {
      securityGroup: makeProxyGroup(this.make, { vpcId: args.vpcId, identifier: plan.identifier }),
      subnetIds: args.subnetIds,
      key: this.key,
      identifier: plan.identifier,
      engineFamily: ENGINES[plan.engine].proxyFamily,
      target: { dbClusterIdentifier: cluster.id },
      database: { connectionName: this.childName("cluster"), securityGroupId: group.id, port: this.port },
      userArns: users.map((user) => databaseUserArn(this.key.arn, cluster.clusterResourceId, user)),
      logRetentionDays: plan.logRetentionDays,
      readers: plan.instances.length > 1,
    });
  }
}

function givenMasterOf({ master }: AuroraDatabaseArgs): pulumi.Output<string> | undefined {
  return master?.mode === "given" ? master.password : undefined;
}

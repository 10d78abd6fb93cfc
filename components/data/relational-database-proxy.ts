import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as iam from "@pulumi/aws/iam";
import * as rds from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";
import { connect, type EncryptionKey, grant, type Listener, parseArn, serviceTrust } from "../core";
import type { ChildMaker } from "./child-maker";

/** What a proxy stands before. */
export interface ProxyArgs {
  /** The group that callers reach. */
  readonly securityGroup: ec2.SecurityGroup;
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly key: EncryptionKey;
  readonly identifier: string;
  readonly engineFamily: string;
  /** What the proxy sends connections to. */
  readonly target:
    | { readonly dbInstanceIdentifier: pulumi.Input<string> }
    | { readonly dbClusterIdentifier: pulumi.Input<string> };
  readonly database: Listener;
  /** ARNs of the users that the proxy signs in as at the database. */
  readonly userArns: readonly pulumi.Output<string>[];
  readonly logRetentionDays: number;
  /** An endpoint for reads alone: Aurora with readers only, since RDS has none (RDS user guide, "Proxy endpoints"). */
  readonly readers: boolean;
}

/** A proxy and what callers need of it. */
export interface MadeProxy {
  readonly proxy: rds.Proxy;
  /** Absent without readers. */
  readonly readers: rds.ProxyEndpoint | undefined;
  readonly securityGroupId: pulumi.Output<string>;
  /** `prx-…`, under which IAM knows the proxy's users. */
  readonly resourceId: pulumi.Output<string>;
}

/** Shares of the database's connections, in percent, and seconds that a caller waits for one. */
const POOL = { maxConnectionsPercent: 90, maxIdleConnectionsPercent: 50, connectionBorrowTimeout: 30 } as const;

/** The group that callers of a proxy reach. */
export function makeProxyGroup(
  make: ChildMaker,
  { vpcId, identifier }: { readonly vpcId: pulumi.Input<string>; readonly identifier: string },
): ec2.SecurityGroup {
  return new ec2.SecurityGroup(
    make.name("proxy-security-group"),
    { vpcId, description: `Proxy of database ${identifier}: ingress as declared, egress to it` },
    make.options,
  );
}

/**
 * Makes a proxy that pools connections and speaks IAM on both sides: callers sign in by their role, and the proxy signs in
 * to the database by its own, so that no password stands anywhere (RDS user guide, end-to-end IAM authentication, read
 * 2026-11). TLS is required.
 */
export function makeProxy(make: ChildMaker, args: ProxyArgs): MadeProxy {
  const { securityGroup } = args;
  const self = { connectionName: make.name("proxy"), securityGroupId: securityGroup.id };
  connect(self, args.database, make.options);
  const { role, policy } = makeRole(make, args);
  const logs = new cloudwatch.LogGroup(
    make.name("proxy-logs"),
    {
      name: `/aws/rds/proxy/${args.identifier}`,
      kmsKeyId: args.key.arn,
      retentionInDays: args.logRetentionDays,
    },
    make.options,
  );
  const proxy = new rds.Proxy(
    make.name("proxy"),
    {
      name: args.identifier,
      engineFamily: args.engineFamily,
      defaultAuthScheme: "IAM_AUTH",
      requireTls: true,
      debugLogging: false,
      roleArn: role.arn,
      vpcSubnetIds: [...args.subnetIds],
      vpcSecurityGroupIds: [securityGroup.id],
    },
    { ...make.options, dependsOn: [policy, logs] },
  );
  const target = attach(make, proxy, args.target);
  return {
    proxy,
    securityGroupId: securityGroup.id,
    readers: args.readers ? makeReaders(make, proxy, target, args) : undefined,
    resourceId: proxy.arn.apply((arn) => parseArn(arn).resource.replace(/^db-proxy:/, "")),
  };
}

function makeRole(make: ChildMaker, args: ProxyArgs): { role: iam.Role; policy: iam.RolePolicy } {
  const assumeRolePolicy = args.key.arn.apply((arn) =>
    serviceTrust("rds.amazonaws.com", { StringEquals: { "aws:SourceAccount": parseArn(arn).account } }),
  );
  const description = `Signs in to database ${args.identifier} for its proxy`;
  const role = new iam.Role(make.name("proxy-role"), { description, assumeRolePolicy }, make.options);
  const policy = grant({ granteeName: make.name("proxy"), role }, "connect", [
    { sid: "SignInToDatabase", actions: ["rds-db:connect"], resources: args.userArns },
  ]);
  return { role, policy };
}

/**
 * The endpoint that asks readers. It has the proxy's users, and must be given the proxy's group: its default is the network's.
 * The database knows its readers once the proxy has a target.
 */
function makeReaders(
  make: ChildMaker,
  proxy: rds.Proxy,
  target: rds.ProxyTarget,
  { identifier, subnetIds, securityGroup }: ProxyArgs,
): rds.ProxyEndpoint {
  return new rds.ProxyEndpoint(
    make.name("proxy-readers"),
    {
      dbProxyEndpointName: `${identifier}-readers`,
      dbProxyName: proxy.name,
      targetRole: "READ_ONLY",
      vpcSubnetIds: [...subnetIds],
      vpcSecurityGroupIds: [securityGroup.id],
    },
    { ...make.options, dependsOn: [target] },
  );
}

function attach(make: ChildMaker, proxy: rds.Proxy, target: ProxyArgs["target"]): rds.ProxyTarget {
  const group = new rds.ProxyDefaultTargetGroup(
    make.name("proxy-target-group"),
    { dbProxyName: proxy.name, connectionPoolConfig: POOL },
    make.options,
  );
  return new rds.ProxyTarget(
    make.name("proxy-target"),
    { dbProxyName: proxy.name, targetGroupName: group.name, ...target },
    make.options,
  );
}

/** The ARN under which IAM knows a database user. @param resourceId `db-…` of an instance, `prx-…` of a proxy */
export function databaseUserArn(
  keyArn: pulumi.Output<string>,
  resourceId: pulumi.Input<string>,
  user: string,
): pulumi.Output<string> {
  return pulumi.all([keyArn, resourceId]).apply(([arn, id]) => {
    const { partition, region, account } = parseArn(arn);
    return `arn:${partition}:rds-db:${region}:${account}:dbuser:${id}/${user}`;
  });
}

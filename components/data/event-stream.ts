import * as ec2 from "@pulumi/aws/ec2";
import type * as iam from "@pulumi/aws/iam";
import type * as msk from "@pulumi/aws/msk";
import * as vpc from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";
import {
  type Alarmed,
  type AlarmSpec,
  EstateComponent,
  type Grantee,
  grant,
  type Listener,
  type Statement,
} from "../core";
import { streamAlarms } from "./event-stream-alarms";
import type { EventStreamArgs, ProvisionedStreamArgs } from "./event-stream-args";
import { makeProvisioned, makeServerless } from "./event-stream-cluster";
import { StreamPermissions } from "./event-stream-permissions";
import { planStream, type StreamPlan } from "./event-stream-plan";
import type { StreamSetup } from "./event-stream-setup";
import { makeStreamUsers } from "./event-stream-users";
import type { StoredSecret } from "./secret-store";

/** Ports of the brokers (MSK developer guide, "Port information", read 2026-11); those without TLS or sign-in are not here. */
export const STREAM_PORTS = { iam: 9098, scram: 9096, jmxExporter: 11_001, nodeExporter: 11_002 } as const;
/** What a client can reach. */
export type StreamPort = keyof typeof STREAM_PORTS;
/** How a client signs in. */
export type StreamSignIn = "iam" | "scram";

/**
 * A Kafka stream in a VPC: TLS only, every client known by its AWS role or by a SCRAM user with a rotated password, rights by
 * topic and group, encrypted by a customer key, seven days to replay.
 *
 * Creates an MSK cluster with its configuration, security group, log group and storage scaling; for each user a secret and its
 * association; or a serverless cluster with its security group. Topics and ACLs are data (`setup`), which `KafkaTopics` makes in
 * the Kubernetes cluster. Brokers drive the cost: about 150 US dollars a month for each `kafka.m7g.large`, 33 for each
 * `kafka.t3.small`; serverless about 550 without traffic.
 *
 * @example
 * const stream = new EventStream("orders", { vpcId, subnetIds: network.subnetIds.private, key,
 *   topics: { orders: {}, "analytics-results": { partitions: 3 } } });
 * stream.grantProduce(orderService, "orders");
 * connect(cluster, stream);
 */
export class EventStream<Topic extends string = string> extends EstateComponent implements Listener, Alarmed {
  public readonly alarmSource: string;
  public readonly connectionName: string;
  /** Clients that sign in by IAM. */
  public readonly port = STREAM_PORTS.iam;
  public readonly securityGroup: ec2.SecurityGroup;
  public readonly securityGroupId: pulumi.Output<string>;
  public readonly cluster: msk.Cluster | msk.ServerlessCluster;
  public readonly arn: pulumi.Output<string>;
  /** Topics and ACLs, for the job that makes them. */
  public readonly setup: StreamSetup;
  private readonly plan: StreamPlan;
  private readonly permissions: StreamPermissions;
  private readonly secrets: ReadonlyMap<string, StoredSecret>;

  public constructor(name: string, args: EventStreamArgs<Topic>, opts?: pulumi.ComponentResourceOptions) {
    const plan = planStream(name, args);
    super("estate:data:EventStream", name, args, opts);
    this.plan = plan;
    this.setup = plan.setup;
    this.alarmSource = name;
    this.connectionName = name;
    this.securityGroup = this.makeSecurityGroup(args);
    this.securityGroupId = this.securityGroup.id;
    const parts = {
      name: (role: string, key?: string) => this.childName(role, key),
      options: this.childOptions(),
      plan,
      subnetIds: args.subnetIds,
      securityGroupId: this.securityGroup.id,
    };
    this.cluster = args.mode === "serverless" ? makeServerless(parts) : makeProvisioned({ ...parts, key: args.key });
    this.arn = this.cluster.arn;
    this.permissions = new StreamPermissions(this.arn);
    this.secrets = args.mode === "serverless" ? new Map() : this.makeUsers(args);
    this.registerOutputs({ arn: this.arn, bootstrapServers: this.bootstrapServers("iam") });
  }

  /** `host:port` of several brokers, separated by commas. @throws {Error} for SCRAM on a serverless stream */
  public bootstrapServers(signIn: StreamSignIn = "iam"): pulumi.Output<string> {
    if (signIn === "iam") {
      return this.cluster.bootstrapBrokersSaslIam;
    }
    if ("bootstrapBrokersSaslScram" in this.cluster) {
      return this.cluster.bootstrapBrokersSaslScram;
    }
    throw new Error(`EventStream "${this.componentName}" is serverless: clients sign in by IAM only.`);
  }

  /** What a Kafka client reads from its environment; no secret in it. */
  public clientEnvironment(signIn: StreamSignIn = "iam"): Readonly<Record<string, pulumi.Input<string>>> {
    return {
      KAFKA_BOOTSTRAP_SERVERS: this.bootstrapServers(signIn),
      KAFKA_SECURITY_PROTOCOL: "SASL_SSL",
      KAFKA_SASL_MECHANISM: signIn === "iam" ? "AWS_MSK_IAM" : "SCRAM-SHA-512",
    };
  }

  /** One port of the brokers, for `connect()`. @param port by what is behind it */
  public listener(port: StreamPort): Listener {
    return { connectionName: this.connectionName, securityGroupId: this.securityGroupId, port: STREAM_PORTS[port] };
  }

  /** Opens one port to addresses outside the VPC that no security group names: those behind a VPN. @param key part of a name */
  public allowFromCidr(key: string, cidr: string, port: StreamPort): vpc.SecurityGroupIngressRule {
    const tcp = STREAM_PORTS[port];
    return new vpc.SecurityGroupIngressRule(
      this.childName("ingress", `${key}-${tcp}`),
      {
        securityGroupId: this.securityGroupId,
        ipProtocol: "tcp",
        fromPort: tcp,
        toPort: tcp,
        cidrIpv4: cidr,
        description: `${key} to ${this.componentName} on ${tcp}`,
      },
      this.childOptions(),
    );
  }

  /** Lets the grantee write records, by its own role. The network is opened by `connect()`. */
  public grantProduce(grantee: Grantee, ...topics: readonly [Topic, ...Topic[]]): iam.RolePolicy {
    return grant(grantee, `${this.componentName}-produce`, this.produceStatements(...topics));
  }

  /** Lets the grantee read records as a member of a group. */
  public grantConsume(grantee: Grantee, topic: Topic, group: string): iam.RolePolicy {
    return grant(grantee, `${this.componentName}-consume-${topic}`, this.consumeStatements(topic, group));
  }

  /** What {@link grantProduce} gives, for a pod's role. */
  public produceStatements(...topics: readonly [Topic, ...Topic[]]): readonly Statement[] {
    return this.permissions.produce(topics.map((topic) => this.known(topic)));
  }

  /** What {@link grantConsume} gives, for a pod's role. */
  public consumeStatements(topic: Topic, group: string): readonly Statement[] {
    return this.permissions.consume([this.known(topic)], [group]);
  }

  /** What the job needs that makes topics and ACLs, for its pod's role. */
  public setupStatements(): readonly Statement[] {
    return this.permissions.administer(this.setup);
  }

  /** The secret of a user who signs in by SCRAM: JSON with `username` and `password`. */
  public userSecret(user: string): StoredSecret {
    const secret = this.secrets.get(user);
    if (secret === undefined) {
      throw new Error(
        `EventStream "${this.componentName}" has no user "${user}"; it has ${[...this.secrets.keys()].join(", ") || "none"}.`,
      );
    }
    return secret;
  }

  /** Brokers and their disks; how far the watched groups are behind. */
  public alarms(): readonly AlarmSpec[] {
    return streamAlarms({
      name: this.componentName,
      clusterName: this.plan.clusterName,
      brokers: this.plan.brokers,
      serverless: this.plan.mode === "serverless",
      groups: this.plan.watchedGroups,
    });
  }

  private known(topic: Topic): string {
    const names = this.setup.topics.map(({ name }) => name);
    if (!names.includes(topic)) {
      throw new Error(`EventStream "${this.componentName}" has no topic "${topic}"; it has ${names.join(", ")}.`);
    }
    return topic;
  }

  private makeSecurityGroup(args: EventStreamArgs<Topic>): ec2.SecurityGroup {
    return new ec2.SecurityGroup(
      this.childName("security-group"),
      { vpcId: args.vpcId, description: `Stream ${this.componentName}: ingress as declared, no egress` },
      this.childOptions(),
    );
  }

  private makeUsers(args: ProvisionedStreamArgs<Topic>): ReadonlyMap<string, StoredSecret> {
    return makeStreamUsers({
      name: (role, key) => this.childName(role, key),
      options: this.childOptions(),
      parent: this,
      streamName: this.plan.clusterName,
      clusterArn: this.cluster.arn,
      key: args.key,
      users: args.users ?? {},
      ...(args.rotation === undefined ? {} : { rotation: args.rotation }),
      deletionProtection: this.plan.deletionProtection,
    });
  }
}

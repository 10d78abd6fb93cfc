import type * as pulumi from "@pulumi/pulumi";
import { parseArn, type Statement } from "../core";
import type { StreamSetup } from "./event-stream-setup";

/**
 * Statements for clients that sign in by IAM: exactly these topics and groups of this cluster (MSK developer guide, "Semantics
 * of IAM authorization policy actions and resources", read 2026-11).
 */
export class StreamPermissions {
  private readonly clusterArn: pulumi.Output<string>;

  public constructor(clusterArn: pulumi.Output<string>) {
    this.clusterArn = clusterArn;
  }

  /** Writing, by an idempotent producer, as clients are since Kafka 3.0. */
  public produce(topics: readonly string[]): readonly Statement[] {
    return [
      this.connect(["kafka-cluster:Connect", "kafka-cluster:WriteDataIdempotently"]),
      {
        sid: "WriteTopics",
        actions: ["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"],
        resources: topics.map((topic) => this.arnOf("topic", topic)),
      },
    ];
  }

  /** Reading, as members of the groups. */
  public consume(topics: readonly string[], groups: readonly string[]): readonly Statement[] {
    return [
      this.connect(["kafka-cluster:Connect"]),
      {
        sid: "ReadTopics",
        actions: ["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"],
        resources: topics.map((topic) => this.arnOf("topic", topic)),
      },
      {
        sid: "JoinGroups",
        actions: ["kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"],
        resources: groups.map((group) => this.arnOf("group", group)),
      },
    ];
  }

  /** What the job needs that makes topics and, where there are users, their ACLs: it writes and reads no record. */
  public administer(setup: StreamSetup): readonly Statement[] {
    const acls = setup.users.length === 0 ? [] : ["kafka-cluster:AlterCluster", "kafka-cluster:DescribeCluster"];
    return [
      this.connect(["kafka-cluster:Connect", ...acls]),
      {
        sid: "MakeTopics",
        actions: [
          "kafka-cluster:AlterTopic",
          "kafka-cluster:AlterTopicDynamicConfiguration",
          "kafka-cluster:CreateTopic",
          "kafka-cluster:DescribeTopic",
          "kafka-cluster:DescribeTopicDynamicConfiguration",
        ],
        resources: setup.topics.map(({ name }) => this.arnOf("topic", name)),
      },
    ];
  }

  private connect(actions: readonly string[]): Statement {
    return { sid: "ConnectToCluster", actions, resources: [this.clusterArn] };
  }

  /** `arn:…:topic/<cluster>/<uuid>/<topic>` */
  private arnOf(kind: "topic" | "group", name: string): pulumi.Output<string> {
    return this.clusterArn.apply((arn) => {
      const { partition, service, region, account, resource } = parseArn(arn);
      return `arn:${partition}:${service}:${region}:${account}:${resource.replace(/^cluster\//, `${kind}/`)}/${name}`;
    });
  }
}

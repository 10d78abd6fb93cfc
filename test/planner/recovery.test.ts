import assert from "node:assert/strict";
import { MetricAlarm } from "@pulumi/aws/cloudwatch";
import * as dynamodb from "@pulumi/aws/dynamodb";
import * as eks from "@pulumi/aws/eks";
import { Provider } from "@pulumi/aws/provider";
import { Cluster, ClusterInstance, GlobalCluster } from "@pulumi/aws/rds";
import * as s3 from "@pulumi/aws/s3";
import { BucketReplicationConfig } from "@pulumi/aws/s3";
import { Topic, TopicSubscription } from "@pulumi/aws/sns";
import type * as pulumi from "@pulumi/pulumi";
import { EncryptionKey } from "../../components/core";
import { ObjectStore } from "../../components/data";
import { StaticSite } from "../../components/edge";
import {
  type CriticalService,
  DisasterRecovery,
  DnsFailover,
  type DnsFailoverArgs,
  RecoveryObjectives,
} from "../../components/resilience";
import { judgeRecovery } from "../../planner/proofs/recovery";
import { intervalMinutes } from "../../planner/proofs/recovery-backups";
import { recordProgram } from "../../planner/recorder";

/** What a case has at hand: a provider of the second region, a way in, and something warm that stands there. */
interface Scene {
  readonly west: { readonly provider: Provider };
  readonly entry: DnsFailover;
  readonly standby: Readonly<Record<string, pulumi.Resource>>;
}

const ALIAS = { dnsName: "balancer.example.com", zoneId: "Z35SXDOTRQ7X7K" };

function nodes(desiredSize: number, opts?: pulumi.CustomResourceOptions): eks.NodeGroup {
  return new eks.NodeGroup(
    "nodes",
    {
      clusterName: "shop",
      nodeRoleArn: "arn:aws:iam::111122223333:role/nodes",
      subnetIds: ["subnet-1"],
      scalingConfig: { desiredSize, minSize: 0, maxSize: 3 },
    },
    opts,
  );
}

/** A site with a copy in the second region or without, and what is judged of it. */
async function judgeSite(hasCopy: boolean) {
  const recording = await recordProgram(() => {
    const west = { providers: [new Provider("west", { region: "us-west-2" })] };
    const services = ["logs", "cloudfront.amazonaws.com"];
    const key = new EncryptionKey("key", { description: "Pages", services });
    const copyKey = new EncryptionKey("copy-key", { description: "Copies of pages", services }, west);
    const copy = new ObjectStore("copy", { key: copyKey, accessLogs: "none" }, west);
    const site = new StaticSite("site", {
      key,
      accessLogs: new ObjectStore("logs", { role: "log" }),
      applications: { web: { path: "/" } },
      ...(hasCopy ? { copies: { web: copy } } : {}),
    });
    new RecoveryObjectives("objectives", {
      firstRegion: "us-east-1",
      secondRegion: "us-west-2",
      services: { site: { entry: site, stores: { pages: site.store("web") }, standby: { copy } } },
    });
  });
  const [verdict] = judgeRecovery(recording);
  assert.ok(verdict);
  return verdict;
}

/** Plans one service and judges it. */
async function judge(
  describeService: (scene: Scene) => Omit<CriticalService, "entry">,
  entryArgs: Partial<DnsFailoverArgs> = {},
) {
  const recording = await recordProgram(() => {
    const west = { provider: new Provider("west", { region: "us-west-2" }) };
    const entry = new DnsFailover("entry", {
      zone: { id: "Z0123456789ABCDEFGHIJ", name: "shop.example.com" },
      domainName: "api.shop.example.com",
      primary: { alias: ALIAS, healthHost: "east.shop.example.com" },
      secondary: { alias: ALIAS, healthHost: "west.shop.example.com" },
      healthPath: "/healthz/region",
      ...entryArgs,
    });
    const standby = { bucket: new s3.Bucket("standby", {}, west) };
    new RecoveryObjectives("objectives", {
      firstRegion: "us-east-1",
      secondRegion: "us-west-2",
      services: { orders: { ...describeService({ west, entry, standby }), entry } },
    });
    return {};
  });
  const [verdict] = judgeRecovery(recording);
  assert.ok(verdict);
  return verdict;
}

/** What pages somebody when the first region has sent a copy nothing for three minutes. */
interface Page {
  /** @default what the scene calls west */
  readonly opts?: pulumi.CustomResourceOptions;
  /** @default "breaching" */
  readonly treatMissingData?: string;
  /** @default true */
  readonly heard?: boolean;
}

function pageOnSilence(
  copy: pulumi.Input<string>,
  { opts = {}, treatMissingData = "breaching", heard = true }: Page,
): void {
  const topic = new Topic("pages", {}, opts);
  if (heard) {
    new TopicSubscription(
      "oncall",
      { topic: topic.arn, protocol: "https", endpoint: "https://pager.example.com" },
      opts,
    );
  }
  new MetricAlarm(
    "silent",
    {
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 3,
      namespace: "AWS/RDS",
      metricName: "AuroraGlobalDBReplicationLag",
      dimensions: { DBClusterIdentifier: copy },
      period: 60,
      statistic: "Maximum",
      threshold: 60_000,
      treatMissingData,
      alarmActions: [topic.arn],
    },
    opts,
  );
}

function globalDatabase({ west }: Scene, instanceInWest: boolean, page: Page = {}): Cluster {
  const frame = new GlobalCluster("frame", { globalClusterIdentifier: "orders", engine: "aurora-postgresql" });
  const shape = { engine: "aurora-postgresql", globalClusterIdentifier: frame.id } as const;
  const primary = new Cluster("primary", shape);
  const secondary = new Cluster("secondary", shape, { ...west, dependsOn: [primary] });
  pageOnSilence(secondary.id, { opts: west, ...page });
  if (instanceInWest) {
    new ClusterInstance(
      "warm",
      { clusterIdentifier: secondary.id, engine: "aurora-postgresql", instanceClass: "db.r6g.large" },
      west,
    );
  }
  return primary;
}

describe("proofs: recovery from the loss of a region", () => {
  it("adds the page, the decision and the slowest promotion, while callers move by themselves", async () => {
    const verdict = await judge((scene) => ({
      stores: { orders: globalDatabase(scene, true) },
      standby: scene.standby,
      decisionMinutes: 4,
    }));
    // Three minutes of silence and two that the alarm reads besides, four to decide, three to promote. Meanwhile three looks
    // of ten seconds and a minute of old answers.
    assert.deepEqual(
      verdict.steps.map(({ part, awayMinutes }) => [part, awayMinutes]),
      [
        ["entry", 0.5],
        ["entry", 1],
        ["page", 5],
        ["decision", 4],
        ["store", 3],
        ["standby", 0],
      ],
    );
    assert.deepEqual([verdict.rpo.minutes, verdict.rto.minutes, verdict.met], [1, 12, true]);
  });

  it("decides nothing where every copy takes writes by itself", async () => {
    const verdict = await judge(({ standby }) => ({
      stores: {
        carts: new dynamodb.Table("carts", {
          attributes: [{ name: "id", type: "S" }],
          hashKey: "id",
          replicas: [{ regionName: "us-west-2" }],
        }),
      },
      standby,
    }));
    assert.deepEqual([verdict.rpo.minutes, verdict.rto.minutes, verdict.met], [1, 1.5, true]);
  });

  it("enters a site by the second origin that CloudFront asks itself, and never where there is none", async () => {
    const { rpo, rto, met } = await judgeSite(true);
    assert.deepEqual([rpo.minutes, rto.minutes, met], [15, 0.1, true]);
    const alone = await judgeSite(false);
    assert.deepEqual([alone.rpo.minutes, alone.rto.minutes, alone.met], [null, null, false]);
    assert.match(alone.rto.because, /CloudFront has no second origin to ask/);
  });

  it("counts a copy without an instance as cold", async () => {
    const warm = await judge((scene) => ({ stores: { orders: globalDatabase(scene, true) }, standby: scene.standby }));
    const cold = await judge((scene) => ({ stores: { orders: globalDatabase(scene, false) }, standby: scene.standby }));
    assert.deepEqual([warm.rto.minutes, cold.rto.minutes], [13, 21]);
    assert.equal(cold.met, false);
    assert.match(cold.rto.because, /primary: secondary follows, but has no instance/);
  });

  it("believes S3's fifteen minutes where they are promised, and nothing where not", async () => {
    const replicated = (promised: boolean) =>
      judge(({ west, standby }) => {
        const source = new s3.Bucket("source", {});
        const copy = new s3.Bucket("copy", {}, west);
        const replicationTime = { status: "Enabled", time: { minutes: 15 } };
        new BucketReplicationConfig("replication", {
          bucket: source.id,
          role: "arn:aws:iam::111122223333:role/copies",
          rules: [{ status: "Enabled", destination: { bucket: copy.arn, ...(promised ? { replicationTime } : {}) } }],
        });
        return { stores: { uploads: source }, standby };
      });
    assert.deepEqual((await replicated(true)).rpo.minutes, 15);
    assert.deepEqual((await replicated(false)).rpo.minutes, null);
  });

  it("takes a loss that the program declares as none", async () => {
    const verdict = await judge(({ standby }) => ({
      stores: { sessions: { resource: new s3.Bucket("sessions", {}), losable: "callers sign in again" } },
      standby,
    }));
    assert.equal(verdict.met, true);
    assert.match(verdict.steps.map(({ what }) => what).join("\n"), /may be lost: callers sign in again/);
  });

  it("reads intervals from schedules", () => {
    const schedules = {
      "cron(0 * * * ? *)": 60,
      "cron(30 */6 * * ? *)": 360,
      "cron(0 3 * * ? *)": 1440,
      "cron(0 2,6,20 * * ? *)": 840,
      "rate(12 hours)": 720,
      "cron(0 3 ? * SUN *)": undefined,
      nonsense: undefined,
    };
    for (const [schedule, minutes] of Object.entries(schedules)) {
      assert.equal(intervalMinutes(schedule), minutes, schedule);
    }
  });

  describe("fails when", () => {
    it("a store stands in one region only", async () => {
      const verdict = await judge(({ standby }) => ({
        stores: { orders: new Cluster("orders", { engine: "aurora-postgresql" }) },
        standby,
      }));
      assert.deepEqual([verdict.rpo.minutes, verdict.rto.minutes, verdict.met], [null, null, false]);
      assert.equal(verdict.rpo.because, "orders: nothing of it reaches the second region");
    });

    for (const [what, page] of [
      ["the alarm stands in the region that is lost", { opts: {} }],
      ["the alarm takes silence for health", { treatMissingData: "notBreaching" }],
      ["nobody hears the alarm's topic", { heard: false }],
    ] as const) {
      it(`nobody is paged, because ${what}`, async () => {
        const verdict = await judge((scene) => ({
          stores: { orders: globalDatabase(scene, true, page) },
          standby: scene.standby,
        }));
        assert.deepEqual([verdict.rto.minutes, verdict.met], [null, false]);
        assert.equal(
          verdict.rto.because,
          "objectives: nobody is paged: no alarm outside us-east-1 tells somebody that it is lost",
        );
      });
    }

    it("a store is only backed up, however often", async () => {
      const verdict = await judge(({ west, standby }) => {
        const key = new EncryptionKey("key", { description: "Backups" });
        const copyKey = new EncryptionKey("copy-key", { description: "Copies of backups" }, west);
        const orders = new Cluster("orders", { engine: "aurora-postgresql" });
        new DisasterRecovery("recovery", {
          key,
          copy: { region: "us-west-2", key: copyKey },
          backups: { orders: { kind: "cluster", stores: { arns: { orders: orders.arn } }, hourly: true } },
        });
        return { stores: { orders }, standby };
      });
      // An hour between two, an hour until it begins, half an hour on the way.
      assert.equal(verdict.rpo.minutes, 150);
      assert.match(verdict.rpo.because, /^orders: restored from the hourly copy of recovery-plan-orders$/);
      assert.equal(verdict.met, false);
    });

    it("what should take over stands in the first region, or stands at nothing", async () => {
      const wrong = await judge(() => ({ stores: {}, standby: { nodes: nodes(2) } }));
      assert.equal(wrong.rto.minutes, null);
      assert.match(wrong.rto.because, /does not stand in us-west-2 alone, but in us-east-1/);
      const none = await judge(() => ({ stores: {}, standby: {} }));
      assert.match(none.rto.because, /no standby is declared/);
      const warm = await judge(({ west }) => ({ stores: {}, standby: { nodes: nodes(2, west) } }));
      const cold = await judge(({ west }) => ({ stores: {}, standby: { nodes: nodes(0, west) } }));
      assert.ok((cold.rto.minutes ?? 0) > (warm.rto.minutes ?? 0));
    });

    it("detection alone takes longer than the target", async () => {
      const verdict = await judge(({ standby }) => ({ stores: {}, standby, rtoMinutes: 5 }), {
        intervalSeconds: 30,
        failures: 10,
      });
      assert.deepEqual([verdict.rto.minutes, verdict.met], [6, false]);
    });
  });
});

import assert from "node:assert/strict";
import type { RecoveryVerdict } from "../../planner/plan/document";
import { objectOf } from "../../planner/proofs/read";
import { judgeRecovery } from "../../planner/proofs/recovery";
import {
  checksFailing,
  type Deployed,
  type DeployedResource,
  deployedAsPlanned,
  rehearseFailover,
  type ServiceFailover,
} from "../../planner/rehearse/failover";
import { renderFailover } from "../../planner/rehearse/failover/render";
import { painter } from "../../planner/terminal/style";
import { WIDTH } from "../../planner/terminal/table";
import { cloudCommerce } from "../../stacks/cloudcommerce";
import { cloudCommerceSchema } from "../../stacks/cloudcommerce/settings";
import * as estates from "../support/deployed";
import { isNamed, isType, replaced } from "../support/deployed";
import { recordStack } from "../support/stack";

const RECORD_MS = 120_000;
const SYSTEM = { schema: cloudCommerceSchema, program: cloudCommerce };
const FIRST_REGISTRY = "111122223314.dkr.ecr.us-east-1.amazonaws.com/cloudcommerce";
const SECOND_REGISTRY = "111122223314.dkr.ecr.us-west-2.amazonaws.com/cloudcommerce";

let deployed: Deployed = [];
let planned: readonly RecoveryVerdict[] = [];

const changed = (
  fits: (one: DeployedResource) => boolean,
  change: Parameters<typeof estates.changed>[2],
  estate = deployed,
): Deployed => estates.changed(estate, fits, change);
const without = (fits: (one: DeployedResource) => boolean): Deployed => estates.without(deployed, fits);

function service(name: string, estate: Deployed): ServiceFailover {
  const found = rehearseFailover(estate)
    .flatMap(({ services }) => services)
    .find((one) => one.service === name);
  assert.ok(found);
  return found;
}

/** Asserts that a service fails, and for this reason alone. */
function fails(name: string, estate: Deployed, reason: RegExp): ServiceFailover {
  const { problems, met, ...rest } = service(name, estate);
  assert.equal(met, false);
  assert.deepEqual(
    problems.filter((problem) => !reason.test(problem)),
    [],
  );
  assert.match(problems.join("\n"), reason);
  return { ...rest, problems, met };
}

describe("rehearse: CloudCommerce loses its first region", () => {
  before("with the plan of production", async function () {
    this.timeout(RECORD_MS);
    const { recording } = await recordStack("cloudcommerce-prod", SYSTEM);
    deployed = deployedAsPlanned(recording);
    planned = judgeRecovery(recording);
  });
  after(() => {
    deployed = [];
  });

  it("serves every critical service from the second, within its targets", () => {
    const [report, ...others] = rehearseFailover(deployed);
    assert.deepEqual(others, []);
    assert.deepEqual([report?.firstRegion, report?.secondRegion], ["us-east-1", "us-west-2"]);
    assert.deepEqual(
      report?.services.map(({ service: name, problems, away }) => [name, problems, away.minutes, away.targetMinutes]),
      [
        ...["order", "payment", "product"].map((name) => [name, [], 13, 15]),
        ["site", [], 0.1, 15],
        ["user", [], 13, 15],
      ],
    );
    for (const { stores, lossTargetMinutes } of report?.services ?? []) {
      assert.ok(stores.every(({ lostMinutes }) => lostMinutes !== null && lostMinutes <= lossTargetMinutes));
    }
  });

  it("serves again when the plan says, to the minute", () => {
    assert.deepEqual(
      rehearseFailover(deployed).flatMap(({ services }) => services.map((one) => [one.service, one.away.minutes])),
      planned.map((one) => [one.service, one.rto.minutes]),
    );
  });

  describe("a store that is ill while its region stands", () => {
    const urnOf = (type: string, place: string): string => {
      const found = deployed.find(isType(type, place));
      assert.ok(found);
      return found.urn;
    };
    const database = (place: string) => urnOf("aws:rds/cluster:Cluster", place);

    it("fails the health check of its region, and of that alone", () => {
      assert.deepEqual(checksFailing(deployed, database("/us-east-1")), ["shop-entry-health-primary"]);
      assert.deepEqual(checksFailing(deployed, database("/us-west-2")), ["shop-entry-health-secondary"]);
      const cache = urnOf("aws:elasticache/replicationGroup:ReplicationGroup", "/us-east-1");
      assert.deepEqual(checksFailing(deployed, cache), ["shop-entry-health-primary"]);
    });

    it("pages, and moves no traffic, where an order does not need it", () => {
      assert.deepEqual(checksFailing(deployed, urnOf("aws:docdb/cluster:Cluster", "/us-east-1")), []);
    });

    it("fails when nobody would see it: the gateway answers, no route leads on, or who answers keeps nothing", () => {
      const asked = (path: string) => changed(isNamed("shop-entry-health-primary"), () => ({ resourcePath: path }));
      assert.deepEqual(checksFailing(asked("/healthz"), database("/us-east-1")), []);
      fails("user", asked("/healthz"), /asks \/healthz, which the gateway of cluster cloudcommerce answers itself/);
      fails("order", asked("/nowhere"), /asks \/nowhere, to which no Ingress of cluster cloudcommerce leads/);
      const elsewhere = changed(isNamed("shop-routes-route-region"), (inputs) =>
        replaced(inputs, '"name":"order"', '"name":"payment"'),
      );
      fails("product", elsewhere, /asks \/healthz\/region, of payment, which keeps nothing/);
    });

    it("fails when the second region's check would need what is gone", () => {
      const reader = deployed.find(isType("aws:rds/proxyEndpoint:ProxyEndpoint", "/us-east-1"))?.outputs["endpoint"];
      assert.ok(typeof reader === "string");
      const estate = changed(isNamed("order-values"), (inputs) =>
        replaced(inputs, /shop-database-second-readers\.endpoint[^"]+/g, reader),
      );
      fails("user", estate, /DATABASE_READER_HOST=\S+, of ProxyEndpoint shop-database-proxy-readers, which is gone/);
    });
  });

  it("tells when what happens, in order", () => {
    assert.deepEqual(
      service("user", deployed).timeline.map(({ minute, what }) => [minute, what]),
      [
        [0, "us-east-1 is lost"],
        [0.5, "HealthCheck shop-entry-health-primary takes it for ill"],
        [1.5, "the last resolver answers with us-west-2"],
        [4.5, "2 nodes more: as many as us-east-1 had"],
        [5, "MetricAlarm shop-observability-alarm-first-region-silent-documents pages"],
        [10, "promotion is decided, as the runbook allows"],
        [13, "shop-documents-second, which followed shop-documents, is promoted"],
        [13, "first answer of user that is right"],
      ],
    );
  });

  it("follows a request from the name to the database", () => {
    const way = service("product", deployed).path.map(({ what }) => what);
    const steps = [
      /^api\./,
      /LoadBalancer/,
      /kong-proxy/,
      /^Ingress/,
      /^Service/,
      /^Rollout shop\/product/,
      /^Cluster/,
    ];
    let from = 0;
    for (const step of steps) {
      const at = way.findIndex((what, index) => index >= from && step.test(what));
      assert.ok(at >= 0, `${step} after ${way.slice(0, from).join(" → ")}`);
      from = at + 1;
    }
  });

  describe("the site", () => {
    const isDistribution = isType("aws:cloudfront/distribution:Distribution");
    /** The estate as it is where nobody names the site critical. */
    const uncritical = (estate: Deployed): Deployed =>
      estate.map((one) => {
        if (one.type !== "estate:resilience:RecoveryObjectives") {
          return one;
        }
        const services = Object.entries(objectOf(one.outputs["services"])).filter(([name]) => name !== "site");
        return { ...one, outputs: { ...one.outputs, services: Object.fromEntries(services) } };
      });
    const behind = (estate: Deployed) => rehearseFailover(uncritical(estate)).flatMap((report) => report.behind);

    it("answers with the copy of its pages, which is fifteen minutes old at most", () => {
      const { path, stores } = service("site", deployed);
      assert.deepEqual(
        path.map(({ what }) => what),
        [
          "Distribution shop-site-distribution answers where visitors are",
          "Bucket shop-site-copy-bucket",
          "ReplicaKey shop-key-key",
        ],
      );
      assert.deepEqual(
        stores.map(({ name, lostMinutes }) => [name, lostMinutes]),
        [["shop-site-files-web-bucket", 15]],
      );
      assert.deepEqual(behind(deployed), []);
    });

    it("fails when CloudFront has no second origin to ask, and stays behind though nobody calls it critical", () => {
      const estate = changed(isDistribution, (inputs) => ({
        originGroups: [],
        ...replaced({ defaultCacheBehavior: inputs["defaultCacheBehavior"] ?? null }, "either-web", "files-web"),
        ...replaced({ orderedCacheBehaviors: inputs["orderedCacheBehaviors"] ?? null }, "either-web", "files-web"),
      }));
      fails(
        "site",
        estate,
        /shop-site-distribution asks \S+ alone, of Bucket shop-site-files-web-bucket, which is gone/,
      );
      assert.match(behind(estate).join(), /has only its cache: Bucket shop-site-files-web-bucket is gone/);
    });

    it("fails when CloudFront would not ask again for what a lost region answers", () => {
      const estate = changed(isDistribution, (inputs) =>
        replaced({ originGroups: inputs["originGroups"] ?? null }, "503,", ""),
      );
      fails("site", estate, /shop-site-distribution asks/);
    });

    it("fails when the copy does not let it read, or is encrypted by a key that is gone", () => {
      const isPolicy = isNamed("shop-site-copy-policy");
      fails(
        "site",
        changed(isPolicy, (inputs) => replaced(inputs, "cloudfront.amazonaws.com", "logs.amazonaws.com")),
        /shop-site-copy-bucket does not let Distribution shop-site-distribution read/,
      );
      const isEncryption = isNamed("shop-site-copy-encryption");
      fails(
        "site",
        changed(isEncryption, (inputs) => replaced(inputs, "arn:aws:kms:us-west-2", "arn:aws:kms:us-east-1")),
        /is encrypted by arn:aws:kms:us-east-1\S+, which is gone/,
      );
    });

    it("fails when nothing replicates its pages, or not in time", () => {
      const isReplication = isType("aws:s3/bucketReplicationConfig:BucketReplicationConfig");
      fails("site", without(isReplication), /writes are gone without bound/);
      fails(
        "site",
        changed(isReplication, (inputs) => replaced(inputs, "replicationTime", "formerTime")),
        /writes are gone without bound/,
      );
    });
  });

  it("shows it in a hundred columns, whatever is broken", () => {
    const shown = (estate: Deployed): string =>
      rehearseFailover(estate)
        .map((report) => renderFailover("cloudcommerce-prod", report, painter({})))
        .join("");
    const isSilence = (one: DeployedResource) => /alarm-first-region-silent/.test(one.name);
    for (const text of [shown(deployed), shown(without(isSilence))]) {
      assert.deepEqual(
        text.split("\n").filter((line) => line.length > WIDTH),
        [],
      );
    }
    assert.match(shown(deployed), /order +13 min +15 min +30 min +60 min +met/);
    assert.match(shown(without(isSilence)), /order +never +15 min +30 min +60 min +MISSED/);
  });

  it("starts pods that stand at none once somebody calls", () => {
    const isScaler = isNamed("payment-autoscaler");
    const estate = changed(isScaler, (inputs) => replaced(inputs, '"minReplicaCount":2', '"minReplicaCount":0'));
    const { met, timeline } = service("payment", estate);
    assert.equal(met, true);
    assert.match(JSON.stringify(timeline), /3\.5,"what":"pods that stood at none have started"/);
  });

  describe("fails when", () => {
    it("a secret has no replica there", () => {
      const isSecret = isNamed("shop-secrets-secret-token-keys");
      fails(
        "user",
        changed(isSecret, () => ({ replicas: [] })),
        /token-keys/,
      );
      assert.equal(
        service(
          "product",
          changed(isSecret, () => ({ replicas: [] })),
        ).met,
        false,
        "images and secrets are shared",
      );
    });

    it("a secret's replica is encrypted by a key of the lost region", () => {
      const estate = changed(isNamed("shop-secrets-secret-stripe-key"), (inputs) =>
        replaced(inputs, "arn:aws:kms:us-west-2", "arn:aws:kms:us-east-1"),
      );
      fails("payment", estate, /stripe-key in us-west-2 is encrypted by Key shop-key-key, which is gone/);
    });

    it("the health check is missing, or asks what outlives the region", () => {
      const missing = changed(isNamed("shop-entry-record-primary"), () => ({ healthCheckId: "none" }));
      fails("order", missing, /shop-entry-record-primary has no health check/);
      const elsewhere = changed(isNamed("shop-entry-health-primary"), (inputs) =>
        replaced(inputs, "us-east-1.api", "us-west-2.api"),
      );
      fails("order", elsewhere, /asks us-west-2\.api\.cloudcommerce\.example, which outlives us-east-1/);
    });

    it("resolvers keep the old answer too long", () => {
      const estate = changed(isNamed("shop-entry-record-primary"), () => ({ ttl: 900 }));
      const { away } = fails("user", estate, /user serves after 15\.5 minutes; its target is 15/);
      assert.equal(away.minutes, 15.5);
    });

    it("the second record answers with the first balancer", () => {
      const first = deployed.find(isType("aws:lb/loadBalancer:LoadBalancer", "/us-east-1"))?.outputs["dnsName"];
      const estate = changed(isNamed("shop-entry-record-secondary"), () => ({ aliases: [{ name: first ?? "" }] }));
      fails("user", estate, /of LoadBalancer shop-edge-balancer-balancer, which is gone with us-east-1/);
    });

    it("the certificate there does not name what callers call", () => {
      const isCertificate = isType("aws:acm/certificate:Certificate", "/us-west-2");
      fails(
        "user",
        changed(isCertificate, () => ({ subjectAlternativeNames: [] })),
        /does not name api\.cloudcommerce/,
      );
    });

    it("no cluster there registers pods with the balancer", () => {
      const isBinding = isType("kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding");
      fails("user", without(isBinding), /has no targets/);
    });

    it("a workload there points at an endpoint of the lost region", () => {
      const proxy = deployed.find(isType("aws:rds/proxy:Proxy", "/us-east-1"))?.outputs["endpoint"];
      assert.ok(typeof proxy === "string");
      const estate = changed(isNamed("order-values"), (inputs) =>
        replaced(inputs, /shop-database-second\.proxy-[^"]+/g, proxy),
      );
      fails(
        "order",
        estate,
        /gives Rollout shop\/order DATABASE_HOST=shop-database\.proxy-\S+, of Proxy shop-database-/,
      );
    });

    it("its pods may sign in in the lost region only, or take no role", () => {
      const isPolicy = (one: DeployedResource) =>
        one.type === "aws:iam/rolePolicy:RolePolicy" && /shop-order-policy-shop-database/.test(one.name);
      const estate = changed(isPolicy, (inputs) => replaced(inputs, "us-west-2", "us-east-1"));
      fails("order", estate, /may rds-db:connect only in us-east-1/);
      const isRole = isNamed("shop-cluster-pod-shop-order-association", "/us-west-2");
      fails("order", without(isRole), /takes no role in cluster cloudcommerce-west, as it did in us-east-1/);
    });

    it("its pods call a host at which their role may not sign in", () => {
      const reader = deployed.find(isType("aws:rds/cluster:Cluster", "/us-west-2"))?.outputs["readerEndpoint"];
      assert.ok(typeof reader === "string");
      const estate = changed(isNamed("order-values"), (inputs) =>
        replaced(inputs, /shop-database-second-readers\.endpoint[^"]+/g, reader),
      );
      fails("order", estate, /Rollout shop\/order calls Cluster shop-database-cluster, where its role may not sign in/);
    });

    it("nobody is told that something must be promoted", () => {
      const isSilence = (one: DeployedResource) => /alarm-first-region-silent/.test(one.name);
      fails("user", without(isSilence), /nobody is paged.*shop-entry-primary-ill is gone with us-east-1/);
    });

    it("it keeps data that its objectives do not name", () => {
      const isObjectives = isType("estate:resilience:RecoveryObjectives");
      const forgotten = deployed.map((one) =>
        isObjectives(one) ? { ...one, outputs: replaced(one.outputs, /"messages":\{[^}]*\},?/g, "") } : one,
      );
      fails("payment", forgotten, /payment keeps data in RabbitmqCluster rabbitmq\/rabbitmq/);
    });

    it("there are no nodes for its pods", () => {
      fails(
        "user",
        without(isType("aws:eks/nodeGroup:NodeGroup", "/us-west-2")),
        /cluster cloudcommerce-west has no nodes/,
      );
    });

    it("the secrets' store reads the lost region", () => {
      const isStore = (one: DeployedResource) => one.type.endsWith(":ClusterSecretStore");
      const estate = changed(isStore, (inputs) => replaced(inputs, "us-west-2", "us-east-1"));
      fails("user", estate, /ClusterSecretStore default\/secrets-manager reads the secrets of us-east-1/);
    });
  });

  describe("images", () => {
    const withImage = (image: string, estate = deployed): Deployed =>
      changed(
        isNamed("payment-rollout"),
        (inputs) => replaced(inputs, /"image":"[^"]+"/g, `"image":"${image}"`),
        estate,
      );
    const digest = `@sha256:${"0".repeat(64)}`;

    it("are found in the second region's registry where they are copied there", () => {
      assert.equal(service("payment", withImage(`${SECOND_REGISTRY}/payment${digest}`)).met, true);
    });

    it("fails when they come from the lost region's", () => {
      fails(
        "payment",
        withImage(`${FIRST_REGISTRY}/payment${digest}`),
        /from the registry of us-east-1, which is gone/,
      );
    });

    it("fails when nothing copies them", () => {
      const estate = without(isType("aws:ecr/replicationConfiguration:ReplicationConfiguration"));
      const { problems } = service("payment", withImage(`${SECOND_REGISTRY}/payment${digest}`, estate));
      assert.match(problems.join("\n"), /nothing copies cloudcommerce\/payment to us-west-2/);
    });
  });

  describe("a database that is only backed up", () => {
    const alone = (): Deployed => without(isNamed("shop-database-cluster", "/us-west-2"));
    const isPlan = isNamed("shop-recovery-plan-database");
    const lossOf = (estate: Deployed) =>
      service("product", estate).stores.find(({ name }) => name === "shop-database-cluster");

    it("loses two and a half hours at the worst moment, which is more than an hour", () => {
      const { lostMinutes, lostWrites, lostAt } = lossOf(alone()) ?? {};
      assert.deepEqual([lostMinutes, lostWrites, lostAt], [150, 150, "00:30"]);
      assert.match(service("product", alone()).problems.join("\n"), /writes are gone of 150 minutes, lost at 00:30/);
    });

    it("loses an hour more where the interval is doubled", () => {
      const estate = changed(isPlan, (inputs) => replaced(inputs, "cron(0 * * * ? *)", "cron(0 0/2 * * ? *)"), alone());
      assert.equal(lossOf(estate)?.lostMinutes, 210);
    });

    it("loses everything where no copy leaves the region", () => {
      const estate = changed(isPlan, (inputs) => replaced(inputs, '"copyActions"', '"formerActions"'), alone());
      assert.equal(lossOf(estate)?.lostMinutes, null);
      assert.match(service("product", estate).problems.join("\n"), /nothing of it reaches the second region/);
    });
  });
});

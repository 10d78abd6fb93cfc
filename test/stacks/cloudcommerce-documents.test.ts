import { deepEqual, equal, ok } from "node:assert/strict";
import { evaluatePolicies } from "../../planner/proofs/policy";
import { judgeRecovery } from "../../planner/proofs/recovery";
import type { Recording } from "../../planner/recorder";
import { PACKS } from "../../policies";
import { cloudCommerce } from "../../stacks/cloudcommerce";
import { type CloudCommerceSettings, cloudCommerceSchema } from "../../stacks/cloudcommerce/settings";
import { recordStack } from "../support/stack";

const PATIENCE_MS = 120_000;
const SECOND = "estate:cloudcommerce:SecondRegion";
const OPERATOR = { members: 3, storage: "20Gi", cpu: "500m", memory: "2Gi" } as const;

/** Production with users' documents kept by MongoDB's operator, and what the shop accepts for them then. */
function production(objectives: { readonly rpoMinutes: number; readonly rtoMinutes: number }): Promise<Recording> {
  const change = (settings: CloudCommerceSettings): CloudCommerceSettings =>
    settings.home.mode === "aws"
      ? { ...settings, home: { ...settings.home, documents: { mode: "mongodb", operator: OPERATOR, objectives } } }
      : settings;
  return recordStack("cloudcommerce-prod", { schema: cloudCommerceSchema, program: cloudCommerce }, change).then(
    ({ recording }) => recording,
  );
}

/** Policies by which a store of a region lets services in. */
function callers(recording: Recording, store: string, inSecond: boolean): readonly string[] {
  return recording
    .ofType("kubernetes:networking.k8s.io/v1:NetworkPolicy")
    .filter(({ name, urn }) => name.startsWith(`${store}-from-`) && urn.includes(SECOND) === inSecond)
    .map(({ name }) => name)
    .sort();
}

describe("CloudCommerce's users by MongoDB's operator, in production", function () {
  this.timeout(PATIENCE_MS);
  let recording: Recording;

  before(async () => {
    recording = await production({ rpoMinutes: 180, rtoMinutes: 120 });
  });

  it("stand in each region's cluster, and nothing of DocumentDB is left", () => {
    const left = recording.resources.filter(({ type }) => type.startsWith("aws:docdb/"));
    deepEqual(left, []);
    const sets = recording.ofType("kubernetes:mongodbcommunity.mongodb.com/v1:MongoDBCommunity");
    deepEqual(
      sets.map(({ urn }) => urn.includes(SECOND)),
      [false, true],
    );
  });

  it("let the services in, in the second region as well, where the same manifests run", () => {
    for (const store of ["documents", "rabbitmq"]) {
      const there = callers(recording, store, true);
      deepEqual(there, callers(recording, store, false));
      ok(there.length > 0);
    }
  });

  it("show each other a certificate that is for callers, too", () => {
    for (const { urn, inputs } of recording.ofType("kubernetes:mongodbcommunity.mongodb.com/v1:MongoDBCommunity")) {
      const { members, security } = JSON.parse(JSON.stringify(inputs["spec"]));
      ok(members > 1);
      const certificate = recording
        .ofType("kubernetes:cert-manager.io/v1:Certificate")
        .filter((one) => one.urn.includes(SECOND) === urn.includes(SECOND))
        .map((one) => JSON.parse(JSON.stringify(one.inputs["spec"])))
        .find(({ secretName }) => secretName === security.tls.certificateKeySecretRef.name);
      deepEqual(certificate?.usages, ["server auth", "client auth"]);
    }
    const brokers = recording
      .ofType("kubernetes:cert-manager.io/v1:Certificate")
      .filter(({ name }) => name.endsWith("rabbitmq-tls"))
      .map(({ inputs }) => JSON.parse(JSON.stringify(inputs["spec"])).usages);
    deepEqual(brokers, [["server auth"], ["server auth"]]);
  });

  it("comply with every pack, with nothing undecided", () => {
    const circumstances = { packs: PACKS, stack: "cloudcommerce-prod", environment: "prod", today: "2026-11-21" };
    const { violations, undecided } = evaluatePolicies(recording, circumstances);
    deepEqual([violations, undecided], [[], []]);
  });

  it("come back from their volumes' copies: within what was accepted, and not within a quarter of an hour", async () => {
    const user = judgeRecovery(recording).find(({ service }) => service === "user");
    equal(user?.met, true);
    equal(user.rpo.minutes, 150);
    ok((user.rto.minutes ?? 0) > 60);
    const strict = judgeRecovery(await production({ rpoMinutes: 60, rtoMinutes: 15 }));
    deepEqual(
      strict.filter(({ met }) => !met).map(({ service }) => service),
      ["user"],
    );
  });
});

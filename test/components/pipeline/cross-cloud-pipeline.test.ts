import assert from "node:assert/strict";
import type { FunctionNeeds } from "../../../components/core";
import { CrossCloudPipeline, type CrossCloudPipelineArgs } from "../../../components/pipeline";
import { type Recording, recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, urns } from "../core/support";
import { needs, pipelineArgs } from "./fixtures";

const azure = {
  location: "eastus",
  subdomains: { language: "shop-language" },
  access: { mode: "private" },
  identity: { mode: "federation", issuerUrl: "https://a1b2.tokens.sts.global.api.aws" },
} as const;

const bothClouds: FunctionNeeds = {
  ...needs,
  identities: { ...needs.identities, azure: { cloud: "azure", variable: "AZURE_IDENTITY" } },
};

function makePipeline(args: Partial<CrossCloudPipelineArgs> = {}): CrossCloudPipeline {
  return new CrossCloudPipeline("etl", { ...pipelineArgs(), ...args });
}

function variablesOf(recording: Recording): Readonly<Record<string, unknown>> {
  const { environment } = inputsOf(recording, "etl-writer-function");
  assert.ok(typeof environment === "object" && environment !== null && "variables" in environment);
  const { variables } = environment;
  assert.ok(typeof variables === "object" && variables !== null);
  return { ...variables };
}

describe("CrossCloudPipeline", () => {
  it("makes exactly these resources on Google Cloud", async () => {
    const recording = await recordProgram(() => void makePipeline());
    assert.deepEqual(
      inventory(recording).filter((line) => line.startsWith("gcp:") && !line.includes("projects/service")),
      [
        "gcp:bigquery/dataset:Dataset etl-warehouse-dataset",
        "gcp:bigquery/iamMember:IamMember etl-warehouse-grant-orders_stream-pipeline-append",
        "gcp:bigquery/table:Table etl-warehouse-table-orders_curated",
        "gcp:bigquery/table:Table etl-warehouse-table-orders_stream",
        "gcp:iam/workloadIdentityPool:WorkloadIdentityPool etl-gcp-pool",
        "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider etl-gcp-provider",
        "gcp:kms/cryptoKey:CryptoKey etl-keys-key-lake",
        "gcp:kms/cryptoKey:CryptoKey etl-keys-key-warehouse",
        "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember etl-keys-grant-lake-storage",
        "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember etl-keys-grant-warehouse-bigquery",
        "gcp:kms/keyRing:KeyRing etl-keys-ring",
        "gcp:serviceaccount/account:Account etl-gcp-account",
        "gcp:serviceaccount/iAMMember:IAMMember etl-gcp-caller-etl-writer",
        "gcp:storage/bucket:Bucket etl-lake-bucket",
        "gcp:storage/bucketIAMMember:BucketIAMMember etl-lake-grant-pipeline-append",
      ],
    );
  });

  it("enables every service first, the asked-for ones too", async () => {
    const recording = await recordProgram(() => void makePipeline({ services: ["dataflow", "bigquery"] }));
    const enabled = recording.ofType("gcp:projects/service:Service");
    assert.deepEqual(
      enabled.map(({ inputs }) => inputs["service"]),
      ["bigquery", "cloudkms", "cloudresourcemanager", "dataflow", "iam", "iamcredentials", "storage", "sts"].map(
        (service) => `${service}.googleapis.com`,
      ),
    );
    for (const name of [
      "etl-warehouse-dataset",
      "etl-lake-bucket",
      "etl-keys-ring",
      "etl-gcp-pool",
      "etl-gcp-account",
    ]) {
      const { dependencies } = recording.get(name);
      assert.ok(
        enabled.every(({ urn }) => dependencies.includes(urn)),
        `${name} does not wait for the services`,
      );
    }
  });

  it("reads the stream with every safeguard", async () => {
    const filters = [{ eventName: ["INSERT"] }];
    const recording = await recordProgram(() => void makePipeline({ stream: { batchSize: 50, filters } }));
    const { functionName, eventSourceArn, destinationConfig, ...rest } = inputsOf(
      recording,
      "etl-writer-source-shop-orders",
    );
    assert.equal(functionName, recording.get("etl-writer-alias").outputs["arn"]);
    assert.equal(eventSourceArn, recording.get("shop-table-orders").outputs["streamArn"]);
    assert.deepEqual(destinationConfig, {
      onFailure: { destinationArn: recording.get("etl-writer-failures").outputs["arn"] },
    });
    assert.deepEqual(rest, {
      startingPosition: "TRIM_HORIZON",
      batchSize: 50,
      maximumBatchingWindowInSeconds: 1,
      bisectBatchOnFunctionError: true,
      maximumRecordAgeInSeconds: 21_600,
      maximumRetryAttempts: 5,
      parallelizationFactor: 1,
      functionResponseTypes: ["ReportBatchItemFailures"],
      filterCriteria: { filters: [{ pattern: '{"eventName":["INSERT"]}' }] },
    });
  });

  it("tells the function where to write, and how to sign in", async () => {
    const recording = await recordProgram(() => void makePipeline());
    const { GCP_IDENTITY, ...rest } = variablesOf(recording);
    assert.deepEqual(rest, {
      BIGQUERY_PROJECT: "shop-analytics",
      BIGQUERY_DATASET: "etl_warehouse",
      BIGQUERY_STREAM_TABLE: "orders_stream",
      GCS_LAKE_BUCKET: recording.get("etl-lake-bucket").outputs["name"],
    });
    const identity: { source: string; config: { audience: string } } = JSON.parse(String(GCP_IDENTITY));
    assert.equal(identity.source, "federation");
    assert.equal(
      identity.config.audience,
      `//iam.googleapis.com/${String(recording.get("etl-gcp-provider").outputs["name"])}`,
    );
  });

  it("admits exactly the function's role", async () => {
    const recording = await recordProgram(() => void makePipeline());
    const role = recording.get("etl-writer-role").outputs["name"];
    assert.equal(
      inputsOf(recording, "etl-gcp-provider")["attributeCondition"],
      `attribute.aws_account == '111122223333' && attribute.aws_role in ['arn:aws:sts::111122223333:assumed-role/${String(role)}']`,
    );
  });

  it("signs in to Azure too where the function declares it", async () => {
    const recording = await recordProgram(() => {
      const base = pipelineArgs();
      new CrossCloudPipeline("etl", { ...base, azure, function: { ...base.function, needs: bothClouds } });
    });
    assert.equal(
      inputsOf(recording, "etl-azure-caller-credential-etl-writer")["subject"],
      recording.get("etl-writer-role").outputs["arn"],
    );
    const identity: { clientId: string } = JSON.parse(String(variablesOf(recording)["AZURE_IDENTITY"]));
    assert.equal(identity.clientId, recording.get("etl-azure-caller-identity").outputs["clientId"]);
  });

  it("declares its function's alarms as its own", async () => {
    let keys: readonly string[] = [];
    await recordProgram(() => {
      const pipeline = makePipeline();
      assert.equal(pipeline.alarmSource, "etl");
      keys = pipeline.alarms().map((alarm) => alarm.key);
    });
    assert.ok(keys.includes("iterator-age"), `no alarm on lag among ${keys.join(", ")}`);
  });

  it("has the same resources before anything exists", async () => {
    const program = () => void makePipeline({ azure });
    const preview = await recordProgram(program, { mode: "preview" });
    assert.deepEqual(urns(preview), urns(await recordProgram(program)));
  });

  describe("fails when", () => {
    const component = "estate:pipeline:CrossCloudPipeline";

    it("its parts do not fit together, all faults at once", async () => {
      const program = () => {
        const base = pipelineArgs();
        const identities = { azure: { cloud: "azure", variable: "AZURE_IDENTITY" } } as const;
        const strange = { environment: {}, identities };
        new CrossCloudPipeline("etl", {
          ...base,
          gcp: { ...base.gcp, projectNumber: "shop" },
          streamTable: "orders",
          function: { ...base.function, needs: strange },
        });
      };
      assertMentions(await failureOf(program, component), [
        "has 8 faults",
        'gcp.projectNumber: given "shop"',
        'streamTable: given "orders"; allowed: a table of the warehouse: orders_stream, orders_curated.',
        'function.needs.identities: given ["azure"]; allowed: a function that signs in to gcp.',
        "azure: given nothing; allowed: settings of the Azure side",
        "function.needs.environment: given []; allowed: a function that reads BIGQUERY_PROJECT.",
        "To fix: declare GCS_LAKE_BUCKET next to the handler.",
      ]);
    });

    it("one of its parts would, before anything is registered", async () => {
      for (const [args, property] of [
        [{ rotationDays: 365 }, "rotationDays"],
        [{ stream: { batchSize: 0 } }, "onStream.batchSize"],
        [{ lake: { softDeleteDays: 1 } }, "softDeleteDays"],
        [{ azure: { ...azure, location: "East US" } }, "location"],
      ] as const) {
        assertMentions(await failureOf(() => void makePipeline(args), component), [`${property}: given`]);
      }
    });
  });
});

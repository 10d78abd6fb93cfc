import assert from "node:assert/strict";
import {
  AnalyticsWarehouse,
  DataflowJob,
  type DataflowJobArgs,
  type DataflowRun,
  ERROR_TABLE,
  GcpKeys,
  GcpLake,
} from "../../../components/pipeline";
import { type Recording, recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, urns } from "../core/support";
import { columns, gcp, tables } from "./fixtures";

const WORKER = "serviceAccount:curation-worker@shop-analytics.iam.gserviceaccount.com";
const CLOCK = "serviceAccount:curation-clock@shop-analytics.iam.gserviceaccount.com";

/** A job on a lake and a warehouse, whose own resources the tests leave out. */
function makeJob(run: DataflowRun, args: Partial<DataflowJobArgs> = {}): DataflowJob {
  const keys = { warehouse: { agents: ["bigquery"] }, lake: { agents: ["storage"] } } as const;
  const ring = new GcpKeys("keys", { gcp, keys });
  const warehouse = new AnalyticsWarehouse("orders", {
    gcp,
    key: { ring, name: "warehouse" },
    tables: { ...tables, orders_curated_errors: ERROR_TABLE },
  });
  const lake = new GcpLake("lake", { gcp, key: { ring, name: "lake" }, bucketName: "shop-lake" });
  return new DataflowJob("curation", { lake, prefix: "orders/", warehouse, columns, run, ...args });
}

/** What the job adds, by name and type. */
function added(recording: Recording): readonly string[] {
  return inventory(recording).filter((line) => / curation|-curation/.test(line));
}

/** Roles by member, with the place where each is granted. */
function rights(recording: Recording, member: string): readonly string[] {
  return recording.resources
    .filter(({ inputs }) => [inputs["member"], `serviceAccount:${String(inputs["userByEmail"])}`].includes(member))
    .map(({ type, inputs }) => {
      const place = inputs["bucket"] ?? inputs["tableId"] ?? inputs["datasetId"] ?? inputs["serviceAccountId"];
      return `${String(inputs["role"])} on ${String(place ?? type.split(":")[1])}`.replace(/-[0-9a-f]{7}$/, "");
    })
    .sort();
}

const SHARED = [
  "estate:pipeline:DataflowJob curation",
  "estate:pipeline:DataflowNetwork curation-private",
  "estate:pipeline:DataflowStaging curation-staging",
  "estate:pipeline:GcpKeys curation-keys",
  "estate:pipeline:GcpServiceAgents curation-keys-agents",
  "gcp:bigquery/datasetAccess:DatasetAccess orders-metadata-curation",
  "gcp:bigquery/iamMember:IamMember orders-grant-orders_curated-curation-append",
  "gcp:compute/firewall:Firewall curation-private-workers",
  "gcp:compute/network:Network curation-private-network",
  "gcp:compute/subnetwork:Subnetwork curation-private-subnetwork",
  "gcp:kms/cryptoKey:CryptoKey curation-keys-key-jobs",
  "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember curation-keys-grant-jobs-compute",
  "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember curation-keys-grant-jobs-dataflow",
  "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember curation-keys-grant-jobs-storage",
  "gcp:kms/keyRing:KeyRing curation-keys-ring",
  "gcp:projects/iAMMember:IAMMember curation-project-query-jobs",
  "gcp:projects/iAMMember:IAMMember curation-project-worker",
  "gcp:projects/serviceIdentity:ServiceIdentity curation-keys-agents-identity-compute",
  "gcp:projects/serviceIdentity:ServiceIdentity curation-keys-agents-identity-dataflow",
  "gcp:serviceaccount/account:Account curation-worker",
  "gcp:storage/bucket:Bucket curation-staging-bucket",
  "gcp:storage/bucketIAMMember:BucketIAMMember curation-staging-grant-worker",
  "gcp:storage/bucketIAMMember:BucketIAMMember lake-grant-curation-read",
  "gcp:storage/bucketObject:BucketObject curation-staging-schema",
  "gcp:storage/bucketObject:BucketObject curation-staging-transform",
];

describe("DataflowJob", () => {
  it("makes exactly these resources where it streams", async () => {
    const recording = await recordProgram(() => void makeJob({ mode: "streaming" }));
    assert.deepEqual(
      added(recording),
      [
        ...SHARED,
        "gcp:bigquery/iamMember:IamMember orders-grant-orders_curated_errors-curation-append",
        "gcp:dataflow/flexTemplateJob:FlexTemplateJob curation-job",
      ].sort(),
    );
  });

  it("makes exactly these resources where it runs once a day", async () => {
    const recording = await recordProgram(() => void makeJob({ mode: "scheduled" }));
    assert.deepEqual(
      added(recording),
      [
        ...SHARED,
        "gcp:dataflow/pipeline:Pipeline curation-job",
        "gcp:projects/iAMMember:IAMMember curation-project-start-runs",
        "gcp:serviceaccount/account:Account curation-clock",
        "gcp:serviceaccount/iAMMember:IAMMember curation-clock-acts-as-worker",
      ].sort(),
    );
  });

  it("makes nothing where it is off", async () => {
    const recording = await recordProgram(() => void makeJob({ mode: "none" }));
    assert.deepEqual(added(recording), ["estate:pipeline:DataflowJob curation"]);
  });

  it("streams by Google's template of its region, encrypted, with no public address", async () => {
    const recording = await recordProgram(() => void makeJob({ mode: "streaming" }, { maxWorkers: 3 }));
    const staging = recording.get("curation-staging-bucket").outputs["name"];
    const { parameters, ...inputs } = inputsOf(recording, "curation-job");
    assert.deepEqual(inputs, {
      project: "shop-analytics",
      region: "us-east4",
      containerSpecGcsPath: "gs://dataflow-templates-us-east4/latest/flex/Stream_GCS_Text_to_BigQuery_Flex",
      serviceAccountEmail: "curation-worker@shop-analytics.iam.gserviceaccount.com",
      kmsKeyName: recording.get("curation-keys-key-jobs").id,
      subnetwork: recording.get("curation-private-subnetwork").outputs["selfLink"],
      ipConfiguration: "WORKER_IP_PRIVATE",
      machineType: "e2-standard-2",
      numWorkers: 1,
      maxWorkers: 3,
      autoscalingAlgorithm: "THROUGHPUT_BASED",
      enableStreamingEngine: true,
      tempLocation: `gs://${String(staging)}/temp`,
      stagingLocation: `gs://${String(staging)}/staging`,
      onDelete: "cancel",
    });
    assert.deepEqual(parameters, {
      inputFilePattern: "gs://shop-lake/orders/day=*/*.ndjson",
      JSONPath: `gs://${String(staging)}/${String(recording.get("curation-staging-schema").inputs["name"])}`,
      outputTable: "shop-analytics:orders.orders_curated",
      javascriptTextTransformGcsPath: `gs://${String(staging)}/${String(recording.get("curation-staging-transform").inputs["name"])}`,
      javascriptTextTransformFunctionName: "toStreamRow",
      bigQueryLoadingTemporaryDirectory: `gs://${String(staging)}/temp/load`,
      outputDeadletterTable: "shop-analytics:orders.orders_curated_errors",
    });
  });

  it("reads the day before, once a day, on a schedule with an account of its own", async () => {
    const subnetwork = "https://www.googleapis.com/compute/v1/projects/shop/regions/us-east4/subnetworks/private";
    const run = { mode: "scheduled", cron: "0 4 * * *" } as const;
    const recording = await recordProgram(
      () => void makeJob(run, { subnetwork, templateVersion: "2026-09-15-00_RC00" }),
    );
    const job = inputsOf(recording, "curation-job");
    assert.deepEqual(job["scheduleInfo"], { schedule: "0 4 * * *", timeZone: "UTC" });
    assert.equal(job["schedulerServiceAccountEmail"], CLOCK.replace("serviceAccount:", ""));
    const workload = JSON.stringify(job["workload"]);
    for (const part of [
      '"inputFilePattern":"gs://shop-lake/orders/day=%Y-%m-%d/*.ndjson{-24h}"',
      '"javascriptTextTransformFunctionName":"toLoadRow"',
      '"containerSpecGcsPath":"gs://dataflow-templates-us-east4/2026-09-15-00_RC00/flex/GCS_Text_to_BigQuery_Flex"',
      '"ipConfiguration":"WORKER_IP_PRIVATE"',
      `"subnetwork":"${subnetwork}"`,
      `"kmsKeyName":"${String(recording.get("curation-keys-key-jobs").id)}"`,
    ]) {
      assert.ok(workload.includes(part), `${part} in ${workload}`);
    }
    assert.ok(!workload.includes("outputDeadletterTable"));
    assert.deepEqual(recording.ofType("gcp:compute/network:Network"), []);
  });

  it("grants the workers buckets, tables and metadata, and on the project what Google grants nowhere else", async () => {
    const recording = await recordProgram(() => void makeJob({ mode: "streaming" }));
    assert.deepEqual(rights(recording, WORKER), [
      "roles/bigquery.dataEditor on orders_curated",
      "roles/bigquery.dataEditor on orders_curated_errors",
      "roles/bigquery.jobUser on projects/iAMMember",
      "roles/bigquery.metadataViewer on orders",
      "roles/dataflow.worker on projects/iAMMember",
      "roles/storage.objectUser on curation-staging-bucket",
      "roles/storage.objectViewer on shop-lake",
    ]);
  });

  it("lets the schedule start runs as the workers' account, and read nothing", async () => {
    const recording = await recordProgram(() => void makeJob({ mode: "scheduled" }));
    assert.deepEqual(rights(recording, CLOCK), [
      "roles/datapipelines.invoker on projects/iAMMember",
      `roles/iam.serviceAccountUser on ${String(recording.get("curation-worker").id)}`,
    ]);
  });

  it("waits for every right and for the keys", async () => {
    const recording = await recordProgram(() => void makeJob({ mode: "streaming" }));
    const { dependencies } = recording.get("curation-job");
    for (const name of ["curation-project-worker", "lake-grant-curation-read", "curation-keys-grant-jobs-dataflow"]) {
      assert.ok(dependencies.includes(recording.get(name).urn), name);
    }
  });

  it("keeps workers apart from the internet", async () => {
    const recording = await recordProgram(() => void makeJob({ mode: "streaming" }));
    const subnetwork = inputsOf(recording, "curation-private-subnetwork");
    assert.equal(subnetwork["privateIpGoogleAccess"], true);
    assert.ok(subnetwork["logConfig"]);
    assert.equal(inputsOf(recording, "curation-private-network")["autoCreateSubnetworks"], false);
    const rule = inputsOf(recording, "curation-private-workers");
    assert.deepEqual(rule["allows"], [{ protocol: "tcp", ports: ["12345-12346"] }]);
    assert.deepEqual(
      [rule["sourceTags"], rule["targetTags"], rule["sourceRanges"]],
      [["dataflow"], ["dataflow"], undefined],
    );
  });

  it("names what it uploads by its content, so that a running job keeps its own", async () => {
    const named = async (given: typeof columns) => {
      const recording = await recordProgram(() => void makeJob({ mode: "streaming" }, { columns: given }));
      return recording.get("curation-staging-transform").inputs["name"];
    };
    assert.match(String(await named(columns)), /^transform\/[0-9a-f]{12}\.js$/);
    assert.equal(await named(columns), await named([...columns]));
    assert.notEqual(await named(columns), await named([...columns, { name: "status", type: "STRING" }]));
  });

  it("has the same resources before anything exists", async () => {
    for (const mode of ["streaming", "scheduled"] as const) {
      const program = () => void makeJob({ mode });
      assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(await recordProgram(program)));
    }
  });

  it("fails when its settings cannot be, all faults at once", async () => {
    const run = { mode: "scheduled", cron: "daily" } as const;
    const program = () =>
      void makeJob(run, { prefix: "orders", table: "nothing", maxWorkers: 0, machineType: "n1-standard-1" });
    assertMentions(await failureOf(program, "gcp:dataflow/pipeline:Pipeline"), [
      "has 5 faults",
      'prefix: given "orders"; allowed: a folder that ends with a slash, such as orders/.',
      'run.cron: given "daily"; allowed: five fields',
      'table: given "nothing"; allowed: a table of the warehouse: orders_stream, orders_curated, orders_curated_errors.',
      "maxWorkers: given 0; allowed: 1 to 4000 workers.",
      'machineType: given "n1-standard-1"',
    ]);
    const streaming = () => void makeJob({ mode: "streaming" }, { errorTable: "missing" });
    assertMentions(await failureOf(streaming, "gcp:dataflow/flexTemplateJob:FlexTemplateJob"), [
      'errorTable: given "missing"',
      "declare the table with the columns of ERROR_TABLE",
    ]);
  });
});

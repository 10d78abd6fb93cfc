import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const SOURCES = join(__dirname, "../../../functions/flink-order-analytics");
const SQL = readFileSync(join(SOURCES, "job.sql"), "utf8");
const PASSWORD = `it's "quoted" \\ and long`;
const JAR = "the connector";
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const SETTINGS = {
  name: "order-analytics",
  checkpoints: "gs://checkpoints/order-analytics",
  connector: { uri: "gs://jars/connector.jar", sha256: sha256(JAR) },
  parallelism: 2,
  aws: { region: "us-east-1", roleArn: "arn:aws:iam::111122223333:role/flink", secretArn: "arn:aws:secret" },
  values: {
    KAFKA_BROKERS: "b-1:9096,b-2:9096",
    ORDERS_TOPIC: "orders",
    RESULTS_TOPIC: "analytics-results",
    CONSUMER_GROUP: "order-analytics",
    TRANSACTIONAL_PREFIX: "order-analytics",
    LATENESS_MINUTES: "2",
  },
};

/** The cluster's commands: each writes down how it was called, and answers from a file of its own where there is one. */
const COMMANDS: Readonly<Record<string, string>> = {
  gsutil: `case "$*" in
  "cat "*) cat "$WORLD/bucket/$(basename "$2")";;
  "ls "*) if [ -f "$WORLD/checkpoints" ]; then cat "$WORLD/checkpoints"; else cat "$WORLD/no-checkpoints" >&2; exit 1; fi;;
  *cp*) cp "$WORLD/jar" "\${@: -1}";;
esac`,
  yarn: `case "$*" in *-list*) cat "$WORLD/applications";; esac`,
  hadoop: "echo /hadoop/lib",
  "sql-client.sh": 'cp "$2" "$WORLD/init.sql"; cp "$4" "$WORLD/job.sql"; echo "$HADOOP_CLASSPATH" > "$WORLD/classpath"',
};

describe("the job's supervisor", () => {
  let world = "";
  let cloud: Awaited<ReturnType<typeof startCloud>>;

  before(async () => {
    cloud = await startCloud();
  });
  after(() => cloud.stop());
  beforeEach(() => {
    cloud.seen.length = 0;
    world = mkdtempSync(join(tmpdir(), "supervisor-"));
    for (const folder of ["bin", "bucket", "run"]) {
      mkdirSync(join(world, folder));
    }
    for (const [name, body] of Object.entries(COMMANDS)) {
      const file = join(world, "bin", name);
      writeFileSync(file, `#!/bin/bash\necho "${name} $*" >> "$WORLD/calls"\n${body}\n`);
      chmodSync(file, 0o755);
    }
    put("bucket/settings.json", JSON.stringify(SETTINGS));
    put("bucket/job.sql", SQL);
    put("jar", JAR);
    put("applications", "Total number of applications:0\n");
    put("no-checkpoints", "CommandException: One or more URLs matched no objects.\n");
  });
  afterEach(() => rmSync(world, { recursive: true, force: true }));

  const put = (file: string, text: string) => writeFileSync(join(world, file), text);
  const got = (file: string) => readFileSync(join(world, file), "utf8");
  const calls = () => (existsSync(join(world, "calls")) ? got("calls").trimEnd().split("\n") : []);
  const running = (name: string) =>
    put("applications", `Total:1\n  Application-Id\tApplication-Name\n application_1_0001\t ${name}\tApache Flink\n`);

  /** One look of the supervisor; its standard output and error. */
  async function look(): Promise<string> {
    const script =
      "import os, supervise; os.umask(0o077); print(supervise.look('gs://staging/jobs/order-analytics', None))";
    const { stdout } = await run("python3", ["-B", "-c", script], {
      cwd: SOURCES,
      env: {
        PATH: `${join(world, "bin")}${delimiter}${process.env["PATH"]}`,
        WORLD: world,
        RUNTIME_DIRECTORY: join(world, "run"),
        FLINK_HOME: world,
        METADATA_URL: cloud.url,
        AWS_URL: `${cloud.url}/{service}`,
      },
    });
    return stdout;
  }

  it("starts the job anew where none runs, from the newest whole checkpoint", async () => {
    put(
      "checkpoints",
      `  10  2026-01-31T11:00:00Z  gs://checkpoints/order-analytics/aa/chk-99/_metadata
  10  2026-01-31T12:00:00Z  gs://checkpoints/order-analytics/bb/chk-7/_metadata
TOTAL: 2 objects, 20 bytes (20 B)\n`,
    );
    await look();
    assert.match(
      got("init.sql"),
      /SET 'execution\.savepoint\.path' = 'gs:\/\/checkpoints\/order-analytics\/bb\/chk-7';/,
    );
    assert.match(got("init.sql"), /SET 'yarn\.application\.name' = 'order-analytics';/);
    assert.match(got("init.sql"), /SET 'table\.local-time-zone' = 'UTC';/);
    assert.equal(got("classpath").trim(), "/hadoop/lib");
  });

  it("fills in the SQL, the password as it is now, and leaves no copy of it", async () => {
    await look();
    const sql = got("job.sql");
    assert.doesNotMatch(sql, /\$\{/);
    assert.doesNotMatch(got("init.sql"), /savepoint/);
    const escaped = PASSWORD.replace(/[\\"]/g, "\\$&").replace(/'/g, "''");
    assert.ok(sql.includes(`ScramLoginModule required username="flink" password="${escaped}";'`), sql);
    assert.equal(existsSync(join(world, "run/job.sql")), false);
    assert.ok(!calls().join("\n").includes("quoted"));
  });

  it("signs in to AWS by Google's token, and signs its question as AWS checks it", async () => {
    await look();
    const [token, session, secret] = cloud.seen;
    assert.ok(secret !== undefined);
    assert.match(token?.url ?? "", /identity\?audience=sts\.amazonaws\.com&format=full$/);
    assert.match(session?.body ?? "", /WebIdentityToken=google-token/);
    assert.deepEqual(JSON.parse(secret.body), { SecretId: "arn:aws:secret" });
    assert.match(secret.authorization, new RegExp(`Signature=${signature(secret)}$`));
  });

  it("leaves a job alone that runs as it should", async () => {
    running("order-analytics");
    await look();
    assert.deepEqual(
      calls().filter((call) => !/^gsutil cat|-list/.test(call)),
      [],
    );
  });

  it("does not take another job for its own", async () => {
    running("order-analytics-2");
    await look();
    assert.ok(calls().some((call) => call.startsWith("sql-client.sh")));
  });

  it("stops a job whose files have changed, and starts it anew", async () => {
    await look();
    running("order-analytics");
    put("bucket/settings.json", JSON.stringify({ ...SETTINGS, parallelism: 3 }));
    put("calls", "");
    await look();
    const told = calls().filter((call) => /^(yarn application -kill|sql-client)/.test(call));
    assert.equal(told[0], "yarn application -kill application_1_0001");
    assert.match(told[1] ?? "", /^sql-client\.sh -i .*init\.sql -f .*job\.sql -j .*connector\.jar$/);
    assert.match(got("init.sql"), /SET 'parallelism\.default' = '3';/);
  });

  describe("fails when", () => {
    const refuses = async (pattern: RegExp) => {
      await assert.rejects(look(), pattern);
      assert.ok(!calls().some((call) => call.startsWith("sql-client")), "the job was started");
    };

    it("checkpoints cannot be listed: without its state the job would count everything again", async () => {
      put("no-checkpoints", "AccessDeniedException: 403\n");
      await refuses(/cannot list checkpoints: AccessDeniedException: 403/);
    });

    it("the connector is not the one that was tested", async () => {
      put("jar", "another");
      await refuses(/gs:\/\/jars\/connector\.jar is not the jar that was tested/);
    });

    it("the SQL asks for what nothing fills", async () => {
      put("bucket/job.sql", `${SQL}\n-- \${MORE}`);
      await refuses(/nothing fills MORE in the job's SQL/);
    });
  });
});

describe("the node's installer", () => {
  async function install(role: string): Promise<string> {
    const world = mkdtempSync(join(tmpdir(), "installer-"));
    mkdirSync(join(world, "bin"));
    for (const name of ["systemctl", "gsutil"]) {
      writeFileSync(join(world, "bin", name), `#!/bin/bash\necho "${name} $*" >> "${world}/calls"\n`, { mode: 0o755 });
    }
    const answers = `case "$*" in *dataproc-role*) echo ${role};; *) echo gs://staging/jobs/x;; esac`;
    writeFileSync(join(world, "bin/curl"), `#!/bin/bash\n${answers}\n`, { mode: 0o755 });
    const env = {
      PATH: `${join(world, "bin")}${delimiter}${process.env["PATH"]}`,
      ESTATE_HOME: join(world, "home"),
      UNITS: world,
    };
    await run("bash", [join(SOURCES, "install.sh")], { env });
    const unit = join(world, "estate-flink-job.service");
    const text = existsSync(unit) ? `${readFileSync(unit, "utf8")}\n${readFileSync(join(world, "calls"), "utf8")}` : "";
    rmSync(world, { recursive: true });
    return text;
  }

  it("makes the supervisor a service of the master", async () => {
    const text = await install("Master");
    assert.match(text, /ExecStart=\/usr\/bin\/env python3 .*\/supervise\.py gs:\/\/staging\/jobs\/x\nRestart=always/);
    assert.match(text, /systemctl enable --now estate-flink-job\.service/);
  });

  it("does nothing on other nodes", async () => {
    assert.equal(await install("Worker"), "");
  });
});

interface Seen {
  readonly url: string;
  readonly body: string;
  readonly authorization: string;
  readonly headers: IncomingMessage["headers"];
}

/** Google's metadata server, AWS's sign-in and its secrets, at one address. */
async function startCloud() {
  const seen: Seen[] = [];
  const answers: Readonly<Record<string, string>> = {
    sts: JSON.stringify({
      AssumeRoleWithWebIdentityResponse: {
        AssumeRoleWithWebIdentityResult: {
          Credentials: { AccessKeyId: "AKID", SecretAccessKey: "secret", SessionToken: "session" },
        },
      },
    }),
    secretsmanager: JSON.stringify({ SecretString: JSON.stringify({ username: "flink", password: PASSWORD }) }),
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { url = "", headers } = request;
      const body = Buffer.concat(chunks).toString();
      seen.push({ url, body, authorization: headers.authorization ?? "", headers });
      response.end(answers[url.slice(1)] ?? "google-token");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, seen, stop: () => server.close() };
}

/** The signature that AWS would compute of what it received (IAM user guide, "Create a signed AWS API request"). */
function signature({ authorization, headers, body }: Seen): string {
  const [, scope = "", names = ""] = /Credential=AKID\/(\S+), SignedHeaders=(\S+),/.exec(authorization) ?? [];
  const lines = names.split(";").map((name) => `${name}:${String(headers[name])}`);
  const canonical = ["POST", "/", "", ...lines, "", names, sha256(body)].join("\n");
  const signed = ["AWS4-HMAC-SHA256", String(headers["x-amz-date"]), scope, sha256(canonical)].join("\n");
  const sign = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const key = scope.split("/").reduce<string | Buffer>(sign, "AWS4secret");
  return createHmac("sha256", key).update(signed).digest("hex");
}

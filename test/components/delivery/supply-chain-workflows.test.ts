import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FOLDER, type Job, jobsOf, stepsOf, textOf, workflow } from "./workflow-files";

const NAMES = ["image.yml", "quality.yml", "zap.yml"];
const BY_DIGEST = /^[a-z0-9./-]+(:[\w.-]+)?@sha256:[0-9a-f]{64}$/;
const IMAGES = join(__dirname, "../../../examples/images");

function scripts(job: Job | undefined): string {
  return (job?.steps ?? []).map(({ run }) => run ?? "").join("\n");
}

function actions(job: Job | undefined): readonly string[] {
  return (job?.steps ?? []).flatMap(({ uses }) => uses?.split("@")[0] ?? []);
}

describe("workflows of the supply chain", () => {
  it("start where they are meant to, never with a stranger's code and our rights", () => {
    assert.deepEqual(
      NAMES.map((name) => Object.keys(workflow(name).on)),
      [["workflow_call"], ["pull_request", "push"], ["workflow_call", "workflow_dispatch"]],
    );
    for (const name of NAMES) {
      assert.doesNotMatch(
        textOf(name),
        /pull_request_target|workflow_run|permissions: write-all|continue-on-error/,
        name,
      );
    }
  });

  it("run their tools by digest, each from a variable that names it", () => {
    const tools = jobsOf(NAMES).flatMap(([, { env = {} }]) =>
      Object.values(env).filter((value) => value.includes("@")),
    );
    assert.equal(tools.length, 3);
    for (const tool of tools) {
      assert.match(tool, BY_DIGEST);
    }
    const runs = stepsOf(NAMES).flatMap(([, { run = "" }]) => run.match(/docker run [\s\S]*?"\$[A-Z]+"/g) ?? []);
    assert.equal(runs.length, tools.length);
    for (const run of runs) {
      assert.match(run, /--cap-drop ALL/);
      assert.doesNotMatch(run, /docker\.sock|--privileged/);
    }
  });

  it("read a secret in the variables of a step, in an environment, and in no script", () => {
    const readers = jobsOf(NAMES).flatMap(([name, job]) => {
      const reads = (job.steps ?? []).flatMap(({ env = {} }) =>
        Object.entries(env).flatMap(([key, value]) => (String(value).includes(`{ secrets.${key} }`) ? [key] : [])),
      );
      return reads.map((read) => [name, job.environment, read]);
    });
    assert.deepEqual(readers, [
      ["quality.yml: sonarqube", "quality", "SONAR_TOKEN"],
      ["quality.yml: snyk", "quality", "SNYK_TOKEN"],
    ]);
    assert.equal(NAMES.flatMap((name) => textOf(name).match(/secrets\./g) ?? []).length, readers.length);
    for (const [name, { run = "" }] of stepsOf(NAMES)) {
      assert.doesNotMatch(run, /secrets|_TOKEN/, name);
    }
  });

  it("give no secret to the code of a fork", () => {
    const { sonarqube, snyk } = workflow("quality.yml").jobs;
    for (const job of [sonarqube, snyk]) {
      assert.match(String(job?.if), /head\.repo\.full_name == github\.repository/);
      assert.doesNotMatch(scripts(job), /npm (ci|install)/);
    }
  });

  describe("image.yml", () => {
    const { build, publish } = workflow("image.yml").jobs;

    it("builds and looks through without a right, and publishes without the image's code", () => {
      assert.deepEqual(actions(build), [
        "actions/checkout",
        "docker/setup-buildx-action",
        "docker/build-push-action",
        "actions/upload-artifact",
      ]);
      assert.equal(publish?.needs, "build");
      assert.match(String(publish?.if), /^\$\{\{ inputs\.publish \}\}$/);
      assert.deepEqual(actions(publish), [
        "actions/download-artifact",
        "sigstore/cosign-installer",
        "aws-actions/configure-aws-credentials",
      ]);
      assert.doesNotMatch(scripts(publish), /docker (build|run)/);
    });

    it("fails on what is high or critical, in the very file that is pushed", () => {
      const script = scripts(build);
      assert.match(script, /docker save --output image\/image\.tar built:local/);
      assert.match(script, /"\$TRIVY" image --input \/image\/image\.tar/);
      assert.match(script, /--severity HIGH,CRITICAL .*--exit-code 1/);
      assert.match(
        script,
        /"\$SYFT" scan docker-archive:\/image\/image\.tar --output spdx-json > image\/sbom\.spdx\.json/,
      );
      assert.match(scripts(publish), /docker load --input image\/image\.tar/);
    });

    it("signs the digest, attests contents and provenance, and asks what admission asks", () => {
      const order = [
        /docker push/,
        /cosign sign --yes "\$IMAGE"/,
        /cosign attest --yes --new-bundle-format --type spdxjson/,
        /cosign attest --yes --new-bundle-format --type slsaprovenance1/,
        /cosign verify --certificate-oidc-issuer https:\/\/token\.actions\.githubusercontent\.com/,
      ].map((pattern) => scripts(publish).search(pattern));
      assert.ok(order.every((at) => at >= 0));
      assert.deepEqual(
        [...order].sort((a, b) => a - b),
        order,
      );
      assert.doesNotMatch(scripts(publish), /--key|allow-insecure|tlog-upload=false/);
    });

    it("writes a provenance that names commit, workflow and run", function () {
      if (spawnSync("jq", ["--version"]).status !== 0) {
        return this.skip();
      }
      const step = publish?.steps?.find(({ run = "" }) => run.includes("provenance.json"));
      const folder = mkdtempSync(join(tmpdir(), "estate-provenance-"));
      try {
        execFileSync("bash", ["-euc", `mkdir image\n${step?.run}`], {
          cwd: folder,
          env: {
            ...process.env,
            INPUTS: JSON.stringify({ context: "services/order", dockerfile: "Dockerfile", role: "arn" }),
            WORKFLOW: "acme/shop/.github/workflows/release.yml@refs/heads/main",
            RUN: "https://github.com/acme/shop/actions/runs/1/attempts/1",
            GITHUB_SERVER_URL: "https://github.com",
            GITHUB_REPOSITORY: "acme/shop",
            GITHUB_REF: "refs/heads/main",
            GITHUB_SHA: "c0ffee",
          },
        });
        assert.deepEqual(JSON.parse(readFileSync(join(folder, "image/provenance.json"), "utf8")), {
          buildDefinition: {
            buildType: "https://actions.github.io/buildtypes/workflow/v1",
            externalParameters: {
              workflow: "acme/shop/.github/workflows/release.yml@refs/heads/main",
              inputs: { context: "services/order", dockerfile: "Dockerfile" },
            },
            resolvedDependencies: [
              { uri: "git+https://github.com/acme/shop@refs/heads/main", digest: { gitCommit: "c0ffee" } },
            ],
          },
          runDetails: {
            builder: { id: "https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main" },
            metadata: { invocationId: "https://github.com/acme/shop/actions/runs/1/attempts/1" },
          },
        });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });

  it("looks at a preview by https alone, and fails on rules that are named", () => {
    const step = workflow("zap.yml").jobs["baseline"]?.steps?.find(({ run = "" }) => run.includes("zap-baseline"));
    const check = step?.run?.split("\n")[0] ?? "";
    const passes = (address: string) => {
      try {
        execFileSync("bash", ["-euc", check], { env: { ...process.env, ADDRESS: address }, stdio: "pipe" });
        return true;
      } catch {
        return false;
      }
    };
    const addresses = [
      "https://preview.shop.example/a",
      "http://preview.shop.example",
      "file:///etc/passwd",
      "https://a b",
      "",
    ];
    assert.deepEqual(addresses.map(passes), [true, false, false, false, false]);
    const rules = readFileSync(join(FOLDER, "../zap-rules.tsv"), "utf8").trim().split("\n").slice(1);
    assert.ok(rules.length >= 10);
    assert.deepEqual(
      rules.filter((rule) => !/^\d+\tFAIL\t\([\w -]+\)$/.test(rule)),
      [],
    );
  });

  describe("distroless images", () => {
    for (const language of ["node", "python", "go"]) {
      it(`of ${language} come from pinned bases, end in one without a shell, and run as nobody`, () => {
        const lines = readFileSync(join(IMAGES, `${language}.Dockerfile`), "utf8").split("\n");
        const words = (instruction: string) =>
          lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));
        const bases = words("FROM").map((line) => line.replace(/^--platform=\S+ /, "").split(" ")[0] ?? "");
        const [frontend = ""] = lines;
        for (const base of [...bases, frontend.replace("# syntax=", "")]) {
          assert.match(base, BY_DIGEST);
        }
        assert.match(String(bases.at(-1)), /^gcr\.io\/distroless\/[\w-]+-debian12:nonroot@/);
        assert.deepEqual(words("USER"), ["65532:65532"]);
        const [entry = ""] = words("ENTRYPOINT");
        assert.ok(Array.isArray(JSON.parse(entry)), "no shell would read a sentence");
        const [health = ""] = words("HEALTHCHECK");
        assert.ok(Array.isArray(JSON.parse(health.replace(/^.*? CMD /, ""))));
        // What follows the last FROM runs nothing: there is no shell.
        const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
        assert.ok(!last.some((line) => line.startsWith("RUN ")));
      });
    }
  });
});

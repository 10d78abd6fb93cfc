import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Script } from "node:vm";
import { FOLDER, jobsOf, type Step, stepsOf, textOf, workflow } from "./workflow-files";

/** Those that deploy stacks. */
const NAMES = ["deploy-stack.yml", "deploy.yml", "preview.yml"];
/** Those that look at code, images and what runs; `supply-chain-workflows.test.ts` says more of them. */
const SUPPLY_CHAIN = ["image.yml", "quality.yml", "zap.yml"];
const ALL = [...NAMES, ...SUPPLY_CHAIN];

describe(".github/workflows", () => {
  it("holds the delivery's workflows, none of which a stranger's code can start with rights", () => {
    assert.deepEqual(readdirSync(FOLDER).sort(), [...ALL].sort());
    assert.deepEqual(
      NAMES.map((name) => Object.keys(workflow(name).on)),
      [["workflow_call"], ["push"], ["pull_request"]],
    );
  });

  it("gives each job the rights that it needs, and a workflow none", () => {
    assert.deepEqual(
      ALL.map((name) => workflow(name).permissions),
      ALL.map(() => ({})),
    );
    const read = { contents: "read" };
    const signIn = { ...read, "id-token": "write" };
    assert.deepEqual(Object.fromEntries(jobsOf(ALL).map(([name, job]) => [name, job.permissions])), {
      "deploy-stack.yml: up": signIn,
      "deploy.yml: check": read,
      "deploy.yml: dev": signIn,
      "deploy.yml: staging": signIn,
      "deploy.yml: prod": signIn,
      "preview.yml: plan": read,
      "preview.yml: test": read,
      "preview.yml: comment": { "pull-requests": "write" },
      "preview.yml: preview": signIn,
      "image.yml: build": read,
      "image.yml: publish": { "id-token": "write" },
      "quality.yml: dependencies": read,
      "quality.yml: sonarqube": read,
      "quality.yml: snyk": read,
      "zap.yml: baseline": read,
    });
  });

  it("pins every action by commit, one commit for each action", () => {
    const used = new Map<string, Set<string>>();
    for (const [name, { uses }] of stepsOf(ALL)) {
      if (uses !== undefined) {
        assert.match(uses, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/, name);
        const [action = "", commit = ""] = uses.split("@");
        used.set(action, (used.get(action) ?? new Set()).add(commit));
      }
    }
    assert.deepEqual(
      [...used].filter(([, commits]) => commits.size !== 1),
      [],
    );
    for (const name of ALL) {
      const pinned = textOf(name).match(/uses: .*@.*/g) ?? [];
      assert.deepEqual(
        pinned.filter((line) => !/ # v\d+\.\d+\.\d+$/.test(line)),
        [],
      );
    }
  });

  it("puts no expression into a script: values come by the environment", () => {
    const scripts = stepsOf(ALL).flatMap(([name, step]) =>
      [step.run, step.with?.["script"]].flatMap((script) => (typeof script === "string" ? [[name, script]] : [])),
    );
    assert.ok(scripts.length > 5);
    assert.deepEqual(
      scripts.filter(([, script]) => script?.includes("${{")),
      [],
    );
  });

  it("keeps the checkout's token out of reach, and bounds every job's time", () => {
    for (const [name, step] of stepsOf(ALL).filter(([, { uses }]) => uses?.startsWith("actions/checkout@"))) {
      assert.equal(step.with?.["persist-credentials"], false, name);
    }
    for (const [name, job] of jobsOf(ALL)) {
      assert.ok(job.uses !== undefined || job["timeout-minutes"] !== undefined, name);
    }
  });

  it("writes the comment from a job that checks nothing out and has no identity", () => {
    const { steps: own = [], permissions } = workflow("preview.yml").jobs["comment"] ?? {};
    assert.deepEqual(permissions, { "pull-requests": "write" });
    assert.deepEqual(
      own.map((step) => step.uses?.split("@")[0] ?? step.run),
      ["actions/download-artifact", "actions/github-script"],
    );
    const script = String(own[1]?.with?.["script"]);
    assert.match(script, /updateComment/);
    assert.match(script, /createComment/);
    // As the action wraps it; a fault in its syntax would show only in a run.
    assert.doesNotThrow(() => new Script(`async () => {${script}}`));
  });

  it("deploys a stack at a time, in its own environment, never stopped half-way, under every policy pack", () => {
    const up = workflow("deploy-stack.yml").jobs["up"];
    assert.match(String(up?.environment), /^\$\{\{ inputs\.stack \}\}$/);
    assert.match(String(up?.concurrency?.group), /^deploy-\$\{\{ inputs\.stack \}\}$/);
    assert.equal(up?.concurrency?.["cancel-in-progress"], false);
    const run = String(up?.steps?.find((step) => step.name === "Deploy under every policy pack")?.run);
    assert.match(run, /for pack in policies\/packs\/\*\/PulumiPolicy\.yaml/);
    assert.match(run, /pulumi up --stack "\$STACK" --yes/);
  });

  it("deploys and previews every stack that has an account, and no other", function () {
    if (spawnSync("jq", ["--version"]).status !== 0) {
      this.skip();
    }
    const settings = readdirSync(join(FOLDER, "../../stacks")).flatMap(
      (file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [],
    );
    const listed = (file: string, job: string): Readonly<Record<string, readonly string[]>> => {
      const step = workflow(file).jobs[job]?.steps?.find(({ name }) => name === "List the stacks that have an account");
      const folder = mkdtempSync(join(tmpdir(), "estate-stacks-"));
      const output = join(folder, "output");
      try {
        execFileSync("bash", ["-eo", "pipefail", "-c", String(step?.run)], {
          cwd: join(FOLDER, "../.."),
          env: { ...process.env, GITHUB_OUTPUT: output },
        });
        const lines = readFileSync(output, "utf8").trim().split("\n");
        return Object.fromEntries(
          lines.map((line) => [line.slice(0, line.indexOf("=")), JSON.parse(line.slice(line.indexOf("=") + 1))]),
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    };
    const withAccount = settings.filter((name) => name !== "cloudcommerce-staging").sort();
    assert.deepEqual(listed("preview.yml", "plan"), { list: withAccount });
    assert.deepEqual(
      listed("deploy.yml", "check"),
      Object.fromEntries(
        ["dev", "staging", "prod"].map((environment) => [
          environment,
          withAccount.filter((name) => name.endsWith(`-${environment}`)),
        ]),
      ),
    );
  });

  it("signs images as the settings have it that admit only signed ones", () => {
    const stacks = join(FOLDER, "../../stacks");
    const signers = readdirSync(stacks)
      .filter((file) => /^Pulumi\..+\.yaml$/.test(file))
      .flatMap((file) => readFileSync(join(stacks, file), "utf8").match(/\.github\/workflows\/\S+/g) ?? []);
    assert.deepEqual(signers, [".github/workflows/image.yml@refs/heads/main"]);
    assert.match(textOf("image.yml"), /cosign sign/);
  });

  it("builds the applications before it signs in, and uploads them by the stack's own role after the deployment", () => {
    const own = workflow("deploy-stack.yml").jobs["up"]?.steps ?? [];
    const position = (test: (step: Step) => boolean) => own.findIndex(test);
    const signsIn = (step: Step) => step.uses?.startsWith("aws-actions/configure-aws-credentials@") === true;
    const order = [
      position((step) => step.run?.includes("build:web") === true),
      position(signsIn),
      position((step) => step.run?.includes("pulumi up") === true),
      position((step) => step.run?.includes("pulumi stack output") === true),
      position((step) => String(step.with?.["role-to-assume"]).includes("steps.site.outputs.role")),
      position((step) => step.run?.includes("upload:web") === true),
    ];
    assert.ok(!order.includes(-1));
    assert.deepEqual(
      order,
      [...order].sort((one, other) => one - other),
    );
    assert.equal(own.length - 1, order.at(-1));
    for (const step of own.slice(-2)) {
      assert.match(String(step.if), /steps\.site\.outputs\.role != ''/);
    }
    assert.equal(own.filter(signsIn).at(-1)?.with?.["unset-current-credentials"], true);
  });

  it("bundles the functions wherever packages' own scripts do not run, before the program reads them", () => {
    for (const [name, job] of [
      ["preview.yml", "preview"],
      ["deploy-stack.yml", "up"],
    ] as const) {
      const runs = (workflow(name).jobs[job]?.steps ?? []).map((step) => step.run ?? "");
      const at = (text: string) => runs.findIndex((run) => run.includes(text));
      assert.ok(at("--ignore-scripts") < at("build:functions") && at("build:functions") < at("pulumi "), name);
    }
  });

  it("tests what a pull request changes, and keeps the photographs of the demo's pages", () => {
    for (const [name, job] of [
      ["preview.yml", "test"],
      ["deploy.yml", "check"],
    ] as const) {
      const own = workflow(name).jobs[job]?.steps ?? [];
      assert.ok(
        own.some((step) => step.run === "npm test"),
        name,
      );
      const kept = own.filter((step) => step.uses?.startsWith("actions/upload-artifact@"));
      assert.deepEqual(
        kept.map((step) => step.with?.["path"]),
        ["dist/photographs"],
      );
      assert.match(String(kept[0]?.if), /!cancelled\(\)/);
    }
  });

  it("reaches production after staging, and staging after development", () => {
    const { dev, staging, prod } = workflow("deploy.yml").jobs;
    assert.deepEqual(
      [dev, staging, prod].map((job) => [job?.needs, job?.uses]),
      [
        ["check", "./.github/workflows/deploy-stack.yml"],
        [["check", "dev"], "./.github/workflows/deploy-stack.yml"],
        [["check", "dev", "staging"], "./.github/workflows/deploy-stack.yml"],
      ],
    );
  });

  it("stores no credential: nothing reads a secret", () => {
    for (const name of NAMES) {
      assert.ok(!/\bsecrets\./.test(textOf(name)), name);
    }
  });
});

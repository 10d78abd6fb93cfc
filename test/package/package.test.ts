import { equal, match, ok } from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { devDependencies } from "../../package.json";
import { PACKS } from "../../policies/packs";
import { Analyzer } from "../policies/analyzer";
import { CASES } from "../policies/cases";

const ROOT = join(__dirname, "../..");
/** Packing builds, and installing fetches the SDKs. */
const PATIENCE_MS = 300_000;

const PROGRAM = `import { EksCluster, Network } from "multicloud-estate";

const network = new Network("shop", { cidrBlock: "10.0.0.0/16", zones: ["us-east-1a", "us-east-1b"] });
const cluster = new EksCluster("shop", {
  vpcId: network.vpcId,
  subnetIds: [...network.subnetIds.private],
  egress: network.egress,
  nodeGroups: { main: { instanceTypes: ["t3.medium"], min: 2, max: 4 } },
});

export const endpoint = cluster.endpoint;
`;

describe("the packed package, installed in an empty folder", function () {
  this.timeout(PATIENCE_MS);
  let folder = "";

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "estate-package-"));
    execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: ROOT, stdio: "pipe" });
    const [archive = ""] = readdirSync(folder);
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "shop", private: true }));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    writeFileSync(join(folder, "index.ts"), PROGRAM);
    // The SDK of policy packs is an optional peer: only who attaches our packs needs it.
    const wanted = [`./${archive}`, `@pulumi/policy@${devDependencies["@pulumi/policy"]}`];
    execFileSync("npm", ["install", "--silent", "--prefer-offline", ...wanted], { cwd: folder, stdio: "pipe" });
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("plans a twelve-line program with Network and EksCluster", () => {
    const { status, stdout } = spawnSync(join(folder, "node_modules/.bin/estate"), ["plan"], {
      cwd: folder,
      encoding: "utf8",
    });
    equal(status, 0, stdout);
    match(stdout, /shop \(EksCluster\) +\d+ +1 +3 +\d+\n {2}shop \(Network\) +\d+ +\d+\n/);
    match(stdout, /endpoint {2}https:\/\/[0-9A-F]+\.gr7\.us-east-1\.eks\.amazonaws\.com/);
  });

  it("gives the program its types", () => {
    const tsc = join(ROOT, "node_modules/.bin/tsc");
    const check = (program: string) => {
      writeFileSync(join(folder, "typed.ts"), program);
      const flags = ["--noEmit", "--strict", "--skipLibCheck", "--module", "node20", "--types", "", "typed.ts"];
      return spawnSync(tsc, flags, { cwd: folder, encoding: "utf8" });
    };
    const sound = check(PROGRAM);
    equal(sound.status, 0, sound.stdout);
    const unsound = check(PROGRAM.replace("nodeGroups", "nodeGroop"));
    match(unsound.stdout, /'nodeGroop' does not exist in type 'EksClusterArgs'/);
  });

  for (const { name, rules } of PACKS) {
    it(`serves the policy pack ${name} to the engine`, async () => {
      const pack = join(folder, "node_modules/multicloud-estate/dist/policies/packs", name);
      match(readFileSync(join(pack, "PulumiPolicy.yaml"), "utf8"), /^runtime: nodejs$/m);
      const analyzer = await Analyzer.of(pack, "shop-prod");
      try {
        const own = new Set(rules.map(({ rule }) => rule.id));
        const [id, bad] =
          Object.entries(CASES).find(([rule, { bad: faults }]) => own.has(rule) && faults.length > 0) ?? [];
        const [resources = []] = bad?.bad ?? [];
        const each = await Promise.all(resources.map((one) => analyzer.analyze(one)));
        const all = [...each.flat(), ...(await analyzer.analyzeStack(resources))];
        ok(
          all.some(({ policyname }) => policyname === id),
          `${id}: ${all.map(({ policyname }) => policyname).join()}`,
        );
      } finally {
        analyzer.stop();
      }
    });
  }

  it("records a program in the user's own test", () => {
    writeFileSync(
      join(folder, "own-test.js"),
      `const { recordProgram } = require("multicloud-estate/testing");
       const { Network } = require("multicloud-estate/network");
       const zones = ["us-east-1a", "us-east-1b"];
       recordProgram(() => { new Network("shop", { cidrBlock: "10.0.0.0/16", zones }); })
         .then((recording) => console.log(recording.get("shop-vpc").inputs.cidrBlock));`,
    );
    equal(execFileSync(process.execPath, ["own-test.js"], { cwd: folder, encoding: "utf8" }), "10.0.0.0/16\n");
  });
});

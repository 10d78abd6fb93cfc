import { deepEqual } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { DEFAULT_THRESHOLDS, judgeOne, Stack } from "../../policies/engine";
import { roleCannotEscalate } from "../../policies/rules/least-privilege/role-cannot-escalate";
import { ESCALATING_POLICIES, isBroadByName } from "../../policies/rules/shared/managed-policies";
import { policy, resource } from "./cases/resource";

/** Where the emulator of the functions' tests lies, which keeps a copy of AWS's policies. */
const CACHE = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
const PYTHON = join(CACHE, "multicloud-estate", "moto-5.2.5", "bin", "python");
const READ = "from moto.iam.aws_managed_policies import aws_managed_policies_data as data; print(data)";
const documents = z.record(z.string(), z.object({ Path: z.string(), Document: z.looseObject({}) }));

const FOR_SERVICES = /^((aws-)?service-role\/|AmazonEKSComputePolicy$)/;
const PRODUCTION = { environment: "prod", production: true, thresholds: DEFAULT_THRESHOLDS };

/** Does a role that carries the document gain more rights? */
function escalates(document: object): boolean {
  const trust = policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } });
  const stack = new Stack([
    resource("aws:iam/role:Role", "worker", { assumeRolePolicy: trust }),
    resource("aws:iam/rolePolicy:RolePolicy", "given", { role: "worker", policy: JSON.stringify(document) }),
  ]);
  return stack
    .ofTypes(roleCannotEscalate.types)
    .some((subject) => judgeOne(roleCannotEscalate, subject, stack, PRODUCTION).outcome === "violation");
}

describe("AWS's own policies", () => {
  it("are refused where evaluating them finds a way to more rights", function () {
    if (!existsSync(PYTHON)) {
      this.skip();
    }
    const text = execFileSync(PYTHON, ["-c", READ], { encoding: "utf8", maxBuffer: 2 ** 26 });
    const found = Object.entries(documents.parse(JSON.parse(text)))
      .filter(([, { Document }]) => escalates(Document))
      .map(([name, { Path }]) => `${Path.slice(1)}${name}`)
      .filter((name) => !FOR_SERVICES.test(name) && !isBroadByName(name));
    deepEqual(found.sort(), [...ESCALATING_POLICIES].sort());
  });
});

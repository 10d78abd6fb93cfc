import assert from "node:assert/strict";
import { Provider } from "@pulumi/aws/provider";
import { EncryptionKey } from "../../../components/core";
import { DisasterRecovery, type DisasterRecoveryArgs } from "../../../components/resilience";
import { recordProgram } from "../../../planner/recorder";
import { evaluateRequest, parsePolicy, RequestContext } from "../../../policies/iam";

type Settings = Omit<DisasterRecoveryArgs, "key" | "copy">;

const TABLE = "arn:aws:dynamodb:us-east-1:111122223333:table/orders";
const CLUSTER = "arn:aws:rds:us-east-1:111122223333:cluster:orders";
const TABLES: Settings = { backups: { tables: { kind: "table", stores: { arns: { orders: TABLE } } } } };

async function record(settings: Settings, copyRegion = "us-west-2", mode: "known" | "preview" = "known") {
  return recordProgram(
    () => {
      const west = new Provider("west", { region: "us-west-2" });
      const key = new EncryptionKey("key", { description: "Backups" });
      const copyKey = new EncryptionKey("copy-key", { description: "Copies of backups" }, { provider: west });
      const recovery = new DisasterRecovery("recovery", {
        key,
        copy: { region: copyRegion, key: copyKey },
        ...settings,
      });
      return {
        alarms: recovery.alarms().map(({ key }) => key),
        vault: recovery.vault.arn,
        copies: recovery.copyVault.arn,
      };
    },
    { mode },
  );
}

async function statements(settings: Settings) {
  const recording = await record(settings);
  const [policy] = recording.ofType("aws:iam/rolePolicy:RolePolicy");
  const document = JSON.parse(String(policy?.inputs["policy"])) as {
    Statement: { Sid: string; Action: string | string[]; Resource: string | string[]; Condition?: object }[];
  };
  return new Map(document.Statement.map((statement) => [statement.Sid, statement]));
}

const ACCOUNT = "111122223333";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/recovery`;

/** Whether the role may do this to that, by IAM's own logic. */
async function mayDo(settings: Settings) {
  const recording = await record(settings);
  const [policy] = recording.ofType("aws:iam/rolePolicy:RolePolicy");
  const identity = [parsePolicy(String(policy?.inputs["policy"]))];
  return (action: string, resource: string, resourceAccount = ACCOUNT): boolean =>
    evaluateRequest(
      {
        caller: { kind: "aws", arn: ROLE },
        action,
        resource,
        resourceAccount,
        context: new RequestContext({
          "aws:ResourceAccount": resourceAccount,
          "ec2:Region": resource.split(":")[3] ?? "",
        }),
      },
      { identity },
    ).decision === "allowed";
}

describe("DisasterRecovery", () => {
  it("makes exactly these resources, and the same in a preview", async () => {
    const names = (recording: Awaited<ReturnType<typeof record>>) =>
      recording.resources
        .filter(({ urn, custom }) => custom && urn.includes("DisasterRecovery$"))
        .map(({ name }) => name)
        .sort();
    const made = names(await record(TABLES));
    assert.deepEqual(made, [
      "recovery-copies",
      "recovery-lock-copies",
      "recovery-lock-vault",
      "recovery-plan-tables",
      "recovery-role",
      "recovery-role-policy-backups",
      "recovery-selection-tables",
      "recovery-settings-here",
      "recovery-settings-there",
      "recovery-vault",
    ]);
    assert.deepEqual(names(await record(TABLES, "us-west-2", "preview")), made);
  });

  it("keeps the copies in the other region, under its key, locked and protected", async () => {
    const recording = await record(TABLES);
    assert.match(String(recording.outputs["copies"]), /^arn:aws:backup:us-west-2:/);
    const copies = recording.get("recovery-copies");
    assert.match(String(copies.inputs["kmsKeyArn"]), /^arn:aws:kms:us-west-2:/);
    assert.match(String(recording.get("recovery-vault").inputs["kmsKeyArn"]), /^arn:aws:kms:us-east-1:/);
    assert.equal(copies.options.protect, true);
    assert.equal(recording.get("recovery-lock-copies").inputs["minRetentionDays"], 30);
  });

  it("backs up daily for thirty days, hourly for seven, each copied", async () => {
    const recording = await record({
      backups: {
        databases: { kind: "cluster", stores: { arns: { orders: CLUSTER } }, hourly: true, continuous: true },
      },
    });
    const rules = recording.get("recovery-plan-databases").inputs["rules"] as readonly {
      ruleName: string;
      schedule: string;
      lifecycle: { deleteAfter: number };
      enableContinuousBackup?: boolean;
      copyActions?: readonly { destinationVaultArn: string; lifecycle: { deleteAfter: number } }[];
    }[];
    assert.deepEqual(
      rules.map((rule) => [
        rule.ruleName,
        rule.schedule,
        rule.lifecycle.deleteAfter,
        rule.enableContinuousBackup ?? false,
        rule.copyActions?.map(({ lifecycle }) => lifecycle.deleteAfter) ?? [],
      ]),
      [
        ["daily", "cron(0 3 * * ? *)", 30, false, [30]],
        ["hourly", "cron(0 * * * ? *)", 7, false, [7]],
        ["continuous", "cron(0 3 * * ? *)", 30, true, []],
      ],
    );
    assert.equal(rules[0]?.copyActions?.[0]?.destinationVaultArn, recording.outputs["copies"]);
    assert.equal(recording.get("recovery-lock-vault").inputs["minRetentionDays"], 7);
  });

  it("selects the named stores and no others, and its role reaches no others", async () => {
    const recording = await record(TABLES);
    assert.deepEqual(recording.get("recovery-selection-tables").inputs["resources"], [TABLE]);
    const found = await statements(TABLES);
    assert.equal(found.get("Tablestables")?.Resource, TABLE);
    assert.deepEqual(
      [...found.keys()],
      [
        "Tablestables",
        "TableBackupstables",
        "Vaults",
        "CopyToTheOtherRegionOnly",
        "TagBackups",
        "UseKeys",
        "HandKeysToSnapshots",
      ],
    );
    assert.ok(!JSON.stringify([...found.values()]).includes("rds:"));
  });

  it("narrows a selection by tag, and the role by the same tag", async () => {
    const settings: Settings = {
      backups: { volumes: { kind: "volume", stores: { tag: { key: "system", value: "shop" } }, hourly: true } },
    };
    const selection = (await record(settings)).get("recovery-selection-volumes");
    assert.deepEqual(selection.inputs["resources"], ["arn:aws:ec2:us-east-1:111122223333:volume/*"]);
    assert.deepEqual(selection.inputs["conditions"], [
      { stringEquals: [{ key: "aws:ResourceTag/system", value: "shop" }] },
    ]);
    const found = await statements(settings);
    assert.deepEqual(found.get("Volumesvolumes")?.Condition, { StringEquals: { "aws:ResourceTag/system": "shop" } });
    assert.deepEqual(found.get("OldSnapshotsvolumes")?.Condition, {
      StringLike: { "aws:ResourceTag/aws:backup:source-resource": "arn:aws:ec2:us-east-1:111122223333:volume/*" },
    });
  });

  describe("its role copies to the other region, where the copy is asked for", () => {
    const rds = (region: string, kind: string, name = "awsbackup:copyjob-1") =>
      `arn:aws:rds:${region}:${ACCOUNT}:${kind}:${name}`;
    const KINDS = [
      ["cluster", "cluster-snapshot", "DBCluster"],
      ["documents", "cluster-snapshot", "DBCluster"],
      ["instance", "snapshot", "DB"],
    ] as const;
    for (const [kind, resource, what] of KINDS) {
      it(`snapshots of the kind ${kind}, and in no third region`, async () => {
        const may = await mayDo({ backups: { stores: { kind, stores: { arns: { orders: CLUSTER } } } } });
        const actions = [
          `rds:Copy${what}Snapshot`,
          `rds:Describe${what}Snapshots`,
          `rds:Delete${what}Snapshot`,
          "rds:AddTagsToResource",
          "rds:ListTagsForResource",
        ];
        for (const action of actions) {
          const answers = ["us-east-1", "us-west-2", "eu-west-1"].map((region) => may(action, rds(region, resource)));
          assert.deepEqual(answers, [true, true, false], action);
          assert.equal(may(action, rds("us-west-2", resource, "somebody-elses")), false, action);
        }
      });
    }

    it("volumes' snapshots, and marks every recovery point of its own account in both", async () => {
      const may = await mayDo({ backups: { volumes: { kind: "volume", stores: { tag: { key: "a", value: "b" } } } } });
      for (const [region, expected] of [
        ["us-east-1", true],
        ["us-west-2", true],
        ["eu-west-1", false],
      ] as const) {
        assert.equal(may("ec2:CopySnapshot", `arn:aws:ec2:${region}::snapshot/snap-1`), expected, region);
        const point = `arn:aws:backup:${region}:${ACCOUNT}:recovery-point:1`;
        assert.equal(may("backup:TagResource", point), expected, region);
        assert.equal(may("backup:TagResource", point, "999988887777"), false, region);
      }
    });
  });

  it("lets only AWS Backup of its own account take the role", async () => {
    const role = (await record(TABLES)).get("recovery-role");
    assert.deepEqual(JSON.parse(String(role.inputs["assumeRolePolicy"])).Statement, [
      {
        Effect: "Allow",
        Principal: { Service: "backup.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      },
    ]);
  });

  it("tells of failures, of lateness and of silence", async () => {
    assert.deepEqual((await record(TABLES)).outputs["alarms"], [
      "backup-jobs-failed",
      "backup-jobs-expired",
      "copy-jobs-failed",
      "no-backup",
    ]);
  });

  describe("fails when", () => {
    it("the arguments contradict each other or AWS", async () => {
      await assert.rejects(
        record({
          dailyDays: 0,
          lock: { minDays: 40, changeableForDays: 1 },
          backups: { volumes: { kind: "volume", stores: { arns: {} }, continuous: true } },
        }),
        (error: Error) => {
          for (const property of ["dailyDays", "lock.minDays", "lock.changeableForDays", "continuous", "stores.arns"]) {
            assert.ok(error.message.includes(property), `${property} in ${error.message}`);
          }
          return true;
        },
      );
    });

    it("the key of the copies stands in another region than the copies", async () => {
      await assert.rejects(record(TABLES, "eu-west-1"), /copies go to eu-west-1.*stands in us-west-2/s);
    });
  });
});

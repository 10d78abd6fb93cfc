import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import { EncryptionKey, serviceTrust } from "../../../components/core";
import { SecretStore } from "../../../components/data";
import { ImageRepository } from "../../../components/delivery";
import { ContainerTask, type ContainerTaskArgs, EventQueue } from "../../../components/serverless";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";

function make(args: (key: EncryptionKey) => Partial<ContainerTaskArgs> = () => ({})) {
  const key = new EncryptionKey("key", { description: "Logs", services: ["logs"] });
  const task = new ContainerTask("backfill", {
    image: "public.ecr.aws/docker/library/python:3.13-slim",
    vpcId: "vpc-1",
    subnetIds: ["subnet-a"],
    key,
    ...args(key),
  });
  const role = new iam.Role("operator", { assumeRolePolicy: serviceTrust("lambda.amazonaws.com") });
  return { task, key, operator: { granteeName: "operator", role } };
}

describe("ContainerTask", () => {
  it("makes exactly what a task on demand needs, and no schedule", async () => {
    const recording = await recordProgram(() => void make());
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" backfill")),
      [
        "aws:cloudwatch/logGroup:LogGroup backfill-logs",
        "aws:ec2/securityGroup:SecurityGroup backfill-security-group",
        "aws:ecs/cluster:Cluster backfill-cluster",
        "aws:ecs/taskDefinition:TaskDefinition backfill-task",
        "aws:iam/role:Role backfill-execution-role",
        "aws:iam/role:Role backfill-role",
        "aws:iam/rolePolicy:RolePolicy backfill-execution-policy-start",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule backfill-egress-https",
        "estate:serverless:ContainerTask backfill",
      ],
    );
  });

  it("hardens the container", async () => {
    const recording = await recordProgram(() => void make(() => ({ command: ["python", "-m", "backfill"] })));
    const task = inputsOf(recording, "backfill-task");
    assert.deepEqual(task["runtimePlatform"], { operatingSystemFamily: "LINUX", cpuArchitecture: "ARM64" });
    const text = task["containerDefinitions"];
    assert.ok(typeof text === "string");
    assert.deepEqual(JSON.parse(text), [
      {
        name: "backfill",
        image: "public.ecr.aws/docker/library/python:3.13-slim",
        essential: true,
        user: "10001:10001",
        privileged: false,
        readonlyRootFilesystem: true,
        linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
        mountPoints: [{ sourceVolume: "scratch", containerPath: "/tmp", readOnly: false }],
        command: ["python", "-m", "backfill"],
        environment: [],
        secrets: [],
        logConfiguration: {
          logDriver: "awslogs",
          options: {
            "awslogs-group": recording.get("backfill-logs").outputs["name"],
            "awslogs-region": "us-east-1",
            "awslogs-stream-prefix": "task",
          },
        },
      },
    ]);
    assert.deepEqual(inputsOf(recording, "backfill-cluster"), {
      settings: [{ name: "containerInsights", value: "enabled" }],
      configuration: { executeCommandConfiguration: { logging: "NONE" } },
    });
  });

  it("starts by its own role: this image, these logs, this secret", async () => {
    const recording = await recordProgram(() => {
      const { task } = make((key) => {
        const secrets = new SecretStore("vault", { key, secrets: { warehouse: { description: "Sign-in" } } });
        const images = new ImageRepository("images", { key, repositories: { ai: {} } });
        return {
          repository: images.repository("ai"),
          image: images.repository("ai").image("1.0.0"),
          secrets: { WAREHOUSE: secrets.secret("warehouse") },
        };
      });
      return { logs: task.logGroup.arn };
    });
    const secret = recording.get("vault-secret-warehouse").outputs["arn"];
    const [logs, read, decrypt] = statementsOf(recording, "backfill-execution-policy-start");
    assert.deepEqual(logs, {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: `${String(recording.outputs["logs"])}:*`,
    });
    assert.deepEqual(read, {
      Sid: "Secret0Secret",
      Effect: "Allow",
      Action: "secretsmanager:GetSecretValue",
      Resource: secret,
    });
    assert.match(JSON.stringify(decrypt), /kms:Decrypt.*secretsmanager\.us-east-1/);
    assert.equal(statementsOf(recording, "backfill-execution-policy-images-ai-pull").length, 2);
    assert.match(
      String(inputsOf(recording, "backfill-task")["containerDefinitions"]),
      /"name":"WAREHOUSE","valueFrom"/,
    );
  });

  it("lets a role start this task in this cluster, and hand over these two roles to ECS alone", async () => {
    const recording = await recordProgram(() => {
      const { task, operator } = make();
      task.grantStart(operator);
    });
    const arn = (name: string) => recording.get(name).outputs["arn"];
    assert.deepEqual(statementsOf(recording, "operator-policy-backfill-start"), [
      {
        Sid: "StartTask",
        Effect: "Allow",
        Action: "ecs:RunTask",
        Resource: arn("backfill-task"),
        Condition: { ArnEquals: { "ecs:cluster": arn("backfill-cluster") } },
      },
      {
        Sid: "HandRolesToTask",
        Effect: "Allow",
        Action: "iam:PassRole",
        Resource: [arn("backfill-role"), arn("backfill-execution-role")],
        Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
      },
    ]);
  });

  it("runs on schedule without a public address or a shell, and keeps starts that failed", async () => {
    const keys: string[] = [];
    const recording = await recordProgram(() => {
      const { task } = make((key) => ({
        schedule: "cron(0 3 * * ? *)",
        timezone: "Europe/Berlin",
        failures: new EventQueue("failed", { key }),
      }));
      keys.push(...task.alarms().map((alarm) => alarm.key));
    });
    const schedule = inputsOf(recording, "backfill-schedule");
    assert.equal(schedule["scheduleExpressionTimezone"], "Europe/Berlin");
    assert.deepEqual(keys, ["not-started"]);
    const target = JSON.stringify(schedule["target"]);
    assert.match(target, /"assignPublicIp":false/);
    assert.match(target, /"enableExecuteCommand":false/);
    assert.match(target, /"deadLetterConfig"/);
    const actions = statementsOf(recording, "backfill-schedule-policy-start").map((statement) =>
      JSON.stringify(statement).replace(/.*"Action":("[^"]*"|\[[^\]]*\]).*/, "$1"),
    );
    assert.deepEqual(actions.slice(0, 3), ['"ecs:RunTask"', '"iam:PassRole"', '"sqs:SendMessage"']);
  });

  it("plans the same resources in a preview", async () => {
    const program = () => void make(() => ({ schedule: "rate(1 day)" }));
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(await recordProgram(program)));
  });
});

describe("ContainerTask fails when", () => {
  it("settings do not go together, all at once", async () => {
    const message = await failureOf(
      () =>
        void make(() => ({
          cpu: 512,
          memoryMiB: 512,
          user: "0",
          scratchGiB: 20,
          schedule: "daily",
          environment: { TOKEN: "x", "1ST": "y" },
          secrets: { TOKEN: {} as never },
        })),
      TASK,
    );
    assertMentions(message, ["memoryMiB", "user", "scratchGiB", "schedule", "environment.1ST", "secrets.TOKEN"]);
  });

  it("Fargate has no such size", async () => {
    assertMentions(await failureOf(() => void make(() => ({ cpu: 300 })), TASK), ["cpu", "one of 256, 512"]);
  });
});

import { regionalArn, text } from "../../arn";
import type { TypeModel } from "../../model";

const SOURCE = "ECS API reference, read 2026-11";

/** Amazon Elastic Container Service. */
export const ecsTypes: readonly TypeModel[] = [
  {
    type: "aws:ecs/cluster:Cluster",
    nameProperty: "name",
    nameLimit: { max: 255, pattern: /^[\w-]+$/, source: SOURCE },
    id: (request) => regionalArn(request, "ecs", `cluster/${request.physicalName}`),
    outputs: (_request, id) => ({ arn: id }),
    replaceOn: ["name"],
    minutes: { create: 0.2, delete: 0.5 },
  },
  {
    type: "aws:ecs/taskDefinition:TaskDefinition",
    nameProperty: "family",
    nameLimit: { max: 255, pattern: /^[\w-]+$/, source: SOURCE },
    nameScope: "none",
    outputs: (request) => {
      const arnWithoutRevision = regionalArn(request, "ecs", `task-definition/${text(request, "family")}`);
      return { arn: `${arnWithoutRevision}:1`, arnWithoutRevision, revision: 1 };
    },
    // A revision never changes; every change registers another one.
    replaceOn: [
      "family",
      "containerDefinitions",
      "cpu",
      "memory",
      "taskRoleArn",
      "executionRoleArn",
      "runtimePlatform",
      "ephemeralStorage",
      "networkMode",
      "requiresCompatibilities",
      "volumes",
    ],
    references: { taskRoleArn: "aws:iam/role:Role", executionRoleArn: "aws:iam/role:Role" },
  },
];

import * as appautoscaling from "@pulumi/aws/appautoscaling";
import type * as dynamodb from "@pulumi/aws/dynamodb";
import * as pulumi from "@pulumi/pulumi";
import { type CapacityRange, type ProvisionedCapacity, TABLES_DEFAULTS } from "./data-tables-plan";

/** Makes a scaling target and its policy for reads and writes of a table and of each of its global indexes. */
export function scaleTable(
  table: dynamodb.Table,
  capacity: ProvisionedCapacity,
  indexes: readonly string[],
  nameOf: (role: string) => string,
  opts: pulumi.CustomResourceOptions,
): void {
  const target = capacity.targetUtilisation ?? TABLES_DEFAULTS.targetUtilisation;
  for (const side of ["Read", "Write"] as const) {
    const range = side === "Read" ? capacity.read : capacity.write;
    scale(nameOf(side.toLowerCase()), pulumi.interpolate`table/${table.name}`, "table", { side, range, target }, opts);
    for (const index of indexes) {
      const resourceId = pulumi.interpolate`table/${table.name}/index/${index}`;
      scale(nameOf(`${index}-${side.toLowerCase()}`), resourceId, "index", { side, range, target }, opts);
    }
  }
}

function scale(
  name: string,
  resourceId: pulumi.Output<string>,
  dimension: "table" | "index",
  goal: { readonly side: "Read" | "Write"; readonly range: CapacityRange; readonly target: number },
  opts: pulumi.CustomResourceOptions,
): void {
  const target = new appautoscaling.Target(
    `${name}-target`,
    {
      serviceNamespace: "dynamodb",
      scalableDimension: `dynamodb:${dimension}:${goal.side}CapacityUnits`,
      resourceId,
      minCapacity: goal.range.min,
      maxCapacity: goal.range.max,
    },
    opts,
  );
  new appautoscaling.Policy(
    `${name}-policy`,
    {
      policyType: "TargetTrackingScaling",
      serviceNamespace: target.serviceNamespace,
      scalableDimension: target.scalableDimension,
      resourceId: target.resourceId,
      targetTrackingScalingPolicyConfiguration: {
        targetValue: goal.target,
        predefinedMetricSpecification: { predefinedMetricType: `DynamoDB${goal.side}CapacityUtilization` },
      },
    },
    opts,
  );
}

import type { CreateRequest } from "./model";

/** `arn:aws:<service>:<region>:<account>:<resource>`. */
export function regionalArn(request: CreateRequest, service: string, resource: string): string {
  const { partition, region, accountId } = request.cloud.aws;
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/** An ARN of a service without regions: `arn:aws:iam::<account>:<resource>`. */
export function globalArn(request: CreateRequest, service: string, resource: string): string {
  const { partition, accountId } = request.cloud.aws;
  return `arn:${partition}:${service}::${accountId}:${resource}`;
}

/** A string input, or the fallback where it is absent or of another type. */
export function text(request: CreateRequest, property: string, fallback = ""): string {
  const value = request.inputs[property];
  return typeof value === "string" ? value : fallback;
}

/** A number input, or the fallback. */
export function number(request: CreateRequest, property: string, fallback: number): number {
  const value = request.inputs[property];
  return typeof value === "number" ? value : fallback;
}

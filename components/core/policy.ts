import * as pulumi from "@pulumi/pulumi";

/** An IAM condition block: operator → key → one or several values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, pulumi.Input<string | readonly string[]>>>>>;

/** One statement of an identity policy: what a principal may do, and to what. */
export interface Statement {
  /** Statement id: letters and digits. */
  readonly sid?: string;
  /** @default "Allow" */
  readonly effect?: "Allow" | "Deny";
  /** Exact actions: `dynamodb:GetItem`. A wildcard needs a waiver from the policy packs. */
  readonly actions: readonly string[];
  /** ARNs. */
  readonly resources: readonly pulumi.Input<string>[];
  readonly conditions?: Conditions;
}

/** Who a trust or resource policy speaks of. */
export type Principal =
  | { readonly service: string }
  | { readonly aws: pulumi.Input<string> }
  | { readonly federated: pulumi.Input<string> }
  | { readonly anyone: true };

/** One statement of a resource or trust policy. */
export interface ResourceStatement extends Statement {
  readonly principals: readonly Principal[];
}

/**
 * An identity policy document as JSON text, its keys and lists in the order given: the same statements give the same text.
 */
export function identityPolicy(statements: readonly Statement[]): pulumi.Output<string> {
  return document(statements.map((statement) => body(statement)));
}

/** A resource policy (bucket, queue, topic, key) as JSON text. */
export function resourcePolicy(statements: readonly ResourceStatement[]): pulumi.Output<string> {
  return document(statements.map((statement) => body(statement, principalBlock(statement.principals))));
}

/** A trust policy: who may assume a role. Actions default to `sts:AssumeRole`. */
export function trustPolicy(
  statements: readonly (Omit<ResourceStatement, "actions" | "resources"> & { readonly actions?: readonly string[] })[],
): pulumi.Output<string> {
  return document(
    statements.map((statement) => ({
      ...(statement.sid === undefined ? {} : { Sid: statement.sid }),
      Effect: statement.effect ?? "Allow",
      Principal: principalBlock(statement.principals),
      Action: oneOrMany(statement.actions ?? ["sts:AssumeRole"]),
      ...(statement.conditions === undefined ? {} : { Condition: statement.conditions }),
    })),
  );
}

/** The trust policy of a role that one AWS service assumes. */
export function serviceTrust(service: string, conditions?: Conditions): pulumi.Output<string> {
  return trustPolicy([{ principals: [{ service }], ...(conditions === undefined ? {} : { conditions }) }]);
}

function document(statements: readonly object[]): pulumi.Output<string> {
  return pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });
}

function body(statement: Statement, principal?: unknown): object {
  return {
    ...(statement.sid === undefined ? {} : { Sid: statement.sid }),
    Effect: statement.effect ?? "Allow",
    ...(principal === undefined ? {} : { Principal: principal }),
    Action: oneOrMany(statement.actions),
    Resource: oneOrMany(statement.resources),
    ...(statement.conditions === undefined ? {} : { Condition: statement.conditions }),
  };
}

function oneOrMany<Value>(values: readonly Value[]): Value | readonly Value[] {
  const [first] = values;
  return values.length === 1 && first !== undefined ? first : values;
}

function principalBlock(principals: readonly Principal[]): unknown {
  if (principals.some((principal) => "anyone" in principal)) {
    return "*";
  }
  const services = principals.flatMap((principal) => ("service" in principal ? [principal.service] : []));
  const accounts = principals.flatMap((principal) => ("aws" in principal ? [principal.aws] : []));
  const federated = principals.flatMap((principal) => ("federated" in principal ? [principal.federated] : []));
  return {
    ...(services.length > 0 ? { Service: oneOrMany(services) } : {}),
    ...(accounts.length > 0 ? { AWS: oneOrMany(accounts) } : {}),
    ...(federated.length > 0 ? { Federated: oneOrMany(federated) } : {}),
  };
}

/** The parts of an ARN: `arn:partition:service:region:account:resource`. */
export interface ArnParts {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Takes an ARN apart; the resource keeps its own colons and slashes. */
export function parseArn(arn: string): ArnParts {
  const [, partition = "", service = "", region = "", account = "", ...resource] = arn.split(":");
  return { partition, service, region, account, resource: resource.join(":") };
}

/** The root principal of the account that an ARN belongs to: `arn:aws:iam::111122223333:root`. */
export function accountRoot(arn: string): string {
  const { partition, account } = parseArn(arn);
  return `arn:${partition}:iam::${account}:root`;
}

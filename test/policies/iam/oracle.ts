import { anonymousPrincipal, runSimulation } from "@cloud-copilot/iam-simulate";
import { evaluateRequest, parsePolicy, RequestContext } from "../../../policies/iam";

/** A policy as JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** One question, in the form that both evaluators are given. */
export interface Case {
  /** ARN; absent for somebody without credentials. */
  readonly principal?: string;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  readonly identity: readonly Json[];
  readonly resourcePolicy?: Json;
  readonly boundary?: Json;
  readonly session?: Json;
}

export type Answer = "allowed" | "denied explicitly" | "denied";

/** Our own answer. */
export function ours(asked: Case): Answer {
  const context = Object.fromEntries(
    Object.entries(asked.context).map(([key, value]) => [key, typeof value === "string" ? [value] : value]),
  );
  const parse = (policy: Json) => parsePolicy(JSON.stringify(policy));
  return evaluateRequest(
    {
      caller: asked.principal === undefined ? { kind: "anonymous" } : { kind: "aws", arn: asked.principal },
      action: asked.action,
      resource: asked.resource,
      resourceAccount: asked.resourceAccount,
      context: new RequestContext(context),
    },
    {
      identity: asked.identity.map(parse),
      ...(asked.resourcePolicy === undefined ? {} : { resource: parse(asked.resourcePolicy) }),
      ...(asked.boundary === undefined ? {} : { boundary: [parse(asked.boundary)] }),
      ...(asked.session === undefined ? {} : { session: parse(asked.session) }),
    },
  ).decision;
}

const ANSWERS = { Allowed: "allowed", ExplicitlyDenied: "denied explicitly", ImplicitlyDenied: "denied" } as const;

/** The answer of an evaluator that somebody else wrote; undefined where it refuses the question. */
export async function theirs(asked: Case): Promise<Answer | undefined> {
  const named = (policy: Json, index: number) => ({ name: `policy-${index}`, policy });
  const contextVariables = Object.fromEntries(
    Object.entries(asked.context).map(([key, value]) => [key, typeof value === "string" ? value : [...value]]),
  );
  const result = await runSimulation(
    {
      request: {
        principal: asked.principal ?? anonymousPrincipal,
        action: asked.action,
        resource: { resource: asked.resource, accountId: asked.resourceAccount },
        contextVariables,
      },
      identityPolicies: asked.identity.map(named),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(asked.resourcePolicy === undefined ? {} : { resourcePolicy: asked.resourcePolicy }),
      ...(asked.boundary === undefined ? {} : { permissionBoundaryPolicies: [named(asked.boundary, 0)] }),
      ...(asked.session === undefined ? {} : { sessionPolicy: asked.session }),
    },
    {},
  );
  return result.resultType === "error" ? undefined : ANSWERS[result.overallResult];
}

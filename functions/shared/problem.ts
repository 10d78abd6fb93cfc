import type { ZodError } from "zod";

/** Media type of RFC 9457. */
export const PROBLEM_MEDIA_TYPE = "application/problem+json";

/** One field that was refused. */
export interface FieldProblem {
  /** JSON pointer into the body, or the parameter's name. */
  readonly field: string;
  readonly detail: string;
}

/** The body of an error answer, by RFC 9457. */
export interface ProblemDetails {
  /** A stable identifier of the kind of problem, relative to the contract's document. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  /** The request that met it, to quote to an operator. */
  readonly instance?: string;
  readonly errors?: readonly FieldProblem[];
}

/** An error that the caller may see. Its message names no person and no secret. */
export class Problem extends Error {
  public override readonly name: string = "Problem";
  public readonly details: ProblemDetails;

  public constructor(kind: string, title: string, status: number, extra?: Pick<ProblemDetails, "detail" | "errors">) {
    super(extra?.detail === undefined ? title : `${title}: ${extra.detail}`);
    this.details = { type: `/problems/${kind}`, title, status, ...extra };
  }
}

/** 400 with every field that a schema refused; the values given are not repeated, as they may be personal. */
export function invalid(error: ZodError): Problem {
  return new Problem("invalid-request", "The request is not valid", 400, {
    detail: error.issues.map((issue) => `/${issue.path.join("/")}: ${issue.message}`).join("; "),
    errors: error.issues.map((issue) => ({ field: `/${issue.path.join("/")}`, detail: issue.message })),
  });
}

/** 404 for a thing of this kind: `product`. */
export function notFound(thing: string): Problem {
  return new Problem("not-found", `There is no such ${thing}`, 404);
}

/** 409: somebody else was faster, or the thing is in another state than the caller believes. */
export function conflict(detail: string): Problem {
  return new Problem("conflict", "The request conflicts with the present state", 409, { detail });
}

/** 403. */
export function forbidden(detail: string): Problem {
  return new Problem("forbidden", "You may not do this", 403, { detail });
}

/** 503: a dependency does not answer; the request may be repeated. */
export function unavailable(detail: string): Problem {
  return new Problem("unavailable", "The service is not available at the moment", 503, { detail });
}

import fc from "fast-check";
import type { Case, Json } from "./oracle";

const HOME = "111122223333";
const AWAY = "444455556666";

const QUEUE = `arn:aws:sqs:us-east-1:${HOME}:events`;

/** Actions with a resource of the kind that they take. */
const target = fc.constantFrom(
  { action: "s3:GetObject", resource: "arn:aws:s3:::lake/a/b.txt" },
  { action: "s3:PutObject", resource: "arn:aws:s3:::other/a" },
  { action: "s3:GetObject", resource: "arn:aws:s3:::lake/red/x" },
  { action: "s3:ListBucket", resource: "arn:aws:s3:::lake" },
  { action: "sqs:SendMessage", resource: QUEUE },
  { action: "sqs:ReceiveMessage", resource: QUEUE },
);
const actionPattern = fc.constantFrom(
  "*",
  "s3:*",
  "s3:Get*",
  "s3:?etObject",
  "S3:getobject",
  "sqs:SendMessage",
  "sqs:*Message",
  "s3:PutObject",
);
const resourcePattern = fc.constantFrom(
  "*",
  "arn:aws:s3:::lake/*",
  "arn:aws:s3:::lake",
  "arn:aws:s3:::l?ke/*",
  "arn:aws:s3:::*/a",
  `arn:aws:sqs:*:${HOME}:events`,
  "arn:aws:sqs:us-east-1:*:ev*",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
  "arn:aws:s3:::lake/${aws:username}/*",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
  "arn:aws:s3:::${aws:PrincipalTag/team, 'lake'}/*",
);

const text = fc.constantFrom("red", "RED", "blue", "r*d", "", "a/b");
const key = fc.constantFrom(
  "aws:PrincipalTag/team",
  "aws:SourceIp",
  "s3:prefix",
  "aws:MultiFactorAuthAge",
  "aws:SecureTransport",
  "aws:CurrentTime",
  "aws:SourceArn",
  "aws:TagKeys",
);

const STRINGS = [
  "StringEquals",
  "StringNotEquals",
  "StringEqualsIgnoreCase",
  "StringNotEqualsIgnoreCase",
  "StringLike",
  "StringNotLike",
];
const NUMBERS = [
  "NumericEquals",
  "NumericNotEquals",
  "NumericLessThan",
  "NumericLessThanEquals",
  "NumericGreaterThan",
  "NumericGreaterThanEquals",
];
const DATES = [
  "DateEquals",
  "DateNotEquals",
  "DateLessThan",
  "DateLessThanEquals",
  "DateGreaterThan",
  "DateGreaterThanEquals",
];
const ARNS = ["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"];

/** Operator, key and the values that make sense for them. */
const line = fc.oneof(
  fc.tuple(
    fc.constantFrom(...STRINGS),
    fc.constantFrom("aws:PrincipalTag/team", "s3:prefix"),
    fc.array(text, { minLength: 1, maxLength: 2 }),
  ),
  fc.tuple(
    fc.constantFrom(...NUMBERS),
    fc.constant("aws:MultiFactorAuthAge"),
    fc.array(fc.constantFrom("10", "300", "7.5"), { minLength: 1, maxLength: 2 }),
  ),
  fc.tuple(
    fc.constantFrom(...DATES),
    fc.constant("aws:CurrentTime"),
    fc.array(fc.constantFrom("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"), { minLength: 1, maxLength: 2 }),
  ),
  fc.tuple(
    fc.constantFrom(...ARNS),
    fc.constant("aws:SourceArn"),
    fc.array(
      fc.constantFrom(
        `arn:aws:sns:us-east-1:${HOME}:topic`,
        "arn:aws:sns:*:*:t*",
        `arn:aws:sns:us-east-1:${AWAY}:topic`,
      ),
      { minLength: 1, maxLength: 2 },
    ),
  ),
  fc.tuple(
    fc.constantFrom("IpAddress", "NotIpAddress"),
    fc.constant("aws:SourceIp"),
    fc.array(fc.constantFrom("10.0.0.0/8", "192.0.2.7", "192.0.2.0/29"), { minLength: 1, maxLength: 2 }),
  ),
  fc.tuple(fc.constant("Bool"), fc.constant("aws:SecureTransport"), fc.constantFrom(["true"], ["false"])),
  fc.tuple(fc.constant("Null"), key, fc.constantFrom(["true"], ["false"])),
);

const setLine = fc.tuple(
  fc.constantFrom("ForAllValues:", "ForAnyValue:"),
  fc.constantFrom(...STRINGS),
  fc.constant("aws:TagKeys"),
  fc.array(text, { minLength: 1, maxLength: 2 }),
);

const condition: fc.Arbitrary<Json> = fc.oneof(
  fc.tuple(line, fc.boolean()).map(([[operator, name, values], ifExists]) => ({
    [operator === "Null" || !ifExists ? operator : `${operator}IfExists`]: { [name]: values },
  })),
  fc.tuple(setLine, fc.boolean()).map(([[set, operator, name, values], ifExists]) => ({
    // ForAnyValue with IfExists is left out: IAM's own documents leave open whether a missing key matches.
    [`${set}${operator}${ifExists && set === "ForAllValues:" ? "IfExists" : ""}`]: { [name]: values },
  })),
);

const context: fc.Arbitrary<Case["context"]> = fc
  .record({
    "aws:PrincipalTag/team": fc.option(fc.constantFrom("red", "RED", "r*d"), { nil: undefined }),
    "aws:SourceIp": fc.option(fc.constantFrom("10.1.2.3", "192.0.2.7", "198.51.100.1"), { nil: undefined }),
    "s3:prefix": fc.option(text, { nil: undefined }),
    "aws:MultiFactorAuthAge": fc.option(fc.constantFrom("10", "299", "300"), { nil: undefined }),
    "aws:SecureTransport": fc.option(fc.constantFrom("true", "false"), { nil: undefined }),
    "aws:CurrentTime": fc.option(fc.constantFrom("2026-06-01T00:00:00Z", "2026-01-01T00:00:00Z"), { nil: undefined }),
    "aws:SourceArn": fc.option(
      fc.constantFrom(`arn:aws:sns:us-east-1:${HOME}:topic`, `arn:aws:sns:eu-west-1:${AWAY}:other`),
      { nil: undefined },
    ),
    "aws:TagKeys": fc.option(fc.array(fc.constantFrom("red", "blue", "a/b"), { minLength: 1, maxLength: 2 }), {
      nil: undefined,
    }),
    "aws:username": fc.option(fc.constantFrom("a", "*"), { nil: undefined }),
  })
  .map((values) =>
    Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
  );

const effect = fc.constantFrom("Allow", "Allow", "Deny");

const what = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(actionPattern, { minLength: 1, maxLength: 2 }).map((list): Json => ({ Action: list })),
  },
  {
    weight: 1,
    arbitrary: actionPattern.filter((pattern) => pattern !== "*").map((pattern): Json => ({ NotAction: pattern })),
  },
);

const where = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(resourcePattern, { minLength: 1, maxLength: 2 }).map((list): Json => ({ Resource: list })),
  },
  {
    weight: 1,
    arbitrary: resourcePattern.filter((pattern) => pattern !== "*").map((pattern): Json => ({ NotResource: pattern })),
  },
);

const statement = fc.tuple(effect, what, where, fc.option(condition, { nil: undefined })).map(
  ([allowOrDeny, actions, resources, conditions]): Json => ({
    Effect: allowOrDeny,
    ...(actions as object),
    ...(resources as object),
    ...(conditions === undefined ? {} : { Condition: conditions }),
  }),
);

export const identityPolicy: fc.Arbitrary<Json> = fc
  .array(statement, { minLength: 1, maxLength: 3 })
  .map((list) => ({ Version: "2012-10-17", Statement: list }));

const ROLE = `arn:aws:iam::${HOME}:role/worker`;
const SESSION = `arn:aws:sts::${HOME}:assumed-role/worker/run`;
const USER = `arn:aws:iam::${HOME}:user/ann`;
const STRANGER = `arn:aws:iam::${AWAY}:user/mallory`;

const principal: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  "*",
  { AWS: "*" },
  { AWS: HOME },
  { AWS: `arn:aws:iam::${HOME}:root` },
  { AWS: ROLE },
  { AWS: USER },
  { AWS: [STRANGER, AWAY] },
  { Service: "sns.amazonaws.com" },
);

export const resourcePolicy: fc.Arbitrary<Json> = fc
  .array(fc.tuple(statement, principal), { minLength: 1, maxLength: 3 })
  .map((list) => ({
    Version: "2012-10-17",
    Statement: list.map(([body, who]) => ({ ...(body as object), Principal: who })),
  }));

interface Question {
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly context: Case["context"];
}

/** Keys that the action does not know never reach a real request. */
const question: fc.Arbitrary<Question> = fc.tuple(target, context).map(([chosen, given]) => {
  const keys = Object.entries(given).filter(([key]) => key !== "s3:prefix" || chosen.action === "s3:ListBucket");
  return { ...chosen, resourceAccount: HOME, context: Object.fromEntries(keys) };
});

/** What one identity may do in its own account. */
export const identityCases: fc.Arbitrary<Case> = fc
  .tuple(question, fc.constantFrom(USER, SESSION), fc.array(identityPolicy, { minLength: 1, maxLength: 2 }))
  .map(([asked, principal, identity]) => ({ ...asked, principal, identity }));

/** Resource policies, for one's own and for strangers, with and without credentials. */
export const resourceCases: fc.Arbitrary<Case> = fc
  .tuple(
    question,
    fc.constantFrom(USER, SESSION, STRANGER, undefined),
    fc.array(identityPolicy, { maxLength: 1 }),
    resourcePolicy,
  )
  .map(([asked, who, identity, policy]) =>
    who === undefined
      ? { ...asked, identity: [], resourcePolicy: policy }
      : { ...asked, principal: who, identity, resourcePolicy: policy },
  );

/** Boundaries and session policies. */
export const limitedCases: fc.Arbitrary<Case> = fc
  .tuple(
    question,
    fc.constantFrom(USER, SESSION),
    identityPolicy,
    identityPolicy,
    fc.option(identityPolicy, { nil: undefined }),
  )
  .map(([asked, principal, identity, boundary, session]) => ({
    ...asked,
    principal,
    identity: [identity],
    boundary,
    ...(session === undefined || principal === USER ? {} : { session }),
  }));

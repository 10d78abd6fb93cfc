import { equal } from "node:assert/strict";
import {
  ANONYMOUS,
  ask,
  claimant,
  conditionHolds,
  deputy,
  expandAction,
  FOREIGN,
  isReadOnly,
  isWildcardOnly,
  parsePolicy,
  RequestContext,
} from "../../../policies/iam";

const QUEUE = "arn:aws:sqs:us-east-1:111122223333:events";

function decision(question: Parameters<typeof ask>[0], statement: object): string {
  const document = parsePolicy(JSON.stringify({ Statement: [{ Effect: "Allow", Resource: QUEUE, ...statement }] }));
  return ask(question, document, "sqs:SendMessage", QUEUE).decision;
}

const SEND = { Action: "sqs:SendMessage" };

describe("hostile questions", () => {
  it("are answered no by what names its principals", () => {
    equal(decision(FOREIGN, { ...SEND, Principal: { AWS: "arn:aws:iam::111122223333:root" } }), "denied");
    equal(decision(ANONYMOUS, { ...SEND, Principal: { AWS: "111122223333" } }), "denied");
  });

  it("are answered no by a condition that a stranger cannot meet", () => {
    const bound = (operator: string, key: string, value: string) => ({
      ...SEND,
      Principal: "*",
      Condition: { [operator]: { [key]: value } },
    });
    for (const [operator, key, value] of [
      ["StringEquals", "aws:PrincipalOrgID", "o-ours0000000"],
      ["StringEquals", "aws:SourceAccount", "111122223333"],
      ["ArnLike", "aws:SourceArn", "arn:aws:sns:*:111122223333:*"],
      ["StringEquals", "aws:SourceVpce", "vpce-0123456789abcdef0"],
      ["IpAddress", "aws:SourceIp", "10.0.0.0/8"],
    ] as const) {
      equal(decision(FOREIGN, bound(operator, key, value)), "denied", key);
      equal(decision(ANONYMOUS, bound(operator, key, value)), "denied", key);
    }
  });

  it("are answered yes by a condition that the stranger chooses, leaves out or meets by accident", () => {
    const open = (operator: string, key: string, value: string) => ({
      ...SEND,
      Principal: "*",
      Condition: { [operator]: { [key]: value } },
    });
    for (const [operator, key, value] of [
      ["StringEquals", "aws:UserAgent", "shop"],
      ["StringLike", "aws:PrincipalTag/team", "shop*"],
      ["StringEqualsIfExists", "aws:SourceVpce", "vpce-0123456789abcdef0"],
      ["ForAllValues:StringEquals", "aws:PrincipalOrgPaths", "o-ours/r-1/"],
      ["StringNotEquals", "aws:SourceVpc", "vpc-1"],
      ["Bool", "aws:SecureTransport", "true"],
      ["IpAddress", "aws:SourceIp", "0.0.0.0/0"],
    ] as const) {
      equal(decision(ANONYMOUS, open(operator, key, value)), "allowed", `${operator} ${key}`);
    }
  });

  it("tell a service of ours from the same service on another's behalf", () => {
    const sns = { ...SEND, Principal: { Service: "sns.amazonaws.com" } };
    equal(decision(deputy("sns.amazonaws.com"), sns), "allowed");
    equal(
      decision(deputy("sns.amazonaws.com"), {
        ...sns,
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      }),
      "denied",
    );
  });

  it("let a Deny count only where the stranger cannot avoid it", () => {
    const document = (condition: object) =>
      parsePolicy(
        JSON.stringify({
          Statement: [
            { Effect: "Allow", Principal: "*", ...SEND, Resource: QUEUE },
            { Effect: "Deny", Principal: "*", ...SEND, Resource: QUEUE, Condition: condition },
          ],
        }),
      );
    const asked = (condition: object) => ask(ANONYMOUS, document(condition), "sqs:SendMessage", QUEUE).decision;
    equal(asked({ StringNotEquals: { "aws:PrincipalOrgID": "o-ours0000000" } }), "denied explicitly");
    equal(asked({ StringEquals: { "aws:UserAgent": "curl" } }), "allowed");
  });

  it("ask for web identities by their claims", () => {
    const issuer = "token.actions.githubusercontent.com";
    const trust = parsePolicy(
      JSON.stringify({
        Statement: [
          {
            Effect: "Allow",
            Principal: { Federated: issuer },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: { StringEquals: { [`${issuer}:sub`]: "repo:example/shop:ref:refs/heads/main" } },
          },
        ],
      }),
    );
    const as = (sub: string) =>
      ask(claimant("a repository", issuer, { [`${issuer}:sub`]: sub }), trust, "sts:AssumeRoleWithWebIdentity", "*")
        .decision;
    equal(as("repo:example/shop:ref:refs/heads/main"), "allowed");
    equal(as("repo:evil/x:ref:refs/heads/main"), "denied");
  });
});

describe("conditions", () => {
  const holds = (operator: string, given: string | undefined, wanted: string) =>
    conditionHolds(
      { operator, key: "k", values: [wanted] },
      new RequestContext(given === undefined ? {} : { k: given }),
    );

  it("compare addresses of both families, and never one with the other", () => {
    equal(holds("IpAddress", "2001:db8::7", "2001:db8::/32"), "yes");
    equal(holds("IpAddress", "2001:db8::7", "10.0.0.0/8"), "no");
    equal(holds("NotIpAddress", "2001:db8::7", "10.0.0.0/8"), "yes");
    equal(holds("IpAddress", "no address", "10.0.0.0/8"), "no");
  });

  it("hold without the key where they are negated or end in IfExists", () => {
    equal(holds("StringEquals", undefined, "a"), "no");
    equal(holds("StringNotEquals", undefined, "a"), "yes");
    equal(holds("StringEqualsIfExists", undefined, "a"), "yes");
    equal(holds("Null", undefined, "true"), "yes");
    equal(holds("NoSuchOperator", "a", "a"), "no");
  });
});

describe("the facts of IAM", () => {
  it("expand stars and question marks, in any case", () => {
    equal(expandAction("s3:getobj?ct").join(), "s3:GetObject");
    equal(expandAction("sqs:Send*").includes("sqs:SendMessage"), true);
    equal(expandAction("nosuch:*").length, 0);
  });

  it("know what reads, and what knows no resource", () => {
    equal(isReadOnly("s3:GetObject"), true);
    equal(isReadOnly("s3:PutObject"), false);
    equal(isWildcardOnly("s3:ListAllMyBuckets"), true);
    equal(isWildcardOnly("s3:GetObject"), false);
  });
});

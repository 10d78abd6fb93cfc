import { ANY, type ContextValue, RequestContext } from "./context";
import type { PolicyDocument } from "./document";
import { evaluateRequest, FULL_ACCESS, type Verdict } from "./evaluate";
import type { Caller } from "./match";

/** An account that nobody of ours owns; AWS's documentation uses it for examples. */
export const FOREIGN_ACCOUNT = "999999999999";

export interface HostileQuestion {
  readonly who: string;
  readonly caller: Caller;
  readonly context: Readonly<Record<string, string>>;
}

/** Keys of `aws:` that a caller chooses, or that tell nothing about who he is. */
const CHOSEN_KEYS: ReadonlySet<string> = new Set([
  "aws:currenttime",
  "aws:epochtime",
  "aws:multifactorauthage",
  "aws:multifactorauthpresent",
  "aws:referer",
  "aws:requestedregion",
  "aws:tagkeys",
  "aws:tokenissuetime",
  "aws:useragent",
  "aws:userid",
  "aws:username",
]);

/** What holds for a caller outside: he chooses his own tags and the parameters of the request, not where he comes from. */
function attackersChoice(key: string): ContextValue | undefined {
  if (CHOSEN_KEYS.has(key) || key.startsWith("aws:principaltag/") || key.startsWith("aws:requesttag/")) {
    return ANY;
  }
  return key.startsWith("aws:") || OIDC_KEY.test(key) ? undefined : ANY;
}

/** A claim of a web identity, `token.actions.githubusercontent.com:sub`: the issuer says it, not the caller. */
const OIDC_KEY = /^[a-z0-9.-]+\.[a-z]{2,}(\/[^:]*)?:(sub|aud|amr|oaud|email|hd|[a-z_]+)$/;

const OUTSIDE = {
  "aws:SecureTransport": "true",
  "aws:SourceIp": "198.51.100.7",
  "aws:ViaAWSService": "false",
  "sts:ExternalId": "a-guess-that-is-wrong",
} as const;

/** Somebody without credentials. */
export const ANONYMOUS: HostileQuestion = {
  who: "anybody, without credentials",
  caller: { kind: "anonymous" },
  context: OUTSIDE,
};

/** An administrator of another account. */
export const FOREIGN: HostileQuestion = {
  who: "an administrator of another account",
  caller: { kind: "aws", arn: `arn:aws:iam::${FOREIGN_ACCOUNT}:role/attacker` },
  context: {
    ...OUTSIDE,
    "aws:PrincipalOrgID": "o-attacker0000",
    "aws:PrincipalType": "AssumedRole",
    "aws:SourceVpc": "vpc-0badbadbadbadbad0",
    "aws:SourceVpce": "vpce-0badbadbadbadbad0",
    "kms:CallerAccount": FOREIGN_ACCOUNT,
    "s3:DataAccessPointAccount": FOREIGN_ACCOUNT,
    "aws:SourceOwner": FOREIGN_ACCOUNT,
  },
};

/** A service of AWS that acts for another account: the confused deputy. */
export function deputy(service: string): HostileQuestion {
  return {
    who: `${service} on behalf of another account`,
    caller: { kind: "service", service },
    context: {
      "aws:SecureTransport": "true",
      "aws:SourceAccount": FOREIGN_ACCOUNT,
      "aws:SourceOwner": FOREIGN_ACCOUNT,
      "aws:SourceOrgID": "o-attacker0000",
      "aws:SourceArn": `arn:aws:${service.split(".")[0]}:us-east-1:${FOREIGN_ACCOUNT}:attack`,
      // CloudWatch Logs names the log group that it encrypts, and nobody can make one in another's account.
      "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:us-east-1:${FOREIGN_ACCOUNT}:log-group:attack`,
    },
  };
}

/** Asks a resource's policy a hostile question; the answer must not be "allowed". */
export function ask(
  question: HostileQuestion,
  document: PolicyDocument,
  action: string,
  resource: string,
  overrides: Readonly<Record<string, string>> = {},
): Verdict {
  const context = new RequestContext({ ...question.context, ...overrides }, attackersChoice);
  return evaluateRequest(
    { caller: question.caller, action, resource, resourceAccount: OWN_ACCOUNT, context },
    { resource: document, identity: [FULL_ACCESS] },
    "possible",
  );
}

/** Stands for the account of the stack: whatever it is, it is not the attacker's. */
const OWN_ACCOUNT = "111122223333";

/** A question by name and context of one's own, for web identities. */
export function claimant(who: string, provider: string, claims: Readonly<Record<string, string>>): HostileQuestion {
  return { who, caller: { kind: "federated", provider }, context: { ...OUTSIDE, ...claims } };
}

import type { TypeModel } from "../../model";

/** Tokens that AWS issues for its roles, to be shown to other clouds. */
export const webIdentityTypes: readonly TypeModel[] = [
  {
    type: "aws:iam/outboundWebIdentityFederation:OutboundWebIdentityFederation",
    nameScope: "account",
    id: (request) => request.cloud.aws.accountId,
    outputs: (request) => ({
      issuerIdentifier: `https://${uuid(request.digits(32))}.tokens.sts.global.api.aws`,
    }),
  },
];

function uuid(digits: string): string {
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    "-",
  );
}

import type * as pulumi from "@pulumi/pulumi";

/** Every queue's first statement: nobody speaks to it without TLS. */
export function denyPlainHttp(arn: pulumi.Output<string>) {
  return {
    sid: "DenyPlainHttp",
    effect: "Deny" as const,
    principals: [{ anyone: true as const }],
    actions: ["sqs:*"],
    resources: [arn],
    conditions: { Bool: { "aws:SecureTransport": "false" } },
  };
}

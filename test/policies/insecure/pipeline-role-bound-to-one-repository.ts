import * as iam from "@pulumi/aws/iam";

const issuer = "token.actions.githubusercontent.com";

new iam.Role("deploy", {
  permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary",
  assumeRolePolicy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
        Condition: {
          StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com" },
          StringLike: { [`${issuer}:sub`]: "repo:example/*" },
        },
      },
    ],
  }),
});

import * as kms from "@pulumi/aws/kms";

new kms.Key(
  "data",
  {
    enableKeyRotation: true,
    policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*" },
        {
          Effect: "Allow",
          Principal: "*",
          Action: ["kms:Decrypt"],
          Resource: "*",
          Condition: { StringEquals: { "kms:EncryptionContext:system": "shop" } },
        },
      ],
    }),
  },
  { protect: true },
);

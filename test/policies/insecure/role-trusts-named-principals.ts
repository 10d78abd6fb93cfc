import * as iam from "@pulumi/aws/iam";
import { Provider } from "@pulumi/aws/provider";

// The account in which the role will be is known before the role is made.
const provider = new Provider("shop", { region: "us-east-1", allowedAccountIds: ["111122223333"] });

new iam.Role(
  "worker",
  {
    assumeRolePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::444455556666:root" } }],
    }),
  },
  { provider },
);

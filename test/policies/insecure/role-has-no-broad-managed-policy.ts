import * as iam from "@pulumi/aws/iam";

const role = new iam.Role("worker", {
  assumeRolePolicy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
  }),
});
new iam.RolePolicyAttachment("worker", {
  role: role.name,
  policyArn: "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess",
});

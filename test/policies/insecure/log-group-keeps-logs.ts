import * as cloudwatch from "@pulumi/aws/cloudwatch";

new cloudwatch.LogGroup("orders", { kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/1" });

import * as backup from "@pulumi/aws/backup";

new backup.Vault("data", { kmsKeyArn: "arn:aws:kms:us-east-1:111122223333:key/1" });

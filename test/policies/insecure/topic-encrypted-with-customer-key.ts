import * as sns from "@pulumi/aws/sns";

new sns.Topic("orders");

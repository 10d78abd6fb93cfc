import * as iam from "@pulumi/aws/iam";

const user = new iam.User("deploy");
new iam.AccessKey("deploy", { user: user.name });

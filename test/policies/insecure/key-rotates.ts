import * as kms from "@pulumi/aws/kms";

new kms.Key("data", { description: "Orders at rest" }, { protect: true });

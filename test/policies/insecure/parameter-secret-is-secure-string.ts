import * as ssm from "@pulumi/aws/ssm";

new ssm.Parameter("stripe", { name: "/shop/stripe/api-key", type: "String", value: "a-key-of-stripe" });

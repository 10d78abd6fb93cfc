import * as ec2 from "@pulumi/aws/ec2";

new ec2.LaunchTemplate("nodes", { metadataOptions: { httpTokens: "optional", httpPutResponseHopLimit: 1 } });

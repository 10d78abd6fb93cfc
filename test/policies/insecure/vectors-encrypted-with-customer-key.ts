import * as s3 from "@pulumi/aws/s3";

new s3.VectorsVectorBucket("help", { vectorBucketName: "shop-help", encryptionConfigurations: [] });

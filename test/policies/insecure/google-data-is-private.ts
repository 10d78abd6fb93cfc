import * as storage from "@pulumi/gcp/storage";

new storage.Bucket(
  "lake",
  {
    location: "US-EAST4",
    uniformBucketLevelAccess: true,
    publicAccessPrevention: "inherited",
    encryption: { defaultKmsKeyName: "projects/shop/locations/us-east4/keyRings/shop/cryptoKeys/data" },
  },
  { protect: true },
);

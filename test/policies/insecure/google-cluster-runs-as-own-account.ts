import * as dataproc from "@pulumi/gcp/dataproc";

new dataproc.Cluster("flink", {
  region: "us-east4",
  clusterConfig: {
    gceClusterConfig: { internalIpOnly: true, subnetwork: "flink" },
    encryptionConfig: { kmsKeyName: "projects/shop/locations/us-east4/keyRings/shop/cryptoKeys/data" },
  },
});

import * as compute from "@pulumi/gcp/compute";

// Nothing is said of where traffic comes from: it may come from everywhere.
new compute.Firewall("administration", {
  network: "shop",
  allows: [{ protocol: "tcp", ports: ["22"] }],
});

import * as apps from "@pulumi/kubernetes/apps/v1";

const labels = { app: "orders" };

new apps.Deployment("orders", {
  metadata: { name: "orders", namespace: "shop" },
  spec: {
    replicas: 1,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        serviceAccountName: "orders",
        automountServiceAccountToken: false,

        containers: [
          {
            name: "orders",
            image: "registry.example/orders@sha256:0000000000000000000000000000000000000000000000000000000000000000",
            resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              runAsNonRoot: true,
              capabilities: { drop: ["ALL"] },
              seccompProfile: { type: "RuntimeDefault" },
            },
            env: [{ name: "DATABASE_PASSWORD", value: "correct-horse-battery" }],
          },
        ],
      },
    },
  },
});

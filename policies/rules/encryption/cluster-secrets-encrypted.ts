import { customerKey, holdsAll, resourceRule } from "../../engine";

export const clusterSecretsEncrypted = resourceRule({
  id: "cluster-secrets-encrypted",
  title: "EKS clusters encrypt Kubernetes secrets with a customer key",
  why: "Without it a copy of etcd is a copy of every secret.",
  fix: {
    text: "Set encryptionConfig with your key and the resource secrets.",
    code: `encryptionConfig: { provider: { keyArn: key.arn }, resources: ["secrets"] }`,
  },
  severity: "high",
  frameworks: ["FSBP EKS.3", "CIS EKS 5.3"],
  types: ["aws:eks/cluster:Cluster"],
  expects: [
    { path: "encryptionConfig.provider.keyArn", want: customerKey },
    { path: "encryptionConfig.resources", want: holdsAll("secrets") },
  ],
});

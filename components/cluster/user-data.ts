/** Separates the parts of the MIME document: any text that does not occur in them. */
const BOUNDARY = "NODE-SETTINGS";

/**
 * What a node is told at boot beyond what EKS adds: the number of pods that prefix delegation makes room for. EKS merges
 * it with its own part, so that certificates and addresses need not stand here.
 *
 * @returns base64, as launch templates take it
 */
export function nodeUserData(os: "al2023" | "bottlerocket", maxPods: number): string {
  const text = os === "al2023" ? nodeConfigDocument(maxPods) : bottlerocketSettings(maxPods);
  return Buffer.from(text).toString("base64");
}

function nodeConfigDocument(maxPods: number): string {
  return [
    "MIME-Version: 1.0",
    `Content-Type: multipart/mixed; boundary="${BOUNDARY}"`,
    "",
    `--${BOUNDARY}`,
    "Content-Type: application/node.eks.aws",
    "",
    "apiVersion: node.eks.aws/v1alpha1",
    "kind: NodeConfig",
    "spec:",
    "  kubelet:",
    "    config:",
    `      maxPods: ${maxPods}`,
    "",
    `--${BOUNDARY}--`,
    "",
  ].join("\n");
}

function bottlerocketSettings(maxPods: number): string {
  return ["[settings.kubernetes]", `max-pods = ${maxPods}`, ""].join("\n");
}

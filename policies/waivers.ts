import type { Waiver } from "./engine";

/** The systems that run a cluster: the roles of its parts are the same in each. */
const CLUSTERS = ["cloudmart-*", "microservices-*", "cloudcommerce-*"];

/** Every exception from the rules in our own stacks. Each ends, and each is listed in the plan. */
export const WAIVERS: readonly Waiver[] = [
  {
    rule: "policy-names-its-resources",
    stack: "cloudcommerce-prod",
    resource:
      "*estate:cloudcommerce:SecondRegion$*::shop-cluster-pod-kube-system-aws-load-balancer-controller-policy-needs",
    reason: "The same controller, in the second region's cluster.",
    owner: "shop-platform",
    expires: "2027-06-30",
  },
  {
    rule: "policy-names-its-resources",
    stack: CLUSTERS,
    resource: "aws:iam/rolePolicy:RolePolicy::*-pod-kube-system-aws-load-balancer-controller-policy-needs",
    reason:
      "The controller looks up the certificates and user pools that an Ingress names at run time; both actions only describe.",
    owner: "shop-platform",
    expires: "2027-06-30",
  },
  {
    rule: "azure-data-encrypted-with-customer-key",
    stack: "cloudmart-*",
    resource: "azure-native:cognitiveservices:Account::cloudmart-pipeline-azure-language-account",
    reason: "Key Vault is switched off in this system's design; the account keeps no text after it has answered.",
    owner: "shop-platform",
    expires: "2027-06-30",
  },
  {
    rule: "azure-data-encrypted-with-customer-key",
    stack: "cloudmart-*",
    resource: "azure-native:cognitiveservices:Account::cloudmart-pipeline-azure-multi-service-account",
    reason: "Key Vault is switched off in this system's design; the account keeps no text after it has answered.",
    owner: "shop-platform",
    expires: "2027-06-30",
  },
  {
    rule: "google-and-azure-data-survive-deletion",
    stack: "cloudmart-prod",
    resource: "gcp:storage/bucket:Bucket::cloudmart-dataflow-staging-bucket",
    reason: "Scratch space: runs write here on the way and leave nothing that is not made again from the lake.",
    owner: "shop-platform",
    expires: "2027-06-30",
  },
  {
    rule: "stateful-resource-is-protected",
    stack: "cloudmart-prod",
    resource: "gcp:storage/bucket:Bucket::cloudmart-dataflow-staging-bucket",
    reason: "The bucket holds the job's template and its temporary files; each deployment writes them again.",
    owner: "shop-platform",
    expires: "2027-06-30",
  },
];

import * as iam from "@pulumi/gcp/iam";

new iam.WorkloadIdentityPoolProvider("github", {
  workloadIdentityPoolId: "github",
  workloadIdentityPoolProviderId: "github",
  attributeMapping: { "google.subject": "assertion.sub", "attribute.repository": "assertion.repository" },
  oidc: { issuerUri: "https://token.actions.githubusercontent.com" },
});

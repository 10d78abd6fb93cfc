import { resourceRule } from "../../engine";

const IMPERSONATING: readonly string[] = [
  "roles/iam.workloadIdentityUser",
  "roles/iam.serviceAccountTokenCreator",
  "roles/iam.serviceAccountUser",
  "roles/iam.serviceAccountOpenIdTokenCreator",
];

export const googleImpersonationIsBound = resourceRule({
  id: "google-impersonation-is-bound",
  title: "Service accounts are impersonated by named identities only",
  why: "A principal set that ends in a star is the whole pool; a token creator on the project impersonates every account in it.",
  fix: {
    text: "Grant roles/iam.workloadIdentityUser on one service account, to one subject.",
    code: `member: pulumi.interpolate\`principal://iam.googleapis.com/\${pool.name}/subject/\${subject}\``,
  },
  severity: "high",
  frameworks: ["CIS GCP 1.6"],
  types: [
    "gcp:serviceaccount/iAMMember:IAMMember",
    "gcp:serviceaccount/iAMBinding:IAMBinding",
    "gcp:projects/iAMMember:IAMMember",
    "gcp:projects/iAMBinding:IAMBinding",
  ],
  guards: [
    {
      type: "gcp:serviceaccount/iAMMember:IAMMember",
      path: "member",
      broken: ["allUsers", "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/*"],
    },
  ],
  check(grant, judge) {
    const role = grant.get("role");
    if (!IMPERSONATING.includes(role.text() ?? "")) {
      judge.skip("the role impersonates nobody");
      return;
    }
    if (grant.type.startsWith("gcp:projects/")) {
      judge.fail(
        role,
        "a grant on one service account",
        `${grant.name} impersonates every service account of the project.`,
      );
      return;
    }
    for (const member of [grant.get("member"), ...grant.get("members").items()].filter((node) => node.present)) {
      judge.attempt(() => {
        const text = member.text() ?? "";
        judge.require(!/\/\*$|^allUsers$|^allAuthenticatedUsers$/.test(text), member, "one identity");
      });
    }
  },
});

import { resourceRule } from "../../engine";

export const googleProjectRoleIsNarrow = resourceRule({
  id: "google-project-role-is-narrow",
  title: "Projects grant narrow roles, one member at a time",
  why: "Owner and editor are every permission; a policy or binding that is authoritative throws out whoever it does not name.",
  fix: {
    text: "Grant a predefined role on the data set, bucket or topic with an IAMMember.",
    code: `new bigquery.DatasetIamMember("loader", { datasetId, role: "roles/bigquery.dataEditor", member });`,
  },
  severity: "high",
  frameworks: ["CIS GCP 1.5", "PCI 7.2.2"],
  types: ["gcp:projects/iAMMember:IAMMember", "gcp:projects/iAMBinding:IAMBinding", "gcp:projects/iAMPolicy:IAMPolicy"],
  guards: [
    {
      type: "gcp:projects/iAMMember:IAMMember",
      path: "role",
      broken: ["roles/owner", "roles/editor", "roles/storage.admin"],
    },
  ],
  check(grant, judge) {
    if (grant.type === "gcp:projects/iAMPolicy:IAMPolicy") {
      judge.fail(
        grant.get("policyData"),
        "IAMMember grants",
        `${grant.name} replaces the whole policy of the project.`,
      );
      return;
    }
    const role = grant.get("role");
    judge.require(!/^roles\/(owner|editor|viewer)$|[aA]dmin$|\.admin$/.test(role.text() ?? ""), role, "a narrow role");
    judge.require(
      grant.type !== "gcp:projects/iAMBinding:IAMBinding",
      grant.get("members"),
      "an IAMMember",
      `${grant.name} throws out every other member of the role.`,
    );
  },
});

import { type Subject, stackRule } from "../../engine";
import { ROLES } from "../shared/types";

const ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation";

export const podIdentityBindsOneServiceAccount = stackRule({
  id: "pod-identity-binds-one-service-account",
  title: "Each pod identity binds one role to one service account of its own",
  why: "A role shared by two workloads has the rights of both; the default service account belongs to every pod.",
  fix: {
    text: "Make a role and a service account for each workload.",
    code: `new eks.PodIdentityAssociation("orders", { clusterName, namespace: "shop", serviceAccount: "orders", roleArn: role.arn });`,
  },
  severity: "medium",
  frameworks: ["CIS EKS 5.2", "CIS Kubernetes 5.1.5"],
  types: [ASSOCIATION],
  guards: [{ path: "serviceAccount", broken: ["default"] }],
  check(association, judge, stack) {
    const account = association.get("serviceAccount");
    judge.require(
      account.text() !== "default",
      account,
      "a service account of the workload's own",
      `${association.name} gives its role to every pod that names no service account.`,
    );
    const role = stack.targets(association, "roleArn", ROLES)[0];
    const sharing = role === undefined ? [] : stack.referrers(role, [ASSOCIATION], "roleArn").found;
    const others = sharing.filter((other) => other !== association && !same(other, association));
    judge.require(
      others.length === 0,
      association.get("roleArn"),
      "a role of its own",
      `${association.name} shares its role with ${others.map(({ name }) => name).join(", ")}.`,
    );
  },
});

/** The same service account, in another cluster, is the same workload. */
function same(left: Subject, right: Subject): boolean {
  return ["namespace", "serviceAccount"].every((path) => left.get(path).text() === right.get(path).text());
}

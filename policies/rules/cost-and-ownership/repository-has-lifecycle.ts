import { Node, stackRule } from "../../engine";

export const repositoryHasLifecycle = stackRule({
  id: "repository-has-lifecycle",
  title: "Image repositories remove old images",
  why: "Every push leaves half a gigabyte that nobody will run again.",
  fix: {
    text: "Add a lifecycle policy.",
    code: `new ecr.LifecyclePolicy("orders", { repository: repository.name, policy: keepLastThirty });`,
  },
  severity: "low",
  frameworks: ["FSBP ECR.3"],
  types: ["aws:ecr/repository:Repository"],
  guards: [],
  check(repository, judge, stack) {
    const { found, perhaps } = stack.referrers(repository, ["aws:ecr/lifecyclePolicy:LifecyclePolicy"], "repository");
    if (found.length === 0 && perhaps.length > 0) {
      judge.doubt("", `${perhaps.map(({ name }) => name).join(", ")} may belong to this repository`);
    } else {
      judge.require(
        found.length > 0,
        new Node("", repository.name),
        "a lifecycle policy",
        `Repository ${repository.name} keeps every image for ever.`,
      );
    }
  },
});

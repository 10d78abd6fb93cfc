import type * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../../../core/policy";

/** Pulling from named repositories of ECR. A token is of the registry as a whole, and opens nothing by itself. */
export function readImages(repositories: readonly pulumi.Input<string>[]): readonly Statement[] {
  return [
    { sid: "SignIn", actions: ["ecr:GetAuthorizationToken"], resources: ["*"] },
    {
      sid: "ReadImages",
      actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      resources: repositories,
    },
  ];
}

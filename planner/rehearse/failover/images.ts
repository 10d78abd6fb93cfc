import { judgeStore } from "../../proofs/recovery-stores";
import type { Aftermath } from "./aftermath";
import type { Trail } from "./trail";

/** A private registry of ECR: region, and the repository's name. */
const PRIVATE = /^\d{12}\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^:@]+)/;
const REPOSITORY = "aws:ecr/repository:Repository";

/** Nodes that start in the second region must find the image where it is named. */
export function checkImage(image: string, who: string, after: Aftermath, trail: Trail): void {
  const [, region, repository = ""] = PRIVATE.exec(image) ?? [];
  if (region === undefined) {
    return;
  }
  if (region === after.first) {
    trail.problem(`${who} pulls ${image} from the registry of ${after.first}, which is gone`);
    return;
  }
  const stands = after.ofType(REPOSITORY).some((one) => one.outputs["name"] === repository && isIn(one.scope, region));
  const original = after.lost.find((one) => one.type === REPOSITORY && one.outputs["name"] === repository);
  const copied = original !== undefined && judgeStore(original, after.before).copying.kind === "continuous";
  if (!stands && !(copied && region === after.second)) {
    trail.problem(`${who} pulls ${image}, and nothing copies ${repository} to ${region}`);
  }
}

function isIn(scope: string, region: string): boolean {
  return scope.split("/")[1] === region;
}

import { regionalArn, text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";
import { uuid } from "./uuid";

/** EC2 Auto Scaling: policies of groups that something else made, such as EKS. */
export const autoscalingTypes: readonly TypeModel[] = [
  {
    type: "aws:autoscaling/policy:Policy",
    nameProperty: "name",
    nameLimit: { max: 255, source: "EC2 Auto Scaling API, PutScalingPolicy, read 2026-11" },
    id: (request) => request.physicalName,
    outputs: (request) => ({ arn: policyArn(request) }),
    replaceOn: ["name", "autoscalingGroupName"],
  },
];

function policyArn(request: CreateRequest): string {
  const group = text(request, "autoscalingGroupName");
  const place = `autoScalingGroupName/${group}:policyName/${request.physicalName}`;
  return regionalArn(request, "autoscaling", `scalingPolicy:${uuid(request)}:${place}`);
}

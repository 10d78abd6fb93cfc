import { oneOf, resourceRule } from "../../engine";

export const instanceRequiresMetadataToken = resourceRule({
  id: "instance-requires-metadata-token",
  title: "Instances answer metadata requests with a token only",
  why: "Without the token a server that can be made to fetch a URL hands out the instance's role.",
  fix: {
    text: "Set httpTokens to required and the hop limit to 1.",
    code: `metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 }`,
  },
  severity: "high",
  frameworks: ["FSBP EC2.8", "†FSBP EC2.170"],
  types: [
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:ec2/instance:Instance",
    "aws:ec2/launchConfiguration:LaunchConfiguration",
  ],
  expects: [{ path: "metadataOptions.httpTokens", want: oneOf("required") }],
  check(subject, judge) {
    const hops = subject.get("metadataOptions.httpPutResponseHopLimit");
    judge.require(!hops.present || (hops.number() ?? 2) <= 1, hops, "1");
  },
});

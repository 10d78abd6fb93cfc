import { stackRule } from "../../engine";

const APIS = ["aws:apigateway/restApi:RestApi"];
const ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation";

export const apiStageHasFirewall = stackRule({
  id: "api-stage-has-firewall",
  title: "Stages of public REST APIs stand behind a web firewall",
  why: "The stage's own address goes round the firewall of a distribution in front of it.",
  fix: {
    text: "Associate a regional web ACL with the stage.",
    code: `new wafv2.WebAclAssociation("shop", { resourceArn: stage.arn, webAclArn: firewall.arn });`,
  },
  severity: "medium",
  frameworks: ["FSBP APIGateway.4"],
  types: ["aws:apigateway/stage:Stage"],
  guards: [
    {
      type: ASSOCIATION,
      path: "resourceArn",
      broken: ["arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/other/1"],
      // Load balancers have firewalls too, which are not this rule's business.
      when: ({ props }) => /:apigateway:/.test(String(props["resourceArn"])),
    },
  ],
  check(stage, judge, stack) {
    const [api] = stack.targets(stage, "restApi", APIS);
    if (api?.get("endpointConfiguration.types").texts().includes("PRIVATE") === true) {
      judge.skip("the API is private");
      return;
    }
    const { found, perhaps } = stack.referrers(stage, [ASSOCIATION], "resourceArn");
    if (found.length === 0 && perhaps.length > 0) {
      judge.doubt("", `${perhaps.map(({ name }) => name).join(", ")} may protect this stage`);
    } else {
      judge.require(
        found.length > 0,
        stage.get("webAclArn"),
        "a web ACL",
        `Nothing filters requests to ${stage.name}.`,
      );
    }
  },
});

import { regionalArn, text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";

/**
 * Hosted zones of Application Load Balancers, by region (public tables of them, read 2026-11); Virginia's where
 * unknown.
 */
const ZONES: Readonly<Record<string, string>> = {
  "us-east-1": "Z35SXDOTRQ7X7K",
  "us-east-2": "Z3AADJGX6KTTL2",
  "us-west-2": "Z1H1FL5HABSF5",
  "eu-central-1": "Z215JYRZR1TBD5",
  "eu-west-1": "Z32O12XQLNTSW2",
};
const NAME_LIMIT = {
  max: 32,
  pattern: /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/,
  source: "Elastic Load Balancing API, CreateLoadBalancer and CreateTargetGroup, read 2026-11",
};

/** The name in the cloud: AWS's provider completes a prefix to at most 32 characters. */
function nameOf(request: CreateRequest): string {
  const prefix = text(request, "namePrefix");
  return prefix === "" ? request.physicalName : `${prefix}${request.digits(26, "decimal")}`.slice(0, NAME_LIMIT.max);
}

/** `app/name/50dc6c495c0c9188`, as CloudWatch names a balancer. */
function balancerSuffix(request: CreateRequest): string {
  const kind = text(request, "loadBalancerType", "application") === "network" ? "net" : "app";
  return `${kind}/${nameOf(request)}/${request.digits(16)}`;
}

/** Balancers need two zones. */
function refusesOneSubnet(request: CreateRequest): readonly string[] {
  const subnets = request.inputs["subnets"];
  return text(request, "loadBalancerType", "application") === "application" &&
    Array.isArray(subnets) &&
    new Set(subnets).size < 2
    ? ["ValidationError: At least two subnets in two different Availability Zones must be specified"]
    : [];
}

/** `…:loadbalancer/app/…` → `…:listener/app/…`. */
function below(request: CreateRequest, property: string, from: string, to: string): string {
  return `${text(request, property).replace(`:${from}/`, `:${to}/`)}/${request.digits(16)}`;
}

/** Elastic Load Balancing. */
export const lbTypes: readonly TypeModel[] = [
  {
    type: "aws:lb/loadBalancer:LoadBalancer",
    nameProperty: "name",
    nameLimit: NAME_LIMIT,
    id: (request) => regionalArn(request, "elasticloadbalancing", `loadbalancer/${balancerSuffix(request)}`),
    outputs: (request, id) => ({
      name: nameOf(request),
      arn: id,
      arnSuffix: balancerSuffix(request),
      dnsName: `${request.inputs["internal"] === true ? "internal-" : ""}${nameOf(request)}-${request.digits(10, "decimal", "dns")}.${request.cloud.aws.region}.elb.amazonaws.com`,
      zoneId: ZONES[request.cloud.aws.region] ?? "Z35SXDOTRQ7X7K",
    }),
    replaceOn: ["name", "namePrefix", "internal", "loadBalancerType", "region"],
    minutes: { create: 3, update: 0.3, delete: 0.5 },
    refuses: refusesOneSubnet,
  },
  {
    type: "aws:lb/targetGroup:TargetGroup",
    nameProperty: "name",
    nameLimit: NAME_LIMIT,
    id: (request) =>
      regionalArn(request, "elasticloadbalancing", `targetgroup/${nameOf(request)}/${request.digits(16)}`),
    outputs: (request, id) => ({
      name: nameOf(request),
      arn: id,
      arnSuffix: `targetgroup/${nameOf(request)}/${request.digits(16)}`,
      loadBalancerArns: [],
    }),
    replaceOn: ["name", "namePrefix", "port", "protocol", "protocolVersion", "targetType", "vpcId", "region"],
    references: { vpcId: "aws:ec2/vpc:Vpc" },
  },
  {
    type: "aws:lb/listener:Listener",
    nameScope: "none",
    id: (request) => below(request, "loadBalancerArn", "loadbalancer", "listener"),
    outputs: (_request, id) => ({ arn: id }),
    replaceOn: ["loadBalancerArn", "region"],
    references: { loadBalancerArn: "aws:lb/loadBalancer:LoadBalancer" },
  },
  {
    type: "aws:lb/listenerRule:ListenerRule",
    nameScope: "none",
    id: (request) => below(request, "listenerArn", "listener", "listener-rule"),
    outputs: (_request, id) => ({ arn: id }),
    replaceOn: ["listenerArn", "region"],
    references: { listenerArn: "aws:lb/listener:Listener" },
  },
];

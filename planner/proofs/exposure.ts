import type { Exposure } from "../plan/document";
import type { RecordedObject, RecordedResource, Recording } from "../recorder";
import { listOf, numberOf, objectOf, property, statementsOf, textOf, textsOf } from "./read";

type Opening = Omit<Exposure, "urn">;

/** Address blocks that mean everybody. */
const EVERYBODY = new Set(["0.0.0.0/0", "::/0", "*", "Internet"]);

/** How a type of resource can be reached from outside the estate. A newcomer adds a type by copying an entry. */
const READERS: Readonly<Record<string, (resource: RecordedResource) => readonly Opening[]>> = {
  "aws:ec2/securityGroup:SecurityGroup": ({ inputs }) =>
    listOf(inputs["ingress"]).flatMap((rule) => blocks(objectOf(rule), "cidrBlocks")),
  "aws:ec2/securityGroupRule:SecurityGroupRule": ({ inputs }) =>
    inputs["type"] === "ingress" ? blocks(inputs, "cidrBlocks") : [],
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ({ inputs }) => [
    ...blocks(inputs, "cidrIpv4"),
    ...blocks(inputs, "cidrIpv6"),
  ],
  "aws:lb/loadBalancer:LoadBalancer": ({ inputs }) => (inputs["internal"] === true ? [] : [internet("load balancer")]),
  "aws:cloudfront/distribution:Distribution": () => [internet("https, from the edge")],
  "aws:apigateway/stage:Stage": () => [internet("https, REST API")],
  "aws:apigatewayv2/stage:Stage": () => [internet("https, API")],
  "aws:lambda/functionUrl:FunctionUrl": ({ inputs }) => [
    { from: inputs["authorizationType"] === "AWS_IAM" ? "signed requests" : "internet", what: "https, function URL" },
  ],
  "aws:eks/cluster:Cluster": (cluster) => {
    const config = objectOf(cluster.inputs["vpcConfig"]);
    return config["endpointPublicAccess"] === false
      ? []
      : (config["publicAccessCidrs"] === undefined ? ["0.0.0.0/0"] : textsOf(config["publicAccessCidrs"])).map(
          (block) => ({
            from: source(block),
            what: "https, Kubernetes API",
          }),
        );
  },
  "aws:rds/instance:Instance": ({ inputs }) => (inputs["publiclyAccessible"] === true ? [internet("database")] : []),
  "aws:s3/bucketPolicy:BucketPolicy": (policy) =>
    statementsOf(property(policy, "policy"))
      .filter(({ allow, principals, conditional }) => allow && !conditional && anyone(principals))
      .map(({ actions }) => internet(actions.join(", "))),
  "gcp:compute/firewall:Firewall": ({ inputs }) =>
    inputs["direction"] === "EGRESS" || listOf(inputs["allows"]).length === 0
      ? []
      : textsOf(inputs["sourceRanges"]).map((block) => ({
          from: source(block),
          what: listOf(inputs["allows"])
            .map((allow) =>
              `${textOf(objectOf(allow)["protocol"])} ${textsOf(objectOf(allow)["ports"]).join(",")}`.trim(),
            )
            .join("; "),
        })),
  "azure-native:cognitiveservices:Account": ({ inputs }) => {
    const properties = objectOf(inputs["properties"]);
    if (properties["publicNetworkAccess"] === "Disabled") {
      return [];
    }
    const acls = objectOf(properties["networkAcls"]);
    return acls["defaultAction"] === "Deny"
      ? listOf(acls["ipRules"]).map((rule) => ({
          from: textOf(objectOf(rule)["value"]) ?? "listed addresses",
          what: "https",
        }))
      : [internet("https")];
  },
  "kubernetes:core/v1:Service": ({ inputs }) => {
    const spec = objectOf(inputs["spec"]);
    if (spec["type"] !== "LoadBalancer") {
      return [];
    }
    return textsOf(spec["loadBalancerSourceRanges"]).length === 0
      ? [internet("load balancer")]
      : textsOf(spec["loadBalancerSourceRanges"]).map((block) => ({ from: source(block), what: "load balancer" }));
  },
  "kubernetes:networking.k8s.io/v1:Ingress": ({ inputs }) =>
    objectOf(objectOf(inputs["metadata"])["annotations"])["alb.ingress.kubernetes.io/scheme"] === "internet-facing"
      ? [internet("ingress")]
      : [],
};

/** Every place where the estate can be reached from outside of it, by what the resources themselves say. */
export function findExposure(recording: Recording): readonly Exposure[] {
  return recording.resources
    .flatMap((resource) =>
      (READERS[resource.type]?.(resource) ?? []).map((opening) => ({ urn: resource.urn, ...opening })),
    )
    .sort((left, right) => (`${left.urn} ${left.from}` < `${right.urn} ${right.from}` ? -1 : 1));
}

function internet(what: string): Opening {
  return { from: "internet", what };
}

function source(block: string): string {
  return EVERYBODY.has(block) ? "internet" : block;
}

/** The openings of a rule that names address blocks; one that names another security group stays inside the estate. */
function blocks(rule: RecordedObject, key: string): readonly Opening[] {
  const from = numberOf(rule["fromPort"], 0);
  const to = numberOf(rule["toPort"], from);
  const protocol = textOf(rule["ipProtocol"] ?? rule["protocol"]) ?? "tcp";
  const ports = from === to ? `${from}` : `${from}-${to}`;
  const what = protocol === "-1" ? "all traffic" : `${protocol} ${ports}`;
  return textsOf(rule[key]).map((block) => ({ from: source(block), what }));
}

function anyone(principals: Parameters<typeof objectOf>[0]): boolean {
  return principals === "*" || textsOf(objectOf(principals)["AWS"]).includes("*");
}

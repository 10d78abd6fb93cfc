import type { Faults } from "../core/faults";
import { parseArn, type ResourceStatement } from "../core/policy";
import type { GatewayService } from "./network-args";
import type { PlannedEndpoint } from "./network-plan";

/** `ecr.api`, `bedrock-runtime`. */
const SHORT_NAME = /^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/;
/** `com.amazonaws.us-east-1.ecr.api`, `com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0`, `aws.api.us-east-1.…`. */
const FULL_NAME = /^(?:com\.amazonaws|aws\.[a-z]+)(?:\.vpce)?\.([a-z]{2,}(?:-[a-z]+)+-\d+)\.([a-z0-9.-]+)$/;

/**
 * Services whose endpoints take a policy (`aws ec2 describe-vpc-endpoint-services`; from memory, recheck before
 * release).
 */
const SERVICES_WITH_POLICY: ReadonlySet<string> = new Set([
  "autoscaling",
  "bedrock-runtime",
  "ec2",
  "ecr.api",
  "ecr.dkr",
  "eks",
  "elasticloadbalancing",
  "events",
  "kms",
  "lambda",
  "logs",
  "monitoring",
  "secretsmanager",
  "sns",
  "sqs",
  "ssm",
  "states",
  "sts",
  "xray",
]);

/** Checks the names of the interface endpoints and completes them. */
export function planInterfaceEndpoints(
  faults: Faults,
  services: readonly string[],
  region: string,
): readonly PlannedEndpoint[] {
  const planned: PlannedEndpoint[] = [];
  for (const [index, service] of services.entries()) {
    const property = `interfaceEndpoints[${index}]`;
    const endpoint = completeService(service, region);
    if (endpoint === undefined) {
      faults.add({
        property,
        given: service,
        allowed: `a service's short name, such as ecr.api, or its full name in ${region || "the region"}`,
        fix: "write the name as `aws ec2 describe-vpc-endpoint-services` lists it",
      });
      continue;
    }
    faults.check(!["s3", "dynamodb"].includes(endpoint.key), {
      property,
      given: service,
      allowed: "services without a gateway endpoint",
      fix: "use gatewayEndpoints, which cost nothing",
    });
    faults.check(!planned.some((one) => one.serviceName === endpoint.serviceName), {
      property,
      given: service,
      allowed: "each service once",
      fix: "delete the repetition",
    });
    planned.push(endpoint);
  }
  return planned;
}

function completeService(service: string, region: string): PlannedEndpoint | undefined {
  if (service.startsWith("com.") || service.startsWith("aws.")) {
    const [, ownRegion, name] = FULL_NAME.exec(service) ?? [];
    return name === undefined || ownRegion !== region ? undefined : { key: endpointKey(name), serviceName: service };
  }
  return SHORT_NAME.test(service)
    ? { key: endpointKey(service), serviceName: `com.amazonaws.${region}.${service}` }
    : undefined;
}

function endpointKey(service: string): string {
  return service.replaceAll(".", "-");
}

/**
 * Where registry.k8s.io does not name its bucket by the region alone (kubernetes/registry.k8s.io,
 * cmd/archeio/internal/app/buckets.go, read 2026-11).
 */
const KUBERNETES_BUCKETS: Readonly<Record<string, string>> = {
  "eu-west-2": "767373bbdcb8270361b96548387bf2a9ad0d48758c35-eu-west-2",
};

/**
 * Buckets of others that nodes cannot do without, because their images and packages are served from S3 of the same
 * region and so take the endpoint: ECR's layers (awsdocs/amazon-ecr-user-guide issue 8), Amazon Linux 2023's packages
 * (by public endpoint policies), registry.k8s.io (kubernetes/registry.k8s.io, cmd/archeio/internal/app/buckets.go),
 * quay.io (Red Hat's list of hosts for firewalls) and Docker Hub (rancher/os issue 2032). All read 2026-11.
 */
export function publicBuckets(region: string): readonly string[] {
  return [
    `prod-${region}-starport-layer-bucket`,
    `al2023-repos-${region}-de612dc2`,
    KUBERNETES_BUCKETS[region] ?? `prod-registry-k8s-io-${region}`,
    "quayio-production-s3",
    "docker-images-prod",
  ];
}

/**
 * The policy of a gateway endpoint: identities of this account, on data of this account; it grants nothing by itself. Whoever
 * got hold of a foreign key pair cannot carry data out to a foreign account through the endpoint.
 *
 * @param arn any ARN of the account
 */
export function gatewayPolicy(
  service: GatewayService,
  arn: string,
  region: string,
  readableBuckets: readonly string[],
): readonly ResourceStatement[] {
  const { account, partition } = parseArn(arn);
  const own: ResourceStatement = {
    sid: "OwnIdentitiesOnOwnData",
    principals: [{ anyone: true }],
    actions: [`${service}:*`],
    resources: ["*"],
    conditions: { StringEquals: { "aws:PrincipalAccount": account, "aws:ResourceAccount": account } },
  };
  if (service !== "s3") {
    return [own];
  }
  const buckets = [...new Set([...publicBuckets(region), ...readableBuckets])];
  return [
    own,
    {
      sid: "ImagesAndPackages",
      principals: [{ anyone: true }],
      actions: ["s3:GetObject"],
      resources: buckets.map((bucket) => `arn:${partition}:s3:::${bucket}/*`),
    },
  ];
}

/** Whether a service's endpoint takes a policy; where we know of none it is left to AWS's default. */
export function takesPolicy(serviceName: string): boolean {
  return SERVICES_WITH_POLICY.has(shortName(serviceName));
}

/**
 * The policy of an interface endpoint: identities of this account only.
 *
 * @param arn any ARN of the account
 */
export function interfacePolicy(serviceName: string, arn: string): readonly ResourceStatement[] {
  const { account } = parseArn(arn);
  const own: ResourceStatement = {
    sid: "OwnIdentities",
    principals: [{ anyone: true }],
    actions: ["*"],
    resources: ["*"],
    conditions: { StringEquals: { "aws:PrincipalAccount": account } },
  };
  return shortName(serviceName) === "sts" ? [own, webIdentities(account)] : [own];
}

/** `com.amazonaws.us-east-1.ecr.api` → `ecr.api`. */
export function shortName(serviceName: string): string {
  return FULL_NAME.exec(serviceName)?.[2] ?? "";
}

/** Whoever exchanges a web identity token has no account yet; the role that is asked for has. */
function webIdentities(account: string): ResourceStatement {
  return {
    sid: "WebIdentitiesForOwnRoles",
    principals: [{ anyone: true }],
    actions: ["sts:AssumeRoleWithWebIdentity"],
    resources: ["*"],
    conditions: { StringEquals: { "aws:ResourceAccount": account } },
  };
}

import { Ingress } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import { Faults } from "../core/faults";
import { checkLabel, checkWhole } from "./checks";

/**
 * Policies of TLS 1.2 and newer (Elastic Load Balancing, "Security policies for your Application Load Balancer", read
 * 2026-11); those of 2025 add a key exchange that withstands quantum computers.
 */
export const TLS_POLICIES = [
  "ELBSecurityPolicy-TLS13-1-2-2021-06",
  "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
  "ELBSecurityPolicy-TLS13-1-3-2021-06",
  "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
  "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
  "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
] as const;

/** The service behind a path; a Workload is one. */
export interface IngressTarget {
  readonly serviceName: string;
  readonly namespace: string;
  readonly port: number;
  /** Argo Rollouts splits its requests over two Services: `delivery.traffic.albIngress`. @default false */
  readonly weighted?: boolean;
}

/** Arguments of {@link LoadBalancerIngress}. */
export interface LoadBalancerIngressArgs {
  /** Namespace of every service behind it: an Ingress reaches no other. */
  readonly namespace: string;
  /** Path prefix → service: `{ "/api": backend, "/": frontend }`. */
  readonly routes: Readonly<Record<string, IngressTarget>>;
  /** Certificate in ACM, of the cluster's region. */
  readonly certificateArn: pulumi.Input<string>;
  /** `internal` behind CloudFront's VPC origin or a VPN. @default "internet-facing" */
  readonly scheme?: "internet-facing" | "internal";
  /** Web ACL of the region. @default none */
  readonly webAclArn?: pulumi.Input<string>;
  /** Bucket for access logs; its policy must let Elastic Load Balancing write. @default none */
  readonly accessLogs?: { readonly bucket: pulumi.Input<string>; readonly prefix?: string };
  /** Groups of the load balancer: who may come. @default one that the controller makes, open on 443 to `inboundCidrs` */
  readonly securityGroupIds?: readonly pulumi.Input<string>[];
  /** @default anywhere; of no use beside `securityGroupIds` */
  readonly inboundCidrs?: readonly string[];
  /** @default "ELBSecurityPolicy-TLS13-1-2-2021-06" */
  readonly tlsPolicy?: (typeof TLS_POLICIES)[number];
  /** Seconds, 1 to 4000. @default 60 */
  readonly idleTimeoutSeconds?: number;
  /** Path that answers 200. @default "/healthz" */
  readonly healthPath?: string;
  /** What the pods speak; with HTTPS the requests are encrypted anew behind the load balancer. @default "HTTP" */
  readonly backendProtocol?: "HTTP" | "HTTPS";
  /** Refuses to delete the load balancer. @default true */
  readonly deletionProtection?: boolean;
}

const DEFAULTS = {
  scheme: "internet-facing",
  tlsPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
  idleTimeoutSeconds: 60,
  healthPath: "/healthz",
  deletionProtection: true,
} as const satisfies Partial<LoadBalancerIngressArgs>;

/**
 * An Application Load Balancer for services of one namespace, made by the AWS Load Balancer Controller: HTTPS alone, straight
 * to the pods' addresses.
 *
 * Creates one Ingress; the controller makes of it a load balancer, for about 16 US dollars a month and what it carries.
 * Each target must also let the load balancer in: `workload.allowFrom("load-balancer", { cidrs })` with its subnets.
 *
 * @example
 * new LoadBalancerIngress("shop", { namespace: "shop", certificateArn, routes: { "/": frontend, "/api": backend } });
 */
export class LoadBalancerIngress extends EstateComponent {
  public readonly ingress: Ingress;
  /** Name of the load balancer in DNS. */
  public readonly hostname: pulumi.Output<string>;

  public constructor(name: string, args: LoadBalancerIngressArgs, opts?: pulumi.ComponentResourceOptions) {
    checkIngress(name, args);
    super("estate:platform:LoadBalancerIngress", name, args, opts);
    this.ingress = new Ingress(
      this.childName("ingress"),
      {
        metadata: { name, namespace: args.namespace, annotations: annotations(args) },
        spec: { ingressClassName: "alb", rules: [{ http: { paths: paths(args.routes) } }] },
      },
      this.childOptions(),
    );
    this.hostname = this.ingress.status.apply((status) => status?.loadBalancer?.ingress?.[0]?.hostname ?? "");
    this.registerOutputs({ hostname: this.hostname });
  }
}

/** Longest prefix first: the controller makes rules in this order. */
function paths(routes: LoadBalancerIngressArgs["routes"]) {
  return Object.entries(routes)
    .sort(([left], [right]) => right.length - left.length || left.localeCompare(right, "en"))
    .map(([path, target]) => ({
      path,
      pathType: "Prefix",
      backend: {
        service: {
          name: target.serviceName,
          // The rule's action is an annotation that the rollouts' controller writes.
          port: target.weighted === true ? { name: "use-annotation" } : { number: target.port },
        },
      },
    }));
}

function annotations(args: LoadBalancerIngressArgs): Record<string, pulumi.Input<string>> {
  const plan = { ...DEFAULTS, ...args };
  const given: Record<string, pulumi.Input<string> | undefined> = {
    scheme: plan.scheme,
    "target-type": "ip",
    "listen-ports": JSON.stringify([{ HTTPS: 443 }]),
    "certificate-arn": plan.certificateArn,
    "ssl-policy": plan.tlsPolicy,
    "backend-protocol": args.backendProtocol,
    "healthcheck-path": plan.healthPath,
    "load-balancer-attributes": attributes(plan),
    "wafv2-acl-arn": plan.webAclArn,
    "security-groups":
      plan.securityGroupIds === undefined
        ? undefined
        : pulumi.all([...plan.securityGroupIds]).apply((ids) => ids.join(",")),
    // With groups of ours the controller must still open the way from the load balancer to the pods.
    "manage-backend-security-group-rules": plan.securityGroupIds === undefined ? undefined : "true",
    "inbound-cidrs": plan.inboundCidrs?.join(","),
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) =>
      value === undefined ? [] : [[`alb.ingress.kubernetes.io/${key}`, value] as const],
    ),
  );
}

type AttributePlan = Pick<LoadBalancerIngressArgs, "accessLogs"> & {
  readonly idleTimeoutSeconds: number;
  readonly deletionProtection: boolean;
};

function attributes(plan: AttributePlan): pulumi.Input<string> {
  const fixed = [
    `idle_timeout.timeout_seconds=${plan.idleTimeoutSeconds}`,
    "routing.http.drop_invalid_header_fields.enabled=true",
    `deletion_protection.enabled=${plan.deletionProtection}`,
  ];
  const { accessLogs } = plan;
  if (accessLogs === undefined) {
    return fixed.join(",");
  }
  const prefix = accessLogs.prefix === undefined ? [] : [`access_logs.s3.prefix=${accessLogs.prefix}`];
  return pulumi
    .output(accessLogs.bucket)
    .apply((bucket) =>
      [...fixed, "access_logs.s3.enabled=true", `access_logs.s3.bucket=${bucket}`, ...prefix].join(","),
    );
}

function checkIngress(name: string, args: LoadBalancerIngressArgs): void {
  const faults = new Faults("LoadBalancerIngress", name);
  checkLabel(faults, "namespace", args.namespace);
  const seconds = args.idleTimeoutSeconds ?? DEFAULTS.idleTimeoutSeconds;
  checkWhole(faults, "idleTimeoutSeconds", seconds, { min: 1, max: 4000 }, "seconds");
  faults.check(Object.keys(args.routes).length > 0, {
    property: "routes",
    given: args.routes,
    allowed: "at least one path",
    fix: 'name the service behind "/"',
  });
  for (const [path, target] of Object.entries(args.routes)) {
    faults.check(path.startsWith("/"), {
      property: `routes.${path}`,
      given: path,
      allowed: 'a path that begins with "/"',
      fix: "write the prefix as it stands in the address",
    });
    faults.check(target.namespace === args.namespace, {
      property: `routes.${path}`,
      given: target.namespace,
      allowed: `a service of the namespace ${args.namespace}`,
      fix: "make one ingress per namespace",
    });
  }
  faults.check(args.tlsPolicy === undefined || TLS_POLICIES.includes(args.tlsPolicy), {
    property: "tlsPolicy",
    given: args.tlsPolicy,
    allowed: TLS_POLICIES.join(", "),
    fix: "take one of TLS 1.2 or newer",
  });
  faults.check(args.securityGroupIds === undefined || args.inboundCidrs === undefined, {
    property: "inboundCidrs",
    given: args.inboundCidrs,
    allowed: "nothing beside securityGroupIds, whose rules decide",
    fix: "drop one of the two",
  });
  faults.throwIfAny();
}

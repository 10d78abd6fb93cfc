import type { Claim, ResourceClaim } from "../../../planner/report/claims";
import { part, type SpecLine } from "../spec-line";

/** A NetworkPolicy that lets one service talk to something, or something to it. */
function way(name: string): ResourceClaim {
  return { type: "kubernetes:networking.k8s.io/v1:NetworkPolicy", name: new RegExp(`^${name}$`), exactly: 1 };
}

function route(name: string, path: string, service: string): ResourceClaim {
  return {
    type: "kubernetes:networking.k8s.io/v1:Ingress",
    name: new RegExp(`-${name}$`),
    where: { "spec.rules.*.http.paths.*.path": path, "spec.rules.*.http.paths.*.backend.service.name": service },
  };
}

function rollout(name: string, strategy: "blueGreen" | "canary", path: string): ResourceClaim {
  return {
    type: "kubernetes:argoproj.io/v1alpha1:Rollout",
    name: new RegExp(`^${name}-`),
    where: { [`spec.strategy.${strategy}.${path}`]: new RegExp(name) },
  };
}

function plugin(name: string): ResourceClaim {
  return { type: /^kubernetes:configuration\.konghq\.com\/v1:Kong(Cluster)?Plugin$/, where: { plugin: name } };
}

function scaled(name: string, by: string): ResourceClaim {
  return {
    type: "kubernetes:keda.sh/v1alpha1:ScaledObject",
    name: new RegExp(`^${name}-`),
    where: { "spec.triggers.*.type": by },
  };
}

const SETUP = "stacks/cloudcommerce/setup";

export const SERVICES: readonly SpecLine[] = [
  ...part("Edge", [
    {
      line: "Internet → ALB → Kong → Istio → services",
      where: [
        { type: "aws:lb/targetGroup:TargetGroup", where: { protocol: "HTTPS" }, exactly: 2 },
        { type: "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding", exactly: 2 },
        way("user-from-kong-8080"),
        way("product-from-kong-8080"),
        way("order-from-kong-8080"),
      ],
      note: "TLS ends at the balancer and at Kong: it is made anew between them, and mutual TLS of the mesh goes on from there.",
    },
    {
      line: "Kong: rate limit, authentication, transformation, response cache",
      where: [plugin("rate-limiting"), plugin("jwt"), plugin("request-transformer"), plugin("proxy-cache")],
    },
    {
      line: "CloudFront for static content",
      where: [{ type: "aws:cloudfront/distribution:Distribution", exactly: 1 }],
    },
  ]),
  ...part("Services", [
    {
      line: "User: registration, profiles, JWT, rate limiting",
      where: [route("sign-in", "/api/users/register", "user")],
    },
    { line: "User, with MongoDB", where: [way("user-to-documents")] },
    {
      line: "Product, with PostgreSQL and a Redis cache",
      where: [route("catalogue", "/api/products", "product"), way("product-to-database"), way("product-to-cache")],
    },
    {
      line: "Order, with Redis and PostgreSQL",
      where: [route("orders", "/api/orders", "order"), way("order-to-database"), way("order-to-cache")],
      note: "PostgreSQL is the record; Redis holds sessions and caches.",
    },
    { line: "Payment → Stripe", where: [way("payment-to-internet-443")] },
    {
      line: "Order and payment publish, notification consumes, by RabbitMQ",
      where: [
        way("order-to-rabbitmq\\.rabbitmq-5671"),
        way("payment-to-rabbitmq\\.rabbitmq-5671"),
        way("notification-to-rabbitmq\\.rabbitmq-5671"),
        { file: `${SETUP}/rabbitmq/30-permissions.json`, says: /"notification_service"[\s\S]*?"write": "\^\$"/ },
      ],
      note: "The arrow from notification is drawn the other way round.",
    },
    { line: "Order → product, order → payment", where: [way("order-to-product-8080"), way("order-to-payment-8080")] },
  ]),
  ...part("Mesh", [
    {
      line: "Several balancing algorithms",
      where: ["ROUND_ROBIN", "LEAST_REQUEST", "RANDOM"].map(
        (simple): Claim => ({
          type: "kubernetes:networking.istio.io/v1:DestinationRule",
          where: { "spec.trafficPolicy.loadBalancer.simple": simple },
        }),
      ),
    },
    {
      line: "Circuit breakers",
      where: [
        {
          type: "kubernetes:networking.istio.io/v1:DestinationRule",
          name: /^payment-/,
          where: { "spec.trafficPolicy.outlierDetection.consecutive5xxErrors": 3 },
        },
      ],
    },
    { line: "gzip", where: [{ type: "kubernetes:networking.istio.io/v1alpha3:EnvoyFilter", name: /compression/ }] },
    {
      line: "Mutual TLS everywhere, and only named callers",
      where: [
        { type: "kubernetes:security.istio.io/v1:PeerAuthentication", where: { "spec.mtls.mode": "STRICT" } },
        { type: "kubernetes:security.istio.io/v1:AuthorizationPolicy", name: /default-deny/ },
      ],
    },
  ]),
  ...part("Delivery", [
    {
      line: "Blue-green with automated rollback",
      where: [
        rollout("order", "blueGreen", "postPromotionAnalysis.templates.*.templateName"),
        rollout("payment", "blueGreen", "prePromotionAnalysis.templates.*.templateName"),
      ],
    },
    {
      line: "Canary",
      where: [rollout("user", "canary", "stableService"), rollout("product", "canary", "stableService")],
    },
    {
      line: "Argo CD, automated sync",
      where: [{ type: "kubernetes:argoproj.io/v1alpha1:Application", exactly: 2 }],
      note: "Rollouts decide when a version takes over; Argo CD only brings it.",
    },
  ]),
  ...part("Scaling", [
    {
      line: "By CPU, memory, queue length and response time",
      where: [
        scaled("order", "cpu"),
        scaled("order", "memory"),
        scaled("order", "prometheus"),
        scaled("notification", "rabbitmq"),
      ],
    },
    {
      line: "VPA",
      where: [
        {
          type: "kubernetes:autoscaling.k8s.io/v1:VerticalPodAutoscaler",
          where: { "spec.updatePolicy.updateMode": "Off" },
          exactly: 5,
        },
      ],
      note: "It recommends: two autoscalers by the same figures would answer each other.",
    },
    {
      line: "Predictive scaling",
      where: [
        {
          type: "aws:autoscaling/policy:Policy",
          where: { policyType: "PredictiveScaling", "predictiveScalingConfiguration.mode": "ForecastOnly" },
        },
      ],
      note: "Kubernetes has none of its own; the groups forecast, and somebody looks at it first.",
    },
  ]),
];

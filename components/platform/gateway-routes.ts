import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { Ingress } from "@pulumi/kubernetes/networking/v1";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import { GATEWAY_SOURCE } from "./addons/gateway/api-gateway";
import { GATEWAY_CLASS } from "./addons/gateway/values";
import {
  balancingName,
  type GatewayBalancing,
  type GatewayRoutesArgs,
  planRoutes,
  type RoutePlan,
} from "./gateway-routes-plan";

/**
 * Services behind the gateway of `apiGateway()`: who may call what, how often, and what is changed on the way.
 *
 * Creates an Ingress for each route, a plugin for each thing that the route asks for, a policy for each way of balancing, and
 * opens each service to the gateway. Costs nothing beside the gateway.
 *
 * @example
 * const catalog = new Workload("catalog", { namespace: "shop", serviceAnnotations: gatewayAnnotations({}) });
 * new GatewayRoutes("shop", {
 *   namespace: "shop",
 *   routes: { catalog: { service: catalog, paths: ["/api/products"], authenticated: false, cacheSeconds: 30 } },
 * }, { provider });
 */
export class GatewayRoutes extends EstateComponent {
  /** By the route's name. */
  public readonly ingresses: Readonly<Record<string, Ingress>>;

  public constructor(name: string, args: GatewayRoutesArgs, opts?: pulumi.ComponentResourceOptions) {
    const plans = planRoutes(name, args);
    super("estate:platform:GatewayRoutes", name, args, opts);
    const ways = new Set(plans.flatMap(({ balancing }) => balancing ?? []));
    for (const way of ways) {
      this.makeBalancing(args.namespace, way);
    }
    this.ingresses = Object.fromEntries(plans.map((plan) => [plan.key, this.makeRoute(args, plan)]));
    // A service may have several routes.
    for (const service of new Set(plans.map(({ route }) => route.service))) {
      service.allowFrom?.("kong", GATEWAY_SOURCE);
    }
    this.registerOutputs({});
  }

  private makeBalancing(namespace: string, balancing: GatewayBalancing): CustomResource {
    const hash = balancing === "consistent-hashing" ? { hashOn: { input: "ip" } } : {};
    return new CustomResource(
      this.childName("balancing", balancing),
      {
        apiVersion: "configuration.konghq.com/v1beta1",
        kind: "KongUpstreamPolicy",
        metadata: { name: balancingName(balancing), namespace },
        spec: {
          algorithm: balancing,
          ...hash,
          // A pod that fails gets no requests until it answers again.
          healthchecks: { passive: { unhealthy: { httpFailures: 5, tcpFailures: 3, timeouts: 3 } } },
        },
      },
      this.childOptions(),
    );
  }

  private makeRoute(args: GatewayRoutesArgs, { key, route, plugins }: RoutePlan): Ingress {
    const names = Object.keys(plugins);
    const made = Object.entries(plugins).map(
      ([pluginName, { plugin, config }]) =>
        new CustomResource(
          this.childName("plugin", `${key}-${plugin}`),
          {
            apiVersion: "configuration.konghq.com/v1",
            kind: "KongPlugin",
            metadata: {
              name: pluginName,
              namespace: args.namespace,
              annotations: { "kubernetes.io/ingress.class": GATEWAY_CLASS },
            },
            plugin,
            config,
          },
          this.childOptions(),
        ),
    );
    const { serviceName, port } = route.service;
    const paths = route.paths.map((path) => ({
      path,
      pathType: route.exact === true ? "Exact" : "Prefix",
      backend: { service: { name: serviceName, port: { number: port } } },
    }));
    return new Ingress(
      this.childName("route", key),
      {
        metadata: {
          name: `${this.componentName}-${key}`,
          namespace: args.namespace,
          annotations: {
            "konghq.com/strip-path": "false",
            // The gateway has no address of its own that it could write into it.
            "pulumi.com/skipAwait": "true",
            // A sidecar knows services by their names; others hear whom the caller asked for.
            "konghq.com/preserve-host": args.mesh === true ? "false" : "true",
            ...(route.methods === undefined ? {} : { "konghq.com/methods": route.methods.join(",") }),
            ...(names.length === 0 ? {} : { "konghq.com/plugins": names.join(",") }),
          },
        },
        spec: {
          ingressClassName: GATEWAY_CLASS,
          rules: [{ ...(args.host === undefined ? {} : { host: args.host }), http: { paths } }],
        },
      },
      this.childOptions({ dependsOn: made }),
    );
  }
}

import assert from "node:assert/strict";
import { Provider } from "@pulumi/kubernetes/provider";
import {
  type ApiGatewayArgs,
  apiGateway,
  ClusterPlatform,
  certManager,
  externalSecrets,
  GATEWAY,
  type GatewayRoute,
  GatewayRoutes,
  gatewayAnnotations,
  Workload,
} from "../../../components/platform";
import { type Recording, recordProgram } from "../../../planner/recorder";
import { plainInputs } from "./plain";

function install(args: Partial<ApiGatewayArgs> = {}): Promise<Recording> {
  return recordProgram(() => {
    const { identity: _role, ...secrets } = externalSecrets({ region: "us-east-1", secretArns: ["arn:a"] });
    const gateway = apiGateway({ namespaces: ["shop"], loadBalancerCidrs: ["10.0.0.0/20"], ...args });
    const dependsOn = ["external-secrets", "cert-manager"];
    new ClusterPlatform(
      "platform",
      { addons: [secrets, certManager(), { ...gateway, dependsOn }] },
      { provider: new Provider("cluster", { kubeconfig: "{}" }) },
    );
  });
}

function route(settings: Partial<GatewayRoute> = {}, mesh = false): Promise<Recording> {
  return recordProgram(() => {
    const orders = new Workload("orders", {
      namespace: "shop",
      serviceAnnotations: mesh
        ? gatewayAnnotations({ meshHost: "orders.shop.svc.cluster.local" })
        : gatewayAnnotations({}),
      ...(mesh ? { mesh: {} } : {}),
    });
    new GatewayRoutes("routes", {
      namespace: "shop",
      mesh,
      routes: { orders: { service: orders, paths: ["/api/orders"], ...settings } },
    });
  });
}

const CONSUMER = "kubernetes:configuration.konghq.com/v1:KongConsumer";
const PLUGIN = "kubernetes:configuration.konghq.com/v1:KongPlugin";
const GLOBAL = "kubernetes:configuration.konghq.com/v1:KongClusterPlugin";

describe("apiGateway", () => {
  it("holds every route to limits, and knows tokens by keys that the program never sees", async () => {
    const recording = await install({
      cors: { origins: ["https://shop.example.com"] },
      issuers: { users: "shop/tokens" },
      tracing: true,
      metrics: true,
    });
    const plugins = recording.ofType(GLOBAL).map((plugin) => plainInputs(plugin));
    assert.deepEqual(plugins.map(({ plugin }) => plugin).sort(), [
      "correlation-id",
      "cors",
      "opentelemetry",
      "prometheus",
      "rate-limiting",
      "request-size-limiting",
    ]);
    assert.ok(plugins.every(({ metadata }) => metadata.labels.global === "true"));
    const { config } = plainInputs(recording.get("platform-gateway-plugin-rate-limiting"));
    assert.deepEqual(config, { minute: 300, limit_by: "ip", policy: "local" });
    const [consumer] = recording.ofType(CONSUMER).map((resource) => plainInputs(resource));
    assert.deepEqual([consumer.username, consumer.credentials], ["users", ["issuer-users"]]);
    const { spec } = plainInputs(recording.get("platform-gateway-issuer-key-users"));
    assert.deepEqual(spec.target.template, {
      mergePolicy: "Merge",
      metadata: { labels: { "konghq.com/credential": "jwt" } },
      data: { algorithm: "RS256" },
    });
    assert.deepEqual(
      spec.data.map((entry: { secretKey: string }) => entry.secretKey),
      ["key", "rsa_public_key"],
    );
  });

  it("speaks TLS alone to the load balancer's subnets, and closes what administers it", async () => {
    const recording = await install();
    const { values } = plainInputs(recording.get("platform-chart-kong"));
    assert.deepEqual(
      [values.admin, values.manager, values.proxy.http, values.proxy.type],
      [{ enabled: false }, { enabled: false }, { enabled: false }, "ClusterIP"],
    );
    assert.equal(values.env.ssl_cert, "/etc/secrets/kong-proxy-tls/tls.crt");
    assert.equal(values.env.trusted_ips, "10.0.0.0/20");
    assert.equal(values.env.nginx_proxy_gzip, "on");
    assert.equal(values.podLabels, undefined);
    const { ingress } = plainInputs(recording.get("platform-namespace-kong-policy-load-balancer")).spec;
    assert.deepEqual(ingress, [
      { from: [{ ipBlock: { cidr: "10.0.0.0/20" } }], ports: [{ protocol: "TCP", port: GATEWAY.targetPort }] },
    ]);
    const certificate = plainInputs(recording.get("platform-gateway-certificate"));
    assert.deepEqual([certificate.spec.secretName, certificate.spec.dnsNames], ["kong-proxy-tls", ["kong.internal"]]);
    assert.ok(
      recording.get("platform-chart-kong").dependencies.includes(recording.get("platform-gateway-certificate").urn),
    );
  });

  it("has a sidecar in a mesh, which takes no part in what the load balancer sends", async () => {
    const { values } = plainInputs((await install({ mesh: true, compression: false })).get("platform-chart-kong"));
    assert.deepEqual(values.podLabels, { "sidecar.istio.io/inject": "true" });
    assert.deepEqual(values.podAnnotations, { "traffic.sidecar.istio.io/includeInboundPorts": "" });
    assert.equal(values.env.nginx_proxy_gzip, undefined);
  });

  it("opens its metrics to Prometheus, and in a mesh its sidecar's", async () => {
    const open = async (args: Partial<ApiGatewayArgs>) => {
      const { ingress } = plainInputs((await install(args)).get("platform-namespace-kong-policy-open")).spec;
      return ingress[0].ports.map(({ port }: { port: number }) => port);
    };
    assert.deepEqual(await open({ metrics: true }), [8100, 10_255]);
    assert.deepEqual(await open({ metrics: true, mesh: true }), [8100, 10_255, 15_020]);
    await assert.rejects(open({ mesh: true }), /policy-open/);
  });

  it("fails when anybody could come, from anywhere, as often as they like", async () => {
    const wrong = {
      namespaces: [],
      loadBalancerCidrs: [],
      rateLimit: { perMinute: 0 },
      cors: { origins: ["*"] },
      maxBodyMegabytes: 0,
      scaling: { min: 3, max: 2 },
    };
    await assert.rejects(install(wrong), (error: Error) => {
      for (const key of [
        "namespaces",
        "loadBalancerCidrs",
        "rateLimit.perMinute",
        "cors.origins",
        "maxBodyMegabytes",
        "scaling.max",
      ]) {
        assert.ok(error.message.includes(`addons.api-gateway.${key}: given`), key);
      }
      return true;
    });
  });
});

describe("GatewayRoutes", () => {
  it("leads one path and one method on, and nothing below, where a route says so", async () => {
    const recording = await route({ paths: ["/healthz/region"], exact: true, methods: ["GET"], authenticated: false });
    const { metadata, spec } = plainInputs(recording.get("routes-route-orders"));
    assert.equal(metadata.annotations["konghq.com/methods"], "GET");
    const [{ path, pathType }] = spec.rules[0].http.paths;
    assert.deepEqual([path, pathType], ["/healthz/region", "Exact"]);
    assert.deepEqual(recording.ofType(PLUGIN), []);
    await assert.rejects(route({ methods: ["get"] }), /routes\.orders\.methods/);
  });

  it("makes one Ingress and one plugin for each thing asked, and opens the service to the gateway", async () => {
    const recording = await route({
      rateLimit: { perMinute: 60, by: "consumer" },
      transformation: { dropRequestHeaders: ["X-Internal"], responseHeaders: { "Cache-Control": "no-store" } },
    });
    const kinds = ["jwt", "rate-limiting", "request-transformer", "response-transformer"];
    const named = kinds.map((kind) => `routes-orders-${kind}`);
    assert.deepEqual(
      recording
        .ofType(PLUGIN)
        .map((plugin) => plainInputs(plugin).metadata.name)
        .sort(),
      named,
    );
    const configOf = (kind: string) => plainInputs(recording.get(`routes-plugin-orders-${kind}`)).config;
    assert.deepEqual(configOf("jwt").header_names, ["authorization"]);
    assert.deepEqual(configOf("request-transformer"), { remove: { headers: ["X-Internal"] }, add: { headers: [] } });
    assert.deepEqual(configOf("response-transformer"), {
      remove: { headers: ["Cache-Control"] },
      add: { headers: ["Cache-Control:no-store"] },
    });
    const { metadata, spec } = plainInputs(recording.get("routes-route-orders"));
    assert.equal(metadata.annotations["konghq.com/plugins"], named.join(","));
    assert.deepEqual(spec.rules[0].http.paths, [
      {
        path: "/api/orders",
        pathType: "Prefix",
        backend: { service: { name: "orders", port: { number: 8080 } } },
      },
    ]);
    assert.equal(plainInputs(recording.get("routes-balancing-least-connections")).spec.algorithm, "least-connections");
    const open = plainInputs(recording.get("orders-from-kong-8080")).spec.ingress[0].from[0];
    assert.deepEqual(open.namespaceSelector.matchLabels, { "kubernetes.io/metadata.name": "kong" });
  });

  it("leaves balancing to the mesh, which knows the gateway by its account", async () => {
    const recording = await route({}, true);
    assert.equal(
      recording.resources.some(({ name }) => name.startsWith("routes-balancing")),
      false,
    );
    assert.equal(
      plainInputs(recording.get("routes-route-orders")).metadata.annotations["konghq.com/preserve-host"],
      "false",
    );
    const { rules } = plainInputs(recording.get("orders-caller-kong-8080")).spec;
    assert.deepEqual(rules[0].from, [{ source: { principals: ["cluster.local/ns/kong/sa/kong"] } }]);
  });

  it("fails when answers would go to others, a path is none, or the Service does not say how it is balanced", async () => {
    await assert.rejects(
      route({ cacheSeconds: 30 }),
      /routes\.orders\.cacheSeconds: given 30; allowed: only for routes/,
    );
    await assert.rejects(route({ paths: ["orders"] }), /routes\.orders\.paths: given \["orders"\]/);
    await assert.rejects(route({ balancing: "latency" }), /"konghq.com\/upstream-policy":"gateway-latency"/);
    await route({ cacheSeconds: 30, authenticated: false });
  });
});

import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { Ingress } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import type { IngressTarget } from "../../load-balancer-ingress";
import type { AddonStage } from "../addon";
import { externalSecret } from "../external-secrets";
import type { GatewayPlan } from "./api-gateway";
import { GATEWAY_CERTIFICATE, GATEWAY_CLASS, GATEWAY_NAME, GATEWAY_PORTS } from "./values";

/**
 * The gateway behind a load balancer, which speaks TLS to it and asks at `/healthz` whether it is well: a target of
 * LoadBalancerIngress with `backendProtocol: "HTTPS"`, or of an edge's route with `protocol: "HTTPS"` and this `targetPort`.
 */
export const GATEWAY = {
  serviceName: `${GATEWAY_NAME}-proxy`,
  namespace: GATEWAY_NAME,
  port: 443,
  targetPort: GATEWAY_PORTS.tls,
} as const satisfies IngressTarget & { readonly targetPort: number };

/** Signed by itself: who calls is the load balancer, which asks for a certificate and not for a name. */
export function certificate(stage: AddonStage, plan: GatewayPlan): readonly pulumi.Resource[] {
  const metadata = { name: GATEWAY_CERTIFICATE, namespace: GATEWAY_NAME };
  const issuerOfItself = new CustomResource(
    stage.childName("gateway-issuer"),
    { apiVersion: "cert-manager.io/v1", kind: "Issuer", metadata, spec: { selfSigned: {} } },
    stage.options,
  );
  return [
    issuerOfItself,
    new CustomResource(
      stage.childName("gateway-certificate"),
      {
        apiVersion: "cert-manager.io/v1",
        kind: "Certificate",
        metadata: { ...metadata, annotations: { "pulumi.com/waitFor": "condition=Ready" } },
        spec: {
          secretName: GATEWAY_CERTIFICATE,
          issuerRef: { kind: "Issuer", name: GATEWAY_CERTIFICATE },
          dnsNames: [...plan.hosts],
          duration: "2160h",
          renewBefore: "720h",
          privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
          usages: ["server auth"],
        },
      },
      pulumi.mergeOptions(stage.options, { dependsOn: [issuerOfItself] }),
    ),
  ];
}

/** What a load balancer asks: Kong answers by itself, on the port that it serves. */
export function healthRoute(stage: AddonStage): readonly pulumi.Resource[] {
  const metadata = { name: "gateway-health", namespace: GATEWAY_NAME };
  const answer = new CustomResource(
    stage.childName("gateway-health-answer"),
    {
      apiVersion: "configuration.konghq.com/v1",
      kind: "KongPlugin",
      metadata: { ...metadata, annotations: { "kubernetes.io/ingress.class": GATEWAY_CLASS } },
      plugin: "request-termination",
      config: { status_code: 200, message: "well" },
    },
    stage.options,
  );
  const service = { name: GATEWAY.serviceName, port: { number: GATEWAY.port } };
  const route = new Ingress(
    stage.childName("gateway-health"),
    {
      metadata: {
        ...metadata,
        // No load balancer writes an address into it: there is nothing to wait for.
        annotations: { "konghq.com/plugins": metadata.name, "pulumi.com/skipAwait": "true" },
      },
      spec: {
        ingressClassName: GATEWAY_CLASS,
        rules: [{ http: { paths: [{ path: "/healthz", pathType: "Exact", backend: { service } }] } }],
      },
    },
    pulumi.mergeOptions(stage.options, { dependsOn: [answer] }),
  );
  return [answer, route];
}

/** Whose tokens count. The key comes from Secrets Manager: it is public, and who could change it could sign in as anybody. */
export function issuer(stage: AddonStage, name: string, secret: pulumi.Input<string>): readonly pulumi.Resource[] {
  const secretName = `issuer-${name}`;
  const credential = externalSecret(
    stage.childName("gateway-issuer-key", name),
    {
      namespace: GATEWAY_NAME,
      secretName,
      labels: { "konghq.com/credential": "jwt" },
      literals: { algorithm: "RS256" },
      keys: { key: { secret, property: "key" }, rsa_public_key: { secret, property: "publicKey" } },
    },
    stage.options,
  );
  const consumer = new CustomResource(
    stage.childName("gateway-consumer", name),
    {
      apiVersion: "configuration.konghq.com/v1",
      kind: "KongConsumer",
      metadata: { name, namespace: GATEWAY_NAME, annotations: { "kubernetes.io/ingress.class": GATEWAY_CLASS } },
      username: name,
      credentials: [secretName],
    },
    pulumi.mergeOptions(stage.options, { dependsOn: [credential] }),
  );
  return [credential, consumer];
}

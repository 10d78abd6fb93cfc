import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { Role, RoleBinding } from "@pulumi/kubernetes/rbac/v1";
import * as pulumi from "@pulumi/pulumi";
import { checkLabel } from "../checks";
import type { AddonStage, PlatformAddon } from "./addon";
import { generatedSecret } from "./generated-secret";

/** Settings of {@link clusterSecrets}. */
export interface ClusterSecretsArgs {
  /** Name of the Secret → its keys; a value may hold {@link PASSWORD}, which the cluster makes up once. */
  readonly secrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Namespaces that may ask for them: whoever may write an ExternalSecret there reaches every one. */
  readonly namespaces: readonly string[];
  /** Name of the store. @default {@link CLUSTER_STORE} */
  readonly storeName?: string;
  /** By name; the Secret of each has `tls.crt`, `tls.key` and `ca.crt`. Needs `certManager()`. @default none */
  readonly certificates?: Readonly<Record<string, ClusterCertificate>>;
}

/** A certificate that the cluster makes for one of its servers. */
export interface ClusterCertificate {
  /** Names in DNS by which the server is called. */
  readonly dnsNames: readonly string[];
  /** Its holders show it to each other as callers, too: members of a replica set do. @default false */
  readonly mutual?: boolean;
}

/** Where {@link clusterSecrets} keeps them, and no pod runs. */
export const CLUSTER_SECRETS_NAMESPACE = "cluster-secrets";
/** Name of the store that ExternalSecrets refer to. */
export const CLUSTER_STORE = "cluster-secrets";
const READER = "secret-reader";
/** Every namespace has it: the authority of the Kubernetes API. */
const AUTHORITY = { type: "ConfigMap", name: "kube-root-ca.crt", key: "ca.crt" } as const;

/**
 * Secrets that parts of a cluster have for each other: made up inside it, kept in one namespace without pods, and brought from
 * there to the namespaces that need them. Neither a program nor its state ever sees one. Costs nothing.
 */
export function clusterSecrets(args: ClusterSecretsArgs): PlatformAddon {
  const certificates = Object.entries(args.certificates ?? {});
  return {
    key: "cluster-secrets",
    dependsOn: ["external-secrets", ...(certificates.length === 0 ? [] : ["cert-manager"])],
    namespaces: [{ name: CLUSTER_SECRETS_NAMESPACE }],
    charts: [],
    check(faults) {
      for (const name of [...Object.keys(args.secrets), ...args.namespaces, ...Object.keys(args.certificates ?? {})]) {
        checkLabel(faults, "addons.cluster-secrets", name);
      }
      faults.check(args.namespaces.length > 0, {
        property: "addons.cluster-secrets.namespaces",
        given: args.namespaces,
        allowed: "at least one namespace: without any, every namespace could ask",
        fix: "name the namespaces whose pods need secrets",
      });
    },
    finish: (stage) => [
      ...Object.entries(args.secrets).flatMap(([secretName, data]) =>
        generatedSecret(
          stage.childName("secret", secretName),
          { namespace: CLUSTER_SECRETS_NAMESPACE, secretName, data },
          stage.options,
        ),
      ),
      ...(certificates.length === 0 ? [] : makeCertificates(stage, certificates)),
      ...store(stage, args),
    ],
  };
}

/** The operator reads as an account that can read here, and nowhere else. */
function store(stage: AddonStage, { storeName, namespaces }: ClusterSecretsArgs): readonly pulumi.Resource[] {
  const metadata = { name: READER, namespace: CLUSTER_SECRETS_NAMESPACE };
  const account = new ServiceAccount(
    stage.childName("secret-reader"),
    { metadata, automountServiceAccountToken: false },
    stage.options,
  );
  const role = new Role(
    stage.childName("secret-reader-role"),
    { metadata, rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }] },
    stage.options,
  );
  const binding = new RoleBinding(
    stage.childName("secret-reader-binding"),
    {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: READER },
      subjects: [{ kind: "ServiceAccount", ...metadata }],
    },
    pulumi.mergeOptions(stage.options, { dependsOn: [role, account] }),
  );
  return [
    binding,
    new CustomResource(
      stage.childName("cluster-store"),
      {
        apiVersion: "external-secrets.io/v1",
        kind: "ClusterSecretStore",
        metadata: { name: storeName ?? CLUSTER_STORE },
        spec: {
          conditions: [{ namespaces: [...namespaces] }],
          provider: {
            kubernetes: {
              remoteNamespace: CLUSTER_SECRETS_NAMESPACE,
              server: { caProvider: { ...AUTHORITY, namespace: CLUSTER_SECRETS_NAMESPACE } },
              auth: { serviceAccount: { name: READER, namespace: CLUSTER_SECRETS_NAMESPACE } },
            },
          },
        },
      },
      pulumi.mergeOptions(stage.options, { dependsOn: [binding] }),
    ),
  ];
}

/** Signed by themselves: each is known to its callers by its own copy, and to nobody else. */
function makeCertificates(
  stage: AddonStage,
  certificates: readonly (readonly [string, ClusterCertificate])[],
): readonly CustomResource[] {
  const issuer = new CustomResource(
    stage.childName("cluster-issuer"),
    {
      apiVersion: "cert-manager.io/v1",
      kind: "Issuer",
      metadata: { name: "self-signed", namespace: CLUSTER_SECRETS_NAMESPACE },
      spec: { selfSigned: {} },
    },
    stage.options,
  );
  return [
    issuer,
    ...certificates.map(
      ([name, { dnsNames, mutual = false }]) =>
        new CustomResource(
          stage.childName("certificate", name),
          {
            apiVersion: "cert-manager.io/v1",
            kind: "Certificate",
            metadata: { name, namespace: CLUSTER_SECRETS_NAMESPACE },
            spec: {
              secretName: name,
              issuerRef: { kind: "Issuer", name: "self-signed" },
              dnsNames: [...dnsNames],
              duration: "8760h",
              renewBefore: "2160h",
              // Callers that hold the old copy go on: the key stays, and only its certificate is renewed.
              privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Never" },
              // Whoever checks a caller's certificate refuses one that is for servers alone.
              usages: mutual ? ["server auth", "client auth"] : ["server auth"],
            },
          },
          pulumi.mergeOptions(stage.options, { dependsOn: [issuer] }),
        ),
    ),
  ];
}

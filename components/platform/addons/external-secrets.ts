import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../../core/policy";
import { CONTAINER_SECURITY } from "../pod-template";
import type { PlatformAddon } from "./addon";

/** Settings of {@link externalSecrets}. */
export interface ExternalSecretsArgs {
  /** Region of Secrets Manager. */
  readonly region: pulumi.Input<string>;
  /** Secrets that may be brought into the cluster; a wildcard would open them all. */
  readonly secretArns: readonly pulumi.Input<string>[];
  /** Keys that encrypt them. @default none */
  readonly keyArns?: readonly pulumi.Input<string>[];
  /**
   * Namespaces that may ask for them. Whoever may write an ExternalSecret in one of them, Argo CD's repositories among them,
   * reaches every one of these secrets. @default any namespace
   */
  readonly namespaces?: readonly string[];
  /** Chart version, which is the operator's. @default "2.10.0" */
  readonly version?: string;
}

/** Newest that was seen in use on 2026-08-28. */
const VERSION = "2.10.0";
const NAMESPACE = "external-secrets";
/** Name of the store that ExternalSecrets refer to. */
export const SECRET_STORE = "secrets-manager";

const ACCOUNT = { namespace: NAMESPACE, name: "external-secrets" } as const;

/** The operator alone, for clusters outside of any cloud: `clusterSecrets()` gives it a store. */
export function secretsOperator(args: Pick<ExternalSecretsArgs, "version"> = {}): PlatformAddon {
  const resources = { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "128Mi" } };
  return {
    key: "external-secrets",
    namespaces: [{ name: NAMESPACE, webhookPorts: [10_250] }],
    charts: [
      {
        key: "external-secrets",
        chart: "external-secrets",
        repository: "https://charts.external-secrets.io",
        version: args.version ?? VERSION,
        namespace: NAMESPACE,
        values: {
          installCRDs: true,
          serviceAccount: { create: true, name: ACCOUNT.name },
          resources,
          // Nothing is written back to where secrets come from.
          processPushSecret: false,
          processClusterPushSecret: false,
          webhook: { resources },
          certController: { resources },
        },
        // The cert controller writes these.
        keep: {
          "kubernetes:core/v1:Secret": ["data"],
          "kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration": [
            "webhooks[*].clientConfig.caBundle",
          ],
        },
      },
    ],
  };
}

/** The External Secrets operator, and a store that reads Secrets Manager as the operator's own role. */
export function externalSecrets(args: ExternalSecretsArgs): PlatformAddon {
  const keys = args.keyArns ?? [];
  return {
    ...secretsOperator(args),
    namespaces: [{ name: NAMESPACE, webhookPorts: [10_250], podIdentity: true }],
    identity: {
      account: ACCOUNT,
      statements: [
        {
          sid: "ReadSecrets",
          actions: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
          resources: args.secretArns,
        },
        ...(keys.length === 0 ? [] : [decryptSecrets(keys, args.region)]),
      ],
    },
    check(faults) {
      faults.check(args.secretArns.length > 0 && !args.secretArns.includes("*"), {
        property: "addons.external-secrets.secretArns",
        given: args.secretArns,
        allowed: "the ARNs of the secrets, at least one and no wildcard",
        fix: "name each secret that a workload reads",
      });
      faults.check(args.namespaces === undefined || args.namespaces.length > 0, {
        property: "addons.external-secrets.namespaces",
        given: args.namespaces,
        allowed: "at least one namespace, or nothing for any",
        fix: "name the namespaces whose pods need secrets",
      });
    },
    finish: (stage) => [
      new CustomResource(
        stage.childName("secret-store"),
        {
          apiVersion: "external-secrets.io/v1",
          kind: "ClusterSecretStore",
          metadata: { name: SECRET_STORE },
          // No credentials here: the operator's pods have a role.
          spec: {
            ...(args.namespaces === undefined ? {} : { conditions: [{ namespaces: [...args.namespaces] }] }),
            provider: { aws: { service: "SecretsManager", region: args.region } },
          },
        },
        stage.options,
      ),
    ],
  };
}

/** The keys serve Secrets Manager alone: what else they protect stays closed to the operator. */
function decryptSecrets(keys: readonly pulumi.Input<string>[], region: pulumi.Input<string>): Statement {
  const service = pulumi.interpolate`secretsmanager.${region}.amazonaws.com`;
  return {
    sid: "DecryptSecrets",
    actions: ["kms:Decrypt"],
    resources: keys,
    conditions: { StringEquals: { "kms:ViaService": service } },
  };
}

/** What an ExternalSecret brings in. */
export interface ExternalSecretArgs {
  readonly namespace: string;
  /** Name of the Secret that it makes. */
  readonly secretName: string;
  /** Key in the Secret → where it comes from: the secret's name in Secrets Manager and, in a JSON secret, the property. */
  readonly keys: Readonly<Record<string, { readonly secret: pulumi.Input<string>; readonly property?: string }>>;
  /** How often it is read again. @default "1h" */
  readonly refreshInterval?: string;
  /** Labels of the Secret, by which its readers find it. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Further keys, whose values are no secret. @default none */
  readonly literals?: Readonly<Record<string, string>>;
  /** Where it is read. @default Secrets Manager */
  readonly store?: { readonly kind: "ClusterSecretStore" | "SecretStore"; readonly name: string };
  /** Kubernetes' type of the Secret. @default "Opaque" */
  readonly type?: string;
}

/** A Secret kept equal to values of Secrets Manager; neither the program nor its state ever sees them. */
export function externalSecret(
  name: string,
  args: ExternalSecretArgs,
  opts?: pulumi.CustomResourceOptions,
): CustomResource {
  return new CustomResource(
    name,
    {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata: { name: args.secretName, namespace: args.namespace },
      spec: {
        refreshInterval: args.refreshInterval ?? "1h",
        secretStoreRef: args.store ?? { kind: "ClusterSecretStore", name: SECRET_STORE },
        target: { name: args.secretName, creationPolicy: "Owner", ...template(args) },
        data: Object.entries(args.keys).map(([secretKey, { secret, property }]) => ({
          secretKey,
          remoteRef: { key: secret, ...(property === undefined ? {} : { property }) },
        })),
      },
    },
    opts,
  );
}

/** Beside what is read from Secrets Manager. */
function template({ labels, literals, type }: ExternalSecretArgs): { template?: object } {
  if (labels === undefined && literals === undefined && type === undefined) {
    return {};
  }
  return {
    template: {
      mergePolicy: "Merge",
      ...(type === undefined ? {} : { type }),
      ...(labels === undefined ? {} : { metadata: { labels } }),
      ...(literals === undefined ? {} : { data: literals }),
    },
  };
}

/** The security contexts that charts take apart: of the pod and of the container. */
export const CHART_POD_SECURITY = {
  runAsNonRoot: true,
  runAsUser: 10_001,
  runAsGroup: 10_001,
  fsGroup: 10_001,
  seccompProfile: { type: "RuntimeDefault" },
} as const;
export const CHART_CONTAINER_SECURITY = CONTAINER_SECURITY;

import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { Role, RoleBinding } from "@pulumi/kubernetes/rbac/v1";
import * as pulumi from "@pulumi/pulumi";
import type { AddonStage } from "../addon";
import { externalSecret } from "../external-secrets";
import { AUTHORITY, WRITER } from "./elasticsearch";
import { AGENT_SECRET } from "./fluent-bit";
import { AGENT_NAMESPACE, BEATS_SECRET, FILEBEAT_NAMESPACE, LOGGING_NAMESPACE } from "./operator";

/** Fluent Bit's user and the certificate authority, and nothing else of Elasticsearch's. */
export function agentSecret(stage: AddonStage, elasticsearch: pulumi.Resource): pulumi.Resource[] {
  return copiedSecret(stage, [elasticsearch], {
    namespace: AGENT_NAMESPACE,
    secretName: AGENT_SECRET,
    from: [AUTHORITY, WRITER],
    keys: {
      username: { secret: WRITER, property: "username" },
      password: { secret: WRITER, property: "password" },
      "ca.crt": { secret: AUTHORITY, property: "ca.crt" },
    },
  });
}

/** What Filebeat knows Logstash by. It needs no password: who reaches Logstash's port is its namespace alone. */
export function beatsAuthority(stage: AddonStage, logstash: readonly pulumi.Resource[]): pulumi.Resource[] {
  return copiedSecret(stage, logstash, {
    namespace: FILEBEAT_NAMESPACE,
    secretName: BEATS_SECRET,
    from: [BEATS_SECRET],
    keys: { "ca.crt": { secret: BEATS_SECRET, property: "ca.crt" } },
  });
}

/** A Secret of the agents' namespace. */
interface Copy {
  readonly namespace: string;
  readonly secretName: string;
  /** Secrets of the logging namespace that are read, and no others. */
  readonly from: readonly string[];
  readonly keys: Readonly<Record<string, { readonly secret: string; readonly property: string }>>;
}

/** Brings keys of the logging namespace's Secrets into the agents' one. */
function copiedSecret(stage: AddonStage, before: readonly pulumi.Resource[], copy: Copy): pulumi.Resource[] {
  const after = (...resources: pulumi.Resource[]) =>
    pulumi.mergeOptions(stage.options, { dependsOn: [...before, ...resources] });
  const reader = { name: "log-secrets", namespace: copy.namespace };
  const account = new ServiceAccount(
    stage.childName("log-agent-account"),
    { metadata: reader, automountServiceAccountToken: false },
    stage.options,
  );
  const metadata = { name: reader.name, namespace: LOGGING_NAMESPACE };
  const role = new Role(
    stage.childName("log-agent-role"),
    {
      metadata,
      rules: [{ apiGroups: [""], resources: ["secrets"], resourceNames: [...copy.from], verbs: ["get"] }],
    },
    stage.options,
  );
  const binding = new RoleBinding(
    stage.childName("log-agent-binding"),
    {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: metadata.name },
      subjects: [{ kind: "ServiceAccount", ...reader }],
    },
    after(role, account),
  );
  const store = new CustomResource(
    stage.childName("log-agent-store"),
    {
      apiVersion: "external-secrets.io/v1",
      kind: "SecretStore",
      metadata: { name: LOGGING_NAMESPACE, namespace: copy.namespace },
      spec: {
        provider: {
          kubernetes: {
            remoteNamespace: LOGGING_NAMESPACE,
            server: { caProvider: { type: "ConfigMap", name: "kube-root-ca.crt", key: "ca.crt" } },
            auth: { serviceAccount: { name: reader.name } },
          },
        },
      },
    },
    after(binding),
  );
  const secret = externalSecret(
    stage.childName("log-agent-secret"),
    {
      namespace: copy.namespace,
      secretName: copy.secretName,
      store: { kind: "SecretStore", name: LOGGING_NAMESPACE },
      keys: copy.keys,
    },
    after(store),
  );
  return [account, role, binding, store, secret];
}

import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { Role, RoleBinding } from "@pulumi/kubernetes/rbac/v1";
import * as pulumi from "@pulumi/pulumi";
import type { AddonStage } from "../addon";
import { externalSecret } from "../external-secrets";
import { AUTHORITY, WRITER } from "./elasticsearch";
import { AGENT_SECRET } from "./fluent-bit";
import { AGENT_NAMESPACE, LOGGING_NAMESPACE } from "./operator";

/** Brings the agents' user and the certificate authority into their namespace, and nothing else of Elasticsearch's. */
export function agentSecret(stage: AddonStage, elasticsearch: pulumi.Resource): pulumi.Resource[] {
  const after = (...resources: pulumi.Resource[]) =>
    pulumi.mergeOptions(stage.options, { dependsOn: [elasticsearch, ...resources] });
  const reader = { name: "log-secrets", namespace: AGENT_NAMESPACE };
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
      rules: [{ apiGroups: [""], resources: ["secrets"], resourceNames: [AUTHORITY, WRITER], verbs: ["get"] }],
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
      metadata: { name: LOGGING_NAMESPACE, namespace: AGENT_NAMESPACE },
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
      namespace: AGENT_NAMESPACE,
      secretName: AGENT_SECRET,
      store: { kind: "SecretStore", name: LOGGING_NAMESPACE },
      keys: {
        username: { secret: WRITER, property: "username" },
        password: { secret: WRITER, property: "password" },
        "ca.crt": { secret: AUTHORITY, property: "ca.crt" },
      },
    },
    after(store),
  );
  return [account, role, binding, store, secret];
}

import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { ClusterRole, ClusterRoleBinding } from "@pulumi/kubernetes/rbac/v1";
import * as pulumi from "@pulumi/pulumi";
import type { AddonStage } from "../addon";
import { CHART_CONTAINER_SECURITY } from "../external-secrets";
import type { ElasticPlan } from "./elasticsearch";
import { BEATS_HOST, BEATS_PORT, BEATS_SECRET, FILEBEAT_NAMESPACE, LOGGING_NAMESPACE } from "./operator";

/** Name of Logstash and of its certificate. */
const NAME = "logs";
const CERTIFICATES = "/usr/share/logstash/certificates";
const AGENT_CERTIFICATES = "/etc/logstash";

/** From agents over TLS, with what a service wrote as JSON apart from the agent's own fields, into the data stream. */
const PIPELINE = `input {
  beats {
    port => ${BEATS_PORT}
    ssl_enabled => true
    ssl_certificate => "${CERTIFICATES}/tls.crt"
    ssl_key => "${CERTIFICATES}/tls.key"
  }
}
filter {
  if [message] =~ /^\\{/ {
    json { source => "message" target => "record" tag_on_failure => [] }
  }
  mutate { remove_field => ["[agent][ephemeral_id]", "[log][offset]"] }
}
output {
  elasticsearch {
    hosts => ["\${LOGS_ES_HOSTS}"]
    user => "\${LOGS_ES_USER}"
    password => "\${LOGS_ES_PASSWORD}"
    ssl_certificate_authorities => "\${LOGS_ES_SSL_CERTIFICATE_AUTHORITY}"
    data_stream => true
    data_stream_type => "logs"
    data_stream_dataset => "kubernetes"
    data_stream_namespace => "default"
  }
}
`;

/** Logstash between agents and Elasticsearch: it keeps on disk what Elasticsearch does not take at once. */
export function makeLogstash(stage: AddonStage, plan: ElasticPlan, elasticsearch: pulumi.Resource): pulumi.Resource[] {
  const certificate = makeCertificate(stage);
  const logstash = new CustomResource(
    stage.childName("logstash"),
    {
      apiVersion: "logstash.k8s.elastic.co/v1alpha1",
      kind: "Logstash",
      metadata: { name: NAME, namespace: LOGGING_NAMESPACE },
      spec: {
        version: plan.version,
        count: plan.nodes === 1 ? 1 : 2,
        elasticsearchRefs: [{ name: NAME, clusterName: NAME }],
        config: { "queue.type": "persisted", "queue.max_bytes": "1gb" },
        pipelines: [{ "pipeline.id": "main", "config.string": PIPELINE }],
        services: [
          {
            name: "beats",
            service: {
              spec: { ports: [{ name: "beats", port: BEATS_PORT, targetPort: BEATS_PORT, protocol: "TCP" }] },
            },
          },
        ],
        podTemplate: { spec: logstashPod(plan) },
        volumeClaimTemplates: [
          {
            metadata: { name: "logstash-data" },
            spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "2Gi" } } },
          },
        ],
      },
    },
    pulumi.mergeOptions(stage.options, { dependsOn: [elasticsearch, ...certificate] }),
  );
  return [...certificate, logstash];
}

function logstashPod(plan: ElasticPlan) {
  return {
    securityContext: { runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "logstash",
        resources: { requests: { cpu: "100m", memory: "1Gi" }, limits: { memory: "1Gi" } },
        env: [{ name: "LS_JAVA_OPTS", value: "-Xms512m -Xmx512m" }],
        securityContext: {
          allowPrivilegeEscalation: false,
          runAsNonRoot: true,
          capabilities: { drop: ["ALL"] },
        },
        volumeMounts: [{ name: "certificates", mountPath: CERTIFICATES, readOnly: true }],
      },
    ],
    volumes: [{ name: "certificates", secret: { secretName: BEATS_SECRET } }],
    ...plan.placement,
  };
}

/** Signed by itself; the agents are handed it as the authority that they trust. */
function makeCertificate(stage: AddonStage): pulumi.Resource[] {
  const metadata = { name: BEATS_SECRET, namespace: LOGGING_NAMESPACE };
  const issuer = new CustomResource(
    stage.childName("logstash-issuer"),
    { apiVersion: "cert-manager.io/v1", kind: "Issuer", metadata, spec: { selfSigned: {} } },
    stage.options,
  );
  const certificate = new CustomResource(
    stage.childName("logstash-certificate"),
    {
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata: { ...metadata, annotations: { "pulumi.com/waitFor": "condition=Ready" } },
      spec: {
        secretName: BEATS_SECRET,
        issuerRef: { kind: "Issuer", name: BEATS_SECRET },
        dnsNames: [BEATS_HOST],
        // A year: its renewal reaches the agents within an hour, and Logstash reads it when it starts anew.
        duration: "8760h",
        renewBefore: "1440h",
        // Logstash reads keys of no other form.
        privateKey: { algorithm: "RSA", size: 2048, encoding: "PKCS8", rotationPolicy: "Never" },
        usages: ["server auth"],
      },
    },
    pulumi.mergeOptions(stage.options, { dependsOn: [issuer] }),
  );
  return [issuer, certificate];
}

/** Filebeat on every node, reading what the pods write; the operator looks after it. */
export function makeFilebeat(
  stage: AddonStage,
  plan: ElasticPlan,
  before: readonly pulumi.Resource[],
): pulumi.Resource[] {
  const metadata = { name: "filebeat", namespace: FILEBEAT_NAMESPACE };
  const account = new ServiceAccount(stage.childName("filebeat-account"), { metadata }, stage.options);
  const role = new ClusterRole(
    stage.childName("filebeat-role"),
    {
      metadata: { name: metadata.name },
      rules: [
        { apiGroups: [""], resources: ["namespaces", "nodes", "pods"], verbs: ["get", "list", "watch"] },
        { apiGroups: ["apps"], resources: ["replicasets"], verbs: ["get", "list", "watch"] },
      ],
    },
    stage.options,
  );
  const binding = new ClusterRoleBinding(
    stage.childName("filebeat-binding"),
    {
      metadata: { name: metadata.name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: metadata.name },
      subjects: [{ kind: "ServiceAccount", ...metadata }],
    },
    pulumi.mergeOptions(stage.options, { dependsOn: [account, role] }),
  );
  const beat = new CustomResource(
    stage.childName("filebeat"),
    {
      apiVersion: "beat.k8s.elastic.co/v1beta1",
      kind: "Beat",
      metadata,
      spec: {
        type: "filebeat",
        version: plan.version,
        config: filebeatConfig(),
        daemonSet: { podTemplate: { spec: filebeatPod(metadata.name) } },
      },
    },
    pulumi.mergeOptions(stage.options, { dependsOn: [...before, binding] }),
  );
  return [account, role, binding, beat];
}

function filebeatConfig(): object {
  return {
    "filebeat.inputs": [
      {
        type: "filestream",
        id: "pods",
        paths: ["/var/log/containers/*.log"],
        parsers: [{ container: {} }],
        // The same file under two names is one file.
        "prospector.scanner.symlinks": true,
        "file_identity.fingerprint": {},
        processors: [
          {
            add_kubernetes_metadata: {
              host: variable("NODE_NAME"),
              matchers: [{ logs_path: { logs_path: "/var/log/containers/" } }],
            },
          },
        ],
      },
    ],
    "output.logstash": {
      hosts: [`${BEATS_HOST}:${BEATS_PORT}`],
      "ssl.certificate_authorities": [`${AGENT_CERTIFICATES}/ca.crt`],
      "ssl.verification_mode": "full",
    },
  };
}

/** How Filebeat's configuration names an environment variable. */
function variable(name: string): string {
  return `\${${name}}`;
}

function filebeatPod(account: string) {
  return {
    serviceAccountName: account,
    automountServiceAccountToken: true,
    tolerations: [{ operator: "Exists" }],
    // It reads files of root, and writes nothing but how far it has read.
    securityContext: { runAsUser: 0, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "filebeat",
        resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
        securityContext: CHART_AGENT_SECURITY,
        env: [{ name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
        volumeMounts: [
          { name: "logs", mountPath: "/var/log", readOnly: true },
          { name: "authority", mountPath: AGENT_CERTIFICATES, readOnly: true },
        ],
      },
    ],
    volumes: [
      { name: "logs", hostPath: { path: "/var/log" } },
      { name: "authority", secret: { secretName: BEATS_SECRET, items: [{ key: "ca.crt", path: "ca.crt" }] } },
    ],
  };
}

const CHART_AGENT_SECURITY = {
  allowPrivilegeEscalation: CHART_CONTAINER_SECURITY.allowPrivilegeEscalation,
  readOnlyRootFilesystem: CHART_CONTAINER_SECURITY.readOnlyRootFilesystem,
  capabilities: CHART_CONTAINER_SECURITY.capabilities,
};

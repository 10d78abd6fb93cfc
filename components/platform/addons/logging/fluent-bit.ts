import { ELASTICSEARCH_PORT, LOGGING_NAMESPACE } from "./operator";

/** Where Fluent Bit tells how it fares. */
export const AGENT_METRICS_PORT = 2020;
/** Secret with what it needs to write: `username`, `password` and the `ca.crt` of Elasticsearch. */
export const AGENT_SECRET = "elasticsearch";
/** Elasticsearch's name in the cluster, for which its certificate is made. */
export const ELASTICSEARCH_HOST = `logs-es-http.${LOGGING_NAMESPACE}.svc`;
/** Data stream that takes the records of every pod. */
export const LOG_STREAM = "logs-kubernetes-default";
const CA_DIRECTORY = "/fluent-bit/elasticsearch";

/** Values of Fluent Bit's chart: an agent on every node. */
export function fluentBitValues(metrics: boolean): Record<string, unknown> {
  return {
    kind: "DaemonSet",
    // A pod that belongs to `helm test`.
    testFramework: { enabled: false },
    tolerations: [{ operator: "Exists" }],
    resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi" } },
    // It reads files of root, and writes nothing but how far it has read.
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    },
    env: ["username", "password"].map((key) => ({
      name: `ELASTICSEARCH_${key.toUpperCase()}`,
      valueFrom: { secretKeyRef: { name: AGENT_SECRET, key } },
    })),
    extraVolumes: [
      { name: "elasticsearch", secret: { secretName: AGENT_SECRET, items: [{ key: "ca.crt", path: "ca.crt" }] } },
    ],
    extraVolumeMounts: [{ name: "elasticsearch", mountPath: CA_DIRECTORY, readOnly: true }],
    serviceMonitor: { enabled: metrics },
    config: {
      inputs: section("INPUT", {
        Name: "tail",
        Path: "/var/log/containers/*.log",
        "multiline.parser": "cri",
        Tag: "kube.*",
        // What a restarted agent has read already, it does not send again.
        DB: "/var/log/fluent-bit.db",
        Mem_Buf_Limit: "16MB",
        Skip_Long_Lines: "On",
      }),
      filters: section("FILTER", {
        Name: "kubernetes",
        Match: "kube.*",
        Merge_Log: "On",
        // A service's own fields stay apart from those of the agent.
        Merge_Log_Key: "record",
        Keep_Log: "Off",
        Labels: "On",
        Annotations: "Off",
        "K8S-Logging.Exclude": "On",
      }),
      outputs: section("OUTPUT", {
        Name: "es",
        Match: "kube.*",
        Host: ELASTICSEARCH_HOST,
        Port: String(ELASTICSEARCH_PORT),
        HTTP_User: variable("ELASTICSEARCH_USERNAME"),
        HTTP_Passwd: variable("ELASTICSEARCH_PASSWORD"),
        tls: "On",
        "tls.verify": "On",
        "tls.ca_file": `${CA_DIRECTORY}/ca.crt`,
        Index: LOG_STREAM,
        // A data stream takes new records only, and no types.
        Write_Operation: "create",
        Suppress_Type_Name: "On",
        // Labels hold dots, which Elasticsearch would take for nested objects.
        Replace_Dots: "On",
        Trace_Error: "On",
        Retry_Limit: "10",
      }),
    },
  };
}

/** One section of Fluent Bit's configuration. */
function section(name: string, settings: Readonly<Record<string, string>>): string {
  const lines = Object.entries(settings).map(([key, value]) => `    ${key} ${value}\n`);
  return `[${name}]\n${lines.join("")}`;
}

/** How Fluent Bit's configuration names an environment variable. */
function variable(name: string): string {
  return `\${${name}}`;
}

import { Job } from "@pulumi/kubernetes/batch/v1";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { CONTAINER_SECURITY } from "../../pod-template";
import type { AddonStage } from "../addon";
import { AUTHORITY, type ElasticPlan, SETUP } from "./elasticsearch";
import { ELASTICSEARCH_HOST, LOG_STREAM } from "./fluent-bit";
import { ELASTICSEARCH_PORT, LOGGING_NAMESPACE } from "./operator";

/** Prepares the data stream before the first record: a job, which runs again whenever what it sets changes. */
export function setUpStream(stage: AddonStage, plan: ElasticPlan, elasticsearch: pulumi.Resource): pulumi.Resource[] {
  const metadata = { name: SETUP, namespace: LOGGING_NAMESPACE };
  const account = new ServiceAccount(
    stage.childName("log-stream-account"),
    { metadata, automountServiceAccountToken: false },
    stage.options,
  );
  const job = new Job(
    stage.childName("log-stream"),
    { metadata, spec: { backoffLimit: 5, activeDeadlineSeconds: 1200, template: { spec: jobPod(plan) } } },
    pulumi.mergeOptions(stage.options, { dependsOn: [account, elasticsearch] }),
  );
  return [account, job];
}

function jobPod(plan: ElasticPlan) {
  return {
    serviceAccountName: SETUP,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: "Never",
    securityContext: { runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "setup",
        // It is on the node already, and has curl.
        image: `docker.elastic.co/elasticsearch/elasticsearch:${plan.version}`,
        command: ["/bin/bash", "-c", setupScript(plan)],
        env: [{ name: "PASSWORD", valueFrom: { secretKeyRef: { name: SETUP, key: "password" } } }],
        resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "64Mi" } },
        securityContext: CONTAINER_SECURITY,
        volumeMounts: [{ name: "authority", mountPath: "/authority", readOnly: true }],
      },
    ],
    volumes: [{ name: "authority", secret: { secretName: AUTHORITY, items: [{ key: "ca.crt", path: "ca.crt" }] } }],
    ...(plan.placement === undefined
      ? {}
      : { nodeSelector: { ...plan.placement.nodeSelector }, tolerations: [...plan.placement.tolerations] }),
  };
}

/** How records are kept: mapped leniently, copied once where there is another node, deleted after their time. */
function streamTemplate(plan: ElasticPlan): object {
  return {
    index_patterns: ["logs-kubernetes-*"],
    data_stream: {},
    // Above the templates that Elasticsearch brings for all logs.
    priority: 500,
    composed_of: ["logs@mappings", "ecs@mappings"],
    template: {
      settings: {
        number_of_replicas: plan.nodes === 1 ? 0 : 1,
        codec: "best_compression",
        "mapping.ignore_malformed": true,
        "mapping.total_fields.ignore_dynamic_beyond_limit": true,
      },
      lifecycle: lifecycle(plan),
    },
  };
}

function lifecycle({ retentionDays }: ElasticPlan) {
  return { data_retention: `${retentionDays}d` };
}

/** The password comes by a pipe, and in no list of processes. A stream that exists already gets its retention anew. */
function setupScript(plan: ElasticPlan): string {
  const json = (body: object) => `--header 'Content-Type: application/json' --data '${JSON.stringify(body)}'`;
  return [
    "set -e",
    `server=https://${ELASTICSEARCH_HOST}:${ELASTICSEARCH_PORT}`,
    "put() {",
    `  curl --config <(printf 'user = "${SETUP}:%s"' "$PASSWORD") --cacert /authority/ca.crt --silent --show-error \\`,
    '    --fail-with-body --request PUT "$@"',
    "}",
    `put $server/_index_template/logs-kubernetes --retry 20 --retry-all-errors --retry-delay 10 ${json(streamTemplate(plan))}`,
    `put $server/_data_stream/${LOG_STREAM} || true`,
    `put $server/_data_stream/${LOG_STREAM}/_lifecycle ${json(lifecycle(plan))}`,
  ].join("\n");
}

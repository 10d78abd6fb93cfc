import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import type { AddonStage, ChartPlacement } from "../addon";
import { externalSecret } from "../external-secrets";
import { generatedSecret, PASSWORD } from "../generated-secret";
import { LOGGING_NAMESPACE } from "./operator";

/** What is decided of Elasticsearch and Kibana. */
export interface ElasticPlan {
  readonly version: string;
  readonly nodes: number;
  readonly storage: string;
  readonly memory: string;
  readonly retentionDays: number;
  readonly placement?: ChartPlacement;
}

/** Name of both custom resources; the operator derives the names of Services and Secrets from it. */
const NAME = "logs";
/** Secret with the certificate authority that the operator made. */
export const AUTHORITY = `${NAME}-es-http-certs-public`;
/** Secrets of users, and their names: of the agents, and of the job that prepares the data stream. */
export const WRITER = "log-writer";
export const SETUP = "log-setup";
const SEARCHERS = "log-searchers";
const ROLES = "log-roles";
const BASIC_AUTH = "kubernetes.io/basic-auth";

/** Users of Elasticsearch beside the operator's own: JSON is YAML. */
const ROLES_FILE = JSON.stringify({
  log_writer: { indices: [{ names: ["logs-kubernetes-*"], privileges: ["auto_configure", "create_doc"] }] },
  log_setup: {
    cluster: ["manage_index_templates", "monitor"],
    indices: [{ names: ["logs-kubernetes-*"], privileges: ["manage"] }],
  },
});

/** Who may sign in, each with as little as it needs. */
export function elasticUsers(stage: AddonStage, kibanaSecret: pulumi.Input<string>): pulumi.Resource[] {
  const user = (username: string, roles: string) =>
    generatedSecret(
      stage.childName(username),
      {
        namespace: LOGGING_NAMESPACE,
        secretName: username,
        type: BASIC_AUTH,
        data: { username, password: PASSWORD, roles },
      },
      stage.options,
    );
  return [
    ...user(WRITER, "log_writer"),
    ...user(SETUP, "log_setup"),
    ...generatedSecret(
      stage.childName(ROLES),
      // The operator reads roles from a Secret, though they are none.
      { namespace: LOGGING_NAMESPACE, secretName: ROLES, data: { "roles.yml": ROLES_FILE } },
      stage.options,
    ),
    externalSecret(
      stage.childName(SEARCHERS),
      {
        namespace: LOGGING_NAMESPACE,
        secretName: SEARCHERS,
        type: BASIC_AUTH,
        keys: {
          username: { secret: kibanaSecret, property: "username" },
          password: { secret: kibanaSecret, property: "password" },
        },
        literals: { roles: "editor" },
      },
      stage.options,
    ),
  ];
}

/** What both pods have: the Pod Security Standard `restricted`, and a place. */
function podSpec(container: string, cpu: string, memory: string, placement: ChartPlacement | undefined) {
  return {
    securityContext: { runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000, seccompProfile: { type: "RuntimeDefault" } },
    containers: [{ name: container, resources: { requests: { cpu, memory }, limits: { memory } } }],
    ...placement,
  };
}

/** A cluster of equal nodes, each with a volume; the operator gives it certificates and a budget for disruptions. */
export function makeElasticsearch(stage: AddonStage, plan: ElasticPlan, users: readonly pulumi.Resource[]) {
  return new CustomResource(
    stage.childName("elasticsearch"),
    {
      apiVersion: "elasticsearch.k8s.elastic.co/v1",
      kind: "Elasticsearch",
      metadata: {
        name: NAME,
        namespace: LOGGING_NAMESPACE,
        annotations: { "pulumi.com/waitFor": "jsonpath={.status.phase}=Ready" },
      },
      spec: {
        version: plan.version,
        auth: {
          fileRealm: [WRITER, SETUP, SEARCHERS].map((secretName) => ({ secretName })),
          roles: [{ secretName: ROLES }],
        },
        // Volumes outlive a mistaken deletion of the cluster, and not a node that is taken away.
        volumeClaimDeletePolicy: "DeleteOnScaledownOnly",
        nodeSets: [
          {
            name: "default",
            count: plan.nodes,
            config: {
              // Without mapped memory no setting of the node's kernel is needed, and so no privileged container.
              "node.store.allow_mmap": false,
              "ingest.geoip.downloader.enabled": false,
            },
            podTemplate: { spec: podSpec("elasticsearch", "250m", plan.memory, plan.placement) },
            volumeClaimTemplates: [
              {
                metadata: { name: "elasticsearch-data" },
                spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: plan.storage } } },
              },
            ],
          },
        ],
      },
    },
    pulumi.mergeOptions(stage.options, { dependsOn: [...users] }),
  );
}

/** Two of it where Elasticsearch has several nodes. */
export function makeKibana(stage: AddonStage, plan: ElasticPlan, elasticsearch: pulumi.Resource): CustomResource {
  return new CustomResource(
    stage.childName("kibana"),
    {
      apiVersion: "kibana.k8s.elastic.co/v1",
      kind: "Kibana",
      metadata: { name: NAME, namespace: LOGGING_NAMESPACE },
      spec: {
        version: plan.version,
        count: plan.nodes === 1 ? 1 : 2,
        elasticsearchRef: { name: NAME },
        config: { "telemetry.optIn": false, "telemetry.allowChangingOptInStatus": false },
        podTemplate: { spec: podSpec("kibana", "100m", "1Gi", plan.placement) },
      },
    },
    pulumi.mergeOptions(stage.options, { dependsOn: [elasticsearch] }),
  );
}

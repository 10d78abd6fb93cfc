import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { Provider } from "@pulumi/kubernetes/provider";
import {
  ClusterPlatform,
  elasticOperator,
  externalSecrets,
  type LoggingArgs,
  logging,
} from "../../../components/platform";
import { type Recording, type RecordingMode, recordProgram } from "../../../planner/recorder";
import { plainInputs } from "./plain";
import { restrictedBreaches } from "./pod-security";

function install(args: Partial<LoggingArgs> = {}, mode: RecordingMode = "known"): Promise<Recording> {
  return recordProgram(
    () => {
      const { identity: _none, ...secrets } = externalSecrets({
        region: "us-east-1",
        secretArns: ["arn:aws:secretsmanager:us-east-1:111122223333:secret:kibana"],
      });
      new ClusterPlatform(
        "platform",
        { addons: [secrets, elasticOperator(), logging({ kibanaSecret: "shop/kibana", ...args })] },
        { provider: new Provider("cluster", { kubeconfig: "{}" }) },
      );
    },
    { mode },
  );
}

const ELASTICSEARCH = "kubernetes:elasticsearch.k8s.elastic.co/v1:Elasticsearch";

/** Values of Fluent Bit's chart. */
function agentValues() {
  return JSON.parse(JSON.stringify(logging({ kibanaSecret: "kibana" }).charts[0]?.values));
}

describe("logging", () => {
  it("runs three nodes of Elasticsearch with volumes, as nobody, and without touching the node's kernel", async () => {
    const { spec } = plainInputs((await install()).get("platform-elasticsearch", ELASTICSEARCH));
    const [nodes] = spec.nodeSets;
    assert.deepEqual([spec.version, nodes.count, nodes.config["node.store.allow_mmap"]], ["9.4.5", 3, false]);
    assert.deepEqual(nodes.volumeClaimTemplates[0].spec.resources, { requests: { storage: "50Gi" } });
    assert.equal(nodes.volumeClaimTemplates[0].spec.storageClassName, undefined);
    const pod = nodes.podTemplate.spec;
    assert.deepEqual(pod.containers[0].resources, {
      requests: { cpu: "250m", memory: "2Gi" },
      limits: { memory: "2Gi" },
    });
    assert.deepEqual(
      [pod.securityContext.runAsNonRoot, pod.securityContext.seccompProfile.type],
      [true, "RuntimeDefault"],
    );
  });

  it("opens Elasticsearch to its operator and to the agents alone", async () => {
    const recording = await install();
    const { spec } = plainInputs(recording.get("platform-namespace-logging-policy-open"));
    assert.deepEqual(
      spec.ingress.flatMap(({ from, ports }: { from: { namespaceSelector: object }[]; ports: object[] }) => [
        from,
        ports,
      ]),
      [
        ["elastic-system", "fluent-bit"].map((name) => ({
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
        })),
        [{ protocol: "TCP", port: 9200 }],
      ],
    );
    const levels = recording
      .ofType("kubernetes:core/v1:Namespace")
      .map((one) => plainInputs(one)["metadata"])
      .map(({ name, labels }) => `${name} ${labels["pod-security.kubernetes.io/enforce"]}`);
    assert.deepEqual(levels.sort(), [
      "elastic-system restricted",
      "external-secrets restricted",
      "fluent-bit privileged",
      "logging restricted",
    ]);
  });

  it("lets the agents write records and do nothing else, with a password that only the cluster knows", async () => {
    const recording = await install();
    const roles = plainInputs(recording.get("platform-log-roles"))["spec"].target.template.data["roles.yml"];
    assert.deepEqual(JSON.parse(roles).log_writer, {
      indices: [{ names: ["logs-kubernetes-*"], privileges: ["auto_configure", "create_doc"] }],
    });
    const writer = plainInputs(recording.get("platform-log-writer"))["spec"];
    assert.equal(writer.refreshPolicy, "CreatedOnce");
    assert.deepEqual(writer.target.template, {
      type: "kubernetes.io/basic-auth",
      data: { username: "log-writer", password: "{{ .password }}", roles: "log_writer" },
    });
    assert.deepEqual(recording.ofType("kubernetes:core/v1:Secret"), []);
  });

  it("brings one user and the certificate authority to the agents, and no other secret of Elasticsearch's", async () => {
    const recording = await install();
    assert.deepEqual(plainInputs(recording.get("platform-log-agent-role"))["rules"], [
      {
        apiGroups: [""],
        resources: ["secrets"],
        resourceNames: ["logs-es-http-certs-public", "log-writer"],
        verbs: ["get"],
      },
    ]);
    const { spec } = plainInputs(recording.get("platform-log-agent-secret"));
    assert.deepEqual(spec.secretStoreRef, { kind: "SecretStore", name: "logging" });
    assert.deepEqual(
      spec.data.map(({ secretKey, remoteRef }: { secretKey: string; remoteRef: { key: string } }) => [
        secretKey,
        remoteRef.key,
      ]),
      [
        ["username", "log-writer"],
        ["password", "log-writer"],
        ["ca.crt", "logs-es-http-certs-public"],
      ],
    );
  });

  it("ships what every pod writes over verified TLS, from every node", () => {
    const { kind, tolerations, config, env } = agentValues();
    assert.deepEqual([kind, tolerations], ["DaemonSet", [{ operator: "Exists" }]]);
    assert.match(config.inputs, /Path \/var\/log\/containers\/\*\.log\n/);
    for (const line of [
      "Host logs-es-http.logging.svc",
      "Port 9200",
      `HTTP_Passwd $${"{ELASTICSEARCH_PASSWORD}"}`,
      "tls On",
      "tls.verify On",
      "tls.ca_file /fluent-bit/elasticsearch/ca.crt",
      "Index logs-kubernetes-default",
      "Write_Operation create",
    ]) {
      assert.ok(config.outputs.includes(`    ${line}\n`), line);
    }
    assert.deepEqual(env[1].valueFrom.secretKeyRef, { name: "elasticsearch", key: "password" });
  });

  it("deletes records after their time, by a job that runs before the first record", async () => {
    const recording = await install({ retentionDays: 30, nodes: 1 });
    const job = recording.get("platform-log-stream");
    assert.ok(job.dependencies.includes(recording.get("platform-elasticsearch", ELASTICSEARCH).urn));
    assert.ok(recording.get("platform-chart-fluent-bit").dependencies.includes(job.urn));
    const pod = plainInputs(job)["spec"].template.spec;
    assert.deepEqual(restrictedBreaches(pod), []);
    const [, , script] = pod.containers[0].command;
    assert.equal(spawnSync("bash", ["-n"], { input: script }).status, 0);
    const [, body = ""] = /_index_template\/logs-kubernetes .*--data '([^']*)'/.exec(script) ?? [];
    const { template } = JSON.parse(body);
    assert.deepEqual(template.lifecycle, { data_retention: "30d" });
    assert.equal(template.settings.number_of_replicas, 0);
    assert.match(script, /_data_stream\/logs-kubernetes-default\/_lifecycle .*\{"data_retention":"30d"\}/);
  });

  it("registers the same in a preview", async () => {
    const [known, preview] = await Promise.all([install(), install({}, "preview")]);
    const urns = (recording: Recording) => recording.resources.map(({ urn }) => urn).sort();
    assert.deepEqual(urns(preview), urns(known));
  });
});

describe("logging fails when", () => {
  it("sizes, times or versions are none, and says every fault at once", () =>
    assert.rejects(install({ storage: "much", memory: "2 GB", retentionDays: 0, version: "9" }), (error: Error) => {
      const found = [...error.message.matchAll(/^ {2}(\S+): given/gm)].map(([, property]) => property);
      assert.deepEqual(found, [
        "addons.logging.storage",
        "addons.logging.memory",
        "addons.logging.retentionDays",
        "addons.logging.version",
      ]);
      return true;
    }));

  it("the operator that runs it is not there", () =>
    assert.rejects(
      recordProgram(() => {
        const { identity: _none, ...secrets } = externalSecrets({ region: "us-east-1", secretArns: ["arn:aws:x"] });
        new ClusterPlatform("platform", { addons: [secrets, logging({ kibanaSecret: "kibana" })] });
      }),
      /"elastic-operator" before "logging", which needs it/,
    ));
});

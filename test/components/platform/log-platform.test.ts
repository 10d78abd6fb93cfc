import assert from "node:assert/strict";
import { Provider } from "@pulumi/kubernetes/provider";
import {
  ClusterPlatform,
  certManager,
  elasticOperator,
  externalSecrets,
  type LoggingArgs,
  logging,
} from "../../../components/platform";
import { type Recording, recordProgram } from "../../../planner/recorder";
import { plainInputs } from "./plain";
import { restrictedBreaches } from "./pod-security";

function install(args: Partial<LoggingArgs> = {}): Promise<Recording> {
  return recordProgram(() => {
    const { identity: _role, ...secrets } = externalSecrets({ region: "us-east-1", secretArns: ["arn:a"] });
    new ClusterPlatform(
      "platform",
      {
        addons: [
          secrets,
          certManager(),
          elasticOperator({ filebeat: true }),
          logging({ kibanaSecret: "shop/kibana", agent: "filebeat", ...args }),
        ],
      },
      { provider: new Provider("cluster", { kubeconfig: "{}" }) },
    );
  });
}

describe("logging by Filebeat and Logstash", () => {
  it("takes the place of Fluent Bit, and of nothing else", async () => {
    const recording = await install();
    const kinds = recording.resources
      .map(({ type }) => /k8s\.elastic\.co\/v\w+:(\w+)$/.exec(type)?.[1])
      .filter((kind) => kind !== undefined);
    assert.deepEqual(kinds.sort(), ["Beat", "Elasticsearch", "Kibana", "Logstash"]);
    const charts = recording.ofType("kubernetes:helm.sh/v4:Chart").map(({ inputs }) => inputs["chart"]);
    assert.deepEqual(charts.sort(), ["cert-manager", "eck-operator", "external-secrets"]);
    const { values } = plainInputs(recording.get("platform-chart-elastic-operator"));
    assert.deepEqual(values.managedNamespaces, ["logging", "filebeat"]);
  });

  it("sends over TLS, by a certificate of the cluster's own, which the agents know", async () => {
    const recording = await install();
    const { spec } = plainInputs(recording.get("platform-filebeat", "kubernetes:beat.k8s.elastic.co/v1beta1:Beat"));
    assert.deepEqual(spec.config["output.logstash"], {
      hosts: ["logs-ls-beats.logging.svc:5044"],
      "ssl.certificate_authorities": ["/etc/logstash/ca.crt"],
      "ssl.verification_mode": "full",
    });
    const certificate = plainInputs(recording.get("platform-logstash-certificate")).spec;
    assert.deepEqual([certificate.dnsNames, certificate.privateKey.encoding], [["logs-ls-beats.logging.svc"], "PKCS8"]);
    assert.deepEqual(plainInputs(recording.get("platform-log-agent-role")).rules[0].resourceNames, ["logstash-beats"]);
    assert.equal(plainInputs(recording.get("platform-log-agent-secret")).metadata.namespace, "filebeat");
  });

  it("runs Logstash as nobody, with a queue on disk, and writes to the stream that Kibana searches", async () => {
    const logstash = plainInputs((await install()).get("platform-logstash"));
    assert.deepEqual(logstash.spec.config, { "queue.type": "persisted", "queue.max_bytes": "1gb" });
    assert.equal(logstash.spec.count, 2);
    assert.deepEqual(restrictedBreaches(logstash.spec.podTemplate.spec), []);
    const [pipeline] = logstash.spec.pipelines;
    assert.match(pipeline["config.string"], /ssl_enabled => true/);
    assert.match(pipeline["config.string"], /data_stream_dataset => "kubernetes"/);
    assert.match(pipeline["config.string"], /\$\{LOGS_ES_PASSWORD\}/);
  });

  it("keeps privilege to the agents' namespace, which nobody may enter and which reaches Logstash", async () => {
    const recording = await install();
    const levels = recording
      .ofType("kubernetes:core/v1:Namespace")
      .map((namespace) => plainInputs(namespace).metadata)
      .filter(({ labels }) => labels["pod-security.kubernetes.io/enforce"] === "privileged");
    assert.deepEqual(
      levels.map(({ name }) => name),
      ["filebeat"],
    );
    const outward = plainInputs(recording.get("platform-namespace-filebeat-policy-outward")).spec.egress[0];
    assert.deepEqual(
      outward.ports.map(({ port }: { port: number }) => port),
      [443, 5044],
    );
    const open = plainInputs(recording.get("platform-namespace-logging-policy-open")).spec.ingress[0];
    assert.deepEqual(
      open.ports.map(({ port }: { port: number }) => port),
      [9200, 5044],
    );
  });

  it("fails when Filebeat is to tell Prometheus how it fares", async () => {
    await assert.rejects(
      install({ metrics: true }),
      /addons\.logging\.metrics: given true; allowed: false with Filebeat/,
    );
  });
});

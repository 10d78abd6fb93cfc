import assert from "node:assert/strict";
import { EksCluster } from "../../../components/cluster";
import {
  ClusterPlatform,
  externalSecrets,
  falco,
  GATEWAY,
  LoadBalancerIngress,
  monitoring,
  PlatformNamespace,
  tracing,
  Workload,
} from "../../../components/platform";
import { type Recording, type RecordingMode, recordProgram } from "../../../planner/recorder";
import { plainInputs } from "./plain";

const SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:grafana-AbCdEf";

const KEY = "arn:aws:kms:us-east-1:111122223333:key/1";

function platform(mode: RecordingMode = "known"): Promise<Recording> {
  return recordProgram(
    () => {
      const cluster = new EksCluster("shop", {
        vpcId: "vpc-1",
        subnetIds: ["subnet-a", "subnet-b"],
        nodeGroups: { main: { instanceTypes: ["t3.medium"], min: 1, max: 4 } },
      });
      new ClusterPlatform(
        "platform",
        {
          addons: [
            externalSecrets({ region: "us-east-1", secretArns: [SECRET], keyArns: [KEY] }),
            monitoring({ grafanaSecret: "grafana" }),
            falco(),
            tracing(),
          ],
          podRole: (account, statements) => cluster.podRole(account, { statements }),
        },
        { provider: cluster.provider },
      );
    },
    { mode },
  );
}

describe("ClusterPlatform", () => {
  it("installs official charts at exact versions", async () => {
    const charts = (await platform())
      .ofType("kubernetes:helm.sh/v4:Chart")
      .map(({ inputs }) => [inputs["chart"], inputs["version"], inputs["namespace"]]);
    assert.deepEqual(charts.filter(([, , namespace]) => namespace !== "kube-system").sort(), [
      ["external-secrets", "2.10.0", "external-secrets"],
      ["falco", "9.1.1", "falco"],
      ["jaeger", "4.12.0", "tracing"],
      ["kube-prometheus-stack", "90.0.0", "monitoring"],
      ["opentelemetry-collector", "0.158.3", "tracing"],
    ]);
  });

  it("gives each namespace its Pod Security level", async () => {
    const levels = (await platform())
      .ofType("kubernetes:core/v1:Namespace")
      .map(({ inputs }) => JSON.parse(JSON.stringify(inputs["metadata"])))
      .map(({ name, labels }) => `${name} ${labels["pod-security.kubernetes.io/enforce"]}`);
    assert.deepEqual(levels.sort(), [
      "external-secrets restricted",
      "falco privileged",
      "monitoring restricted",
      "node-exporter privileged",
      "tracing restricted",
    ]);
  });

  it("makes Grafana's secret before the chart whose pods wait for it", async () => {
    const recording = await platform();
    const secret = recording.get("platform-grafana-admin");
    assert.ok(recording.get("platform-chart-kube-prometheus-stack").dependencies.includes(secret.urn));
    assert.ok(secret.dependencies.includes(recording.get("platform-secret-store").urn));
  });

  it("opens Prometheus to the collector's namespace alone", async () => {
    const namespaceSelector = { matchLabels: { "kubernetes.io/metadata.name": "tracing" } };
    assert.deepEqual((await platform()).get("platform-namespace-monitoring-policy-open").inputs["spec"], {
      podSelector: {},
      policyTypes: ["Ingress"],
      ingress: [{ from: [{ namespaceSelector }], ports: [{ protocol: "TCP", port: 9090 }] }],
    });
  });

  it("reaches the Kubernetes API where EKS's answers, and where another's does, in private networks alone", async () => {
    const outward = async (apiPorts?: readonly number[]) => {
      const recording = await recordProgram(
        () =>
          void new ClusterPlatform("platform", { addons: [falco()], ...(apiPorts === undefined ? {} : { apiPorts }) }),
      );
      const { egress } = plainInputs(recording.get("platform-namespace-falco-policy-outward")).spec;
      return egress.map(({ to, ports }: { to: { ipBlock: { cidr: string } }[]; ports: { port: number }[] }) => [
        to.map(({ ipBlock }) => ipBlock.cidr),
        ports.map(({ port }) => port),
      ]);
    };
    const networks = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"];
    const eks = [["0.0.0.0/0", ...networks], [443]];
    assert.deepEqual(await outward(), [eks]);
    assert.deepEqual(await outward([443, 6443]), [eks, [networks, [6443]]]);
    await assert.rejects(outward([]), /apiPorts: given \[\]; allowed: at least one port/);
    await assert.rejects(outward([0]), /apiPorts: given 0/);
  });

  it("lets the operator read the named secrets alone", async () => {
    const policy = (await platform()).get("shop-pod-external-secrets-external-secrets-policy-needs").inputs["policy"];
    assert.deepEqual(JSON.parse(String(policy)).Statement, [
      {
        Sid: "ReadSecrets",
        Effect: "Allow",
        Action: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
        Resource: SECRET,
      },
      {
        Sid: "DecryptSecrets",
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: KEY,
        Condition: { StringEquals: { "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com" } },
      },
    ]);
  });

  it("lets only the chosen namespaces ask for secrets", async () => {
    const secretArns = [SECRET];
    const store = async (namespaces?: readonly string[]) => {
      const recording = await recordProgram(() => {
        const { identity: _none, ...addon } = externalSecrets({
          region: "us-east-1",
          secretArns,
          ...(namespaces === undefined ? {} : { namespaces }),
        });
        new ClusterPlatform("platform", { addons: [addon] });
      });
      return JSON.parse(JSON.stringify(recording.get("platform-secret-store").inputs["spec"])).conditions;
    };
    assert.deepEqual(await store(["monitoring"]), [{ namespaces: ["monitoring"] }]);
    assert.equal(await store(), undefined);
    await assert.rejects(store([]), /addons\.external-secrets\.namespaces: given \[\]/);
  });

  it("registers the same in a preview", async () => {
    const urns = (recording: Recording) => recording.resources.map(({ urn }) => urn).sort();
    assert.deepEqual(urns(await platform("preview")), urns(await platform()));
  });

  it("fails when an add-on lacks what it needs", async () => {
    await assert.rejects(
      recordProgram(
        () =>
          void new ClusterPlatform("platform", {
            addons: [
              monitoring({ grafanaSecret: "g", storage: "much" }),
              externalSecrets({ region: "r", secretArns: [] }),
            ],
          }),
      ),
      (error: Error) => {
        const properties = [...error.message.matchAll(/^ {2}([\w.-]+):/gm)].map(([, property]) => property);
        assert.deepEqual(properties, [
          "addons.monitoring",
          "addons.monitoring.storage",
          "podRole",
          "addons.external-secrets.secretArns",
        ]);
        return true;
      },
    );
  });
});

describe("PlatformNamespace", () => {
  it("denies traffic both ways, and fails when a namespace of no system is privileged", async () => {
    const recording = await recordProgram(() => void new PlatformNamespace("shop"));
    assert.deepEqual(recording.get("shop-policy-default-deny").inputs["spec"], {
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
    });
    await assert.rejects(
      recordProgram(() => void new PlatformNamespace("shop", { podSecurity: "privileged" })),
      /podSecurity: given "privileged"; allowed: "privileged" only for/,
    );
  });
});

describe("LoadBalancerIngress", () => {
  it("listens to HTTPS alone, longest path first", async () => {
    const recording = await recordProgram(() => {
      const backend = new Workload("backend", { namespace: "shop" });
      const frontend = new Workload("frontend", { namespace: "shop", port: 8081 });
      new LoadBalancerIngress("shop", {
        namespace: "shop",
        certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1",
        webAclArn: "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/a/1",
        accessLogs: { bucket: "logs", prefix: "alb" },
        securityGroupIds: ["sg-1", "sg-2"],
        routes: { "/": frontend, "/api": backend },
      });
    });
    const path = (prefix: string, name: string, number: number) => ({
      path: prefix,
      pathType: "Prefix",
      backend: { service: { name, port: { number } } },
    });
    const { inputs } = recording.get("shop-ingress");
    assert.deepEqual(inputs["spec"], {
      ingressClassName: "alb",
      rules: [{ http: { paths: [path("/api", "backend", 8080), path("/", "frontend", 8081)] } }],
    });
    assert.deepEqual(JSON.parse(JSON.stringify(inputs["metadata"])).annotations, {
      "alb.ingress.kubernetes.io/scheme": "internet-facing",
      "alb.ingress.kubernetes.io/target-type": "ip",
      "alb.ingress.kubernetes.io/listen-ports": '[{"HTTPS":443}]',
      "alb.ingress.kubernetes.io/certificate-arn": "arn:aws:acm:us-east-1:111122223333:certificate/1",
      "alb.ingress.kubernetes.io/ssl-policy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
      "alb.ingress.kubernetes.io/healthcheck-path": "/healthz",
      "alb.ingress.kubernetes.io/load-balancer-attributes":
        "idle_timeout.timeout_seconds=60,routing.http.drop_invalid_header_fields.enabled=true,deletion_protection.enabled=true,access_logs.s3.enabled=true,access_logs.s3.bucket=logs,access_logs.s3.prefix=alb",
      "alb.ingress.kubernetes.io/wafv2-acl-arn": "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/a/1",
      "alb.ingress.kubernetes.io/security-groups": "sg-1,sg-2",
      "alb.ingress.kubernetes.io/manage-backend-security-group-rules": "true",
    });
  });

  it("encrypts anew towards the pods, and leaves a rule to Argo Rollouts, where that is asked", async () => {
    const recording = await recordProgram(() => {
      const { targetPort: _port, ...gateway } = GATEWAY;
      new LoadBalancerIngress("shop", {
        namespace: gateway.namespace,
        certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1",
        backendProtocol: "HTTPS",
        routes: { "/": { ...gateway, weighted: true } },
      });
    });
    const { metadata, spec } = JSON.parse(JSON.stringify(recording.get("shop-ingress").inputs));
    assert.equal(metadata.annotations["alb.ingress.kubernetes.io/backend-protocol"], "HTTPS");
    assert.deepEqual(spec.rules[0].http.paths[0].backend.service, {
      name: "kong-proxy",
      port: { name: "use-annotation" },
    });
  });
});

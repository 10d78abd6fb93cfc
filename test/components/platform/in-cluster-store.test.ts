import { deepEqual, equal, rejects } from "node:assert/strict";
import { BatchWorkload, InClusterStore, MessageBroker, PROMETHEUS, Workload } from "../../../components/platform";
import { recordProgram } from "../../../planner/recorder";
import { plainInputs } from "./plain";

const IMAGE = `redis:7.2-alpine@sha256:${"a".repeat(64)}`;

function record(settings: Partial<ConstructorParameters<typeof InClusterStore>[1]> = {}) {
  return recordProgram(
    () => {
      const store = new InClusterStore("redis", {
        namespace: "data",
        image: IMAGE,
        port: 6379,
        user: { uid: 999, gid: 1000 },
        files: { "/etc/redis/redis.conf": "port 6379" },
        secrets: { "redis-order": { secret: "redis-order", key: "rule" } },
        mesh: {},
        ...settings,
      });
      new Workload("order", { namespace: "shop", mesh: {} }).connectTo(store);
      return { host: store.host };
    },
    { mode: "known" },
  );
}

describe("InClusterStore", () => {
  it("makes exactly these objects, and lets in the caller that was named", async () => {
    const recording = await record();
    const names = recording.resources
      .filter(({ urn, custom }) => custom && urn.includes("InClusterStore$"))
      .map(({ name }) => name);
    deepEqual(names.sort(), [
      "redis-caller-order.shop-6379",
      "redis-destination-rule",
      "redis-files",
      "redis-from-order.shop-6379",
      "redis-network-policy",
      "redis-service",
      "redis-service-account",
      "redis-stateful-set",
    ]);
    equal(recording.outputs["host"], "redis.data.svc.cluster.local");
    const policy = recording.get("redis-network-policy").inputs["spec"] as Record<string, unknown>;
    deepEqual([policy["policyTypes"], policy["ingress"]], [["Ingress", "Egress"], undefined]);
  });

  it("runs under the restricted standard, with its secret as a file", async () => {
    const spec = (await record()).get("redis-stateful-set").inputs["spec"] as {
      template: {
        spec: { securityContext: object; containers: { securityContext: object; volumeMounts: object[] }[] };
      };
      volumeClaimTemplates?: object[];
    };
    const [container] = spec.template.spec.containers;
    deepEqual(container?.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ["ALL"] },
    });
    deepEqual(container?.volumeMounts, [
      { name: "files", mountPath: "/etc/redis/redis.conf", subPath: "etc_redis_redis.conf", readOnly: true },
      { name: "secrets", mountPath: "/run/secrets", readOnly: true },
      { name: "scratch-0", mountPath: "/tmp" },
    ]);
    equal(spec.volumeClaimTemplates, undefined);
  });

  it("keeps data in a volume where it is told to", async () => {
    const spec = (await record({ data: { path: "/data", storage: "2Gi" } })).get("redis-stateful-set").inputs["spec"];
    deepEqual((spec as { volumeClaimTemplates: { spec: object }[] }).volumeClaimTemplates[0]?.spec, {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "2Gi" } },
    });
  });

  describe("fails when", () => {
    it("the image can move, the process would be root, or the volume is no size", async () => {
      await rejects(
        record({ image: "redis:7", user: { uid: 0, gid: 0 }, data: { path: "/data", storage: "much" } }),
        /image[\s\S]*digest|digest[\s\S]*image/,
      );
    });

    it("addresses outside the cluster would call it", async () => {
      await rejects(
        recordProgram(() => {
          const store = new InClusterStore("redis", {
            namespace: "data",
            image: IMAGE,
            port: 6379,
            user: { uid: 999, gid: 1000 },
          });
          store.allowFrom("office", { cidrs: ["10.0.0.0/8"] });
          return {};
        }),
        /pods of the cluster/,
      );
    });
  });
});

describe("Prometheus", () => {
  const opened = (recording: Awaited<ReturnType<typeof recordProgram>>, name: string) =>
    plainInputs(recording.get(name)).spec.ingress.map(({ from, ports }: { from: object[]; ports: object[] }) => [
      from,
      ports,
    ]);
  const SIDECAR = [
    [
      [
        {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } },
          podSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus" } },
        },
      ],
      [{ protocol: "TCP", port: 15_020 }],
    ],
  ];
  const STORE = { namespace: "data", image: IMAGE, port: 6379, user: { uid: 999, gid: 1000 } };

  it("asks the sidecar of a store, or of a job, outside of mutual TLS", async () => {
    const recording = await recordProgram(() => {
      new InClusterStore("redis", { ...STORE, mesh: {} }).allowFrom("prometheus", PROMETHEUS);
      const job = new BatchWorkload("report", { namespace: "shop", schedule: "0 3 * * *", mesh: true });
      job.allowFrom("prometheus", PROMETHEUS);
    });
    deepEqual(opened(recording, "redis-from-prometheus-15020"), SIDECAR);
    deepEqual(opened(recording, "report-from-prometheus-15020"), SIDECAR);
    equal(recording.ofType("kubernetes:security.istio.io/v1:AuthorizationPolicy").length, 0);
  });

  it("fails to be let in where no sidecar is", async () => {
    const store = () => new InClusterStore("redis", STORE).allowFrom("prometheus", PROMETHEUS);
    await rejects(recordProgram(store), /source: given .*; allowed: callers of the store/);
    const job = () =>
      new BatchWorkload("report", { namespace: "shop", schedule: "0 3 * * *" }).allowFrom("prometheus", PROMETHEUS);
    await rejects(recordProgram(job), /source: given .*; allowed: Prometheus, at the sidecar/);
  });
});

describe("MessageBroker", () => {
  const args = {
    namespace: "rabbitmq",
    image: `rabbitmq:4.1-alpine@sha256:${"b".repeat(64)}`,
    definitions: { "10-topology.json": "{}" },
    users: { "20-order.json": { secret: "rabbitmq-order", key: "definition" } },
    certificateSecret: "rabbitmq-tls",
  };

  it("speaks TLS alone, and is closed to all but its callers and its own brokers", async () => {
    const recording = await recordProgram(
      () => {
        const broker = new MessageBroker("rabbitmq", args);
        new Workload("order", { namespace: "shop" }).connectTo(broker);
        return {};
      },
      { mode: "known" },
    );
    const spec = recording.get("rabbitmq-cluster").inputs["spec"] as { tls: object; replicas: number };
    deepEqual(spec.tls, { secretName: "rabbitmq-tls", disableNonTLSListeners: true });
    equal(spec.replicas, 3);
    const { ingress } = recording.get("rabbitmq-network-policy").inputs["spec"] as {
      ingress: { ports: { port: number }[] }[];
    };
    deepEqual(
      ingress.flatMap(({ ports }) => ports.map(({ port }) => port)),
      [4369, 25_672],
    );
    recording.get("rabbitmq-from-order.shop-5671");
  });

  it("mounts each definition by itself: in a volume as a whole RabbitMQ would read the volume's own folders", async () => {
    const recording = await recordProgram(() => void new MessageBroker("rabbitmq", args));
    const { rabbitmq, override } = plainInputs(recording.get("rabbitmq-cluster")).spec;
    const [, folder] = /^load_definitions = (\S+)$/m.exec(rabbitmq.additionalConfig) ?? [];
    const { containers, volumes } = override.statefulSet.spec.template.spec;
    const mounts: { name: string; mountPath: string; subPath?: string }[] = containers[0].volumeMounts;
    deepEqual(
      mounts.map(({ mountPath, subPath }) => [mountPath, subPath]),
      ["10-topology.json", "20-order.json"].map((file) => [`${folder}/${file}`, file]),
    );
    const [definitions] = volumes;
    const items = definitions.projected.sources.flatMap((source: { secret?: { items: { path: string }[] } }) =>
      (source.secret?.items ?? []).map(({ path }) => path),
    );
    deepEqual([definitions.name, items], ["definitions", ["20-order.json"]]);
    equal(new Set(mounts.map(({ name }) => name)).size, 1);
  });

  it("reaches the Kubernetes API where EKS's answers, and where another's does", async () => {
    const ports = async (apiPorts?: readonly number[]) => {
      const recording = await recordProgram(
        () => void new MessageBroker("rabbitmq", { ...args, ...(apiPorts === undefined ? {} : { apiPorts }) }),
      );
      const { egress } = plainInputs(recording.get("rabbitmq-network-policy")).spec;
      return egress.at(-1).ports.map(({ port }: { port: number }) => port);
    };
    deepEqual([await ports(), await ports([443, 6443])], [[443], [443, 6443]]);
    await rejects(ports([]), /apiPorts: given \[\]; allowed: at least one port/);
  });

  it("fails when nobody could sign in, or a definition is no JSON file", async () => {
    await rejects(
      recordProgram(() => {
        new MessageBroker("rabbitmq", { ...args, users: {}, definitions: { topology: "{}" } });
        return {};
      }),
      /at least one user[\s\S]*JSON file/,
    );
  });
});

/** The Pod Security Standard `restricted` as Kubernetes 1.34 writes it, over a pod's plain data: one sentence per breach. */
export function restrictedBreaches(pod: unknown): readonly string[] {
  const spec = record(pod);
  const security = record(spec["securityContext"]);
  const containers = ["containers", "initContainers", "ephemeralContainers"].flatMap((key) => list(spec[key]));
  return [
    ...["hostNetwork", "hostPID", "hostIPC"].filter((key) => spec[key] === true),
    ...list(spec["volumes"]).flatMap((volume) => {
      const kinds = Object.keys(record(volume)).filter((key) => key !== "name");
      return kinds.filter((kind) => !ALLOWED_VOLUMES.has(kind)).map((kind) => `volume of kind ${kind}`);
    }),
    ...containers.flatMap((container) => containerBreaches(record(container), security)),
  ];
}

const ALLOWED_VOLUMES = new Set([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
]);

function containerBreaches(container: Plain, pod: Plain): readonly string[] {
  const own = record(container["securityContext"]);
  const capabilities = record(own["capabilities"]);
  const seccomp = record(own["seccompProfile"] ?? pod["seccompProfile"])["type"];
  const found: string[] = [];
  const hold = (holds: boolean, breach: string) => {
    if (!holds) {
      found.push(`${String(container["name"])}: ${breach}`);
    }
  };
  hold(own["privileged"] !== true, "privileged");
  hold(own["allowPrivilegeEscalation"] === false, "allowPrivilegeEscalation");
  hold((own["runAsNonRoot"] ?? pod["runAsNonRoot"]) === true, "runAsNonRoot");
  hold((own["runAsUser"] ?? pod["runAsUser"]) !== 0, "runAsUser 0");
  hold(seccomp === "RuntimeDefault" || seccomp === "Localhost", "seccompProfile");
  hold(list(capabilities["drop"]).includes("ALL"), "capabilities not dropped");
  hold(
    list(capabilities["add"]).every((name) => name === "NET_BIND_SERVICE"),
    "capabilities added",
  );
  hold(
    list(container["ports"]).every((port) => (record(port)["hostPort"] ?? 0) === 0),
    "hostPort",
  );
  return found;
}

type Plain = Readonly<Record<string, unknown>>;

function record(value: unknown): Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

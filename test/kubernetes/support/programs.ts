import { join } from "node:path";
import { buildProgress } from "../../../planner/commands/engine";
import { type Found, findProgram, type GoProgram, pinned } from "../../../planner/engine";

/** What a real API server takes: itself, and where it keeps its objects. */
export interface Programs {
  readonly apiServer: Found;
  readonly etcd: Found;
}

/** Kubernetes' API server. */
function kubeApiServer(): GoProgram {
  const moduleDirectory = join(__dirname, "..", "go", "kube-apiserver");
  return {
    title: "Kubernetes API server",
    executable: "kube-apiserver",
    moduleDirectory,
    packagePath: "k8s.io/kubernetes/cmd/kube-apiserver",
    version: pinned(moduleDirectory, "k8s.io/kubernetes"),
    versionVariable: "k8s.io/component-base/version.gitVersion",
    versionArgs: ["--version"],
    // The oldest that EKS still supports: an older one would refuse what the stacks may use.
    oldest: "1.34.0",
    remedy:
      "Install Kubernetes' server binaries (https://kubernetes.io/releases/download) so that `kube-apiserver` is on PATH",
  };
}

function etcd(): GoProgram {
  const moduleDirectory = join(__dirname, "..", "go", "etcd");
  return {
    title: "etcd server",
    executable: "etcd",
    moduleDirectory,
    packagePath: "go.etcd.io/etcd/server/v3",
    version: pinned(moduleDirectory, "go.etcd.io/etcd/server/v3"),
    versionArgs: ["--version"],
    oldest: "3.5.0",
    remedy: "Install etcd (https://etcd.io/docs/latest/install/) so that `etcd` is on PATH",
  };
}

/**
 * Both programs: from PATH, else from the cache, else built from Go modules, which takes minutes once.
 * @throws {EngineError} where one is missing and cannot be built
 */
export async function findPrograms(): Promise<Programs> {
  const options = { onProgress: buildProgress(process.stderr) };
  return { etcd: await findProgram(etcd(), options), apiServer: await findProgram(kubeApiServer(), options) };
}

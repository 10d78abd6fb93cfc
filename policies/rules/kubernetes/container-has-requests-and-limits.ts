import { resourceRule } from "../../engine";
import { podGuards, podOf, WORKLOADS } from "../shared/workloads";

export const containerHasRequestsAndLimits = resourceRule({
  id: "container-has-requests-and-limits",
  title: "Containers ask for memory and processor, and are limited in memory",
  why: "One container without a limit takes the node from all others.",
  fix: {
    text: "Set requests for cpu and memory, and a limit for memory.",
    code: `resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } }`,
  },
  severity: "medium",
  frameworks: [],
  unmapped: "Benchmarks of Kubernetes judge who may do what, and leave the sizing of workloads to their owners.",
  types: WORKLOADS,
  guards: [
    ...podGuards("containers[*].resources.requests.cpu", [""]),
    ...podGuards("containers[*].resources.limits.memory", [""]),
  ],
  check(workload, judge) {
    const pod = podOf(workload);
    for (const container of ["containers", "initContainers"].flatMap((list) => pod.get(list).items())) {
      for (const path of ["requests.cpu", "requests.memory", "limits.memory"]) {
        judge.attempt(() => {
          const node = container.get("resources").get(path);
          judge.require(node.present && node.value() !== "", node, "a quantity");
        });
      }
    }
  },
});

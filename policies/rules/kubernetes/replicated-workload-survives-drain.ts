import { Node, stackRule } from "../../engine";
import { inOneCluster } from "../shared/clusters";
import { namespaceOf, REPLICATED } from "../shared/workloads";

const BUDGET = "kubernetes:policy/v1:PodDisruptionBudget";

export const replicatedWorkloadSurvivesDrain = stackRule({
  id: "replicated-workload-survives-drain",
  title: "Workloads with replicas keep some of them while nodes are drained",
  why: "Without a budget an upgrade of the nodes may stop all replicas at once.",
  fix: {
    text: "Add a PodDisruptionBudget that selects the workload's pods.",
    code: `new policy.PodDisruptionBudget("orders", { spec: { maxUnavailable: 1, selector: { matchLabels: { app: "orders" } } } });`,
  },
  severity: "medium",
  frameworks: [],
  unmapped: "Benchmarks of Kubernetes judge who may do what, and leave availability during upgrades to its owners.",
  types: REPLICATED,
  guards: [],
  check(workload, judge, stack) {
    const replicas = workload.get("spec.replicas");
    if (replicas.present && (replicas.number() ?? 1) <= 1) {
      judge.skip("one replica");
      return;
    }
    const labels = new Map(
      workload
        .get("spec.template.metadata.labels")
        .members()
        .map(([key, value]) => [key, value.unknown ? undefined : value.text()]),
    );
    const budgets = stack
      .ofTypes([BUDGET])
      .filter((budget) => ["", namespaceOf(workload)].includes(namespaceOf(budget)))
      .filter((budget) => inOneCluster(budget, workload) !== false);
    const covered = budgets.some((budget) => {
      const selector = budget.get("spec.selector.matchLabels").members();
      return selector.length > 0 && selector.every(([key, value]) => value.unknown || labels.get(key) === value.text());
    });
    judge.require(
      covered ||
        (!replicas.present &&
          !stack
            .ofTypes(["kubernetes:autoscaling/v2:HorizontalPodAutoscaler"])
            .filter((scaler) => inOneCluster(scaler, workload) !== false)
            .some((scaler) => scaler.get("spec.scaleTargetRef.name").text() === workload.get("metadata.name").text())),
      new Node("", workload.name),
      "a PodDisruptionBudget",
      `${workload.name} may lose all its replicas at once.`,
    );
  },
});

import { REMOVED, resourceRule } from "../../engine";

const CLUSTER = "gcp:dataproc/cluster:Cluster";
const BATCH = "gcp:dataproc/batch:Batch";

/** What a project has without asking. */
const DEFAULT_ACCOUNT = /(-compute@developer|@appspot)\.gserviceaccount\.com$/;

const ACCOUNTS: Readonly<Record<string, string>> = {
  [CLUSTER]: "clusterConfig.gceClusterConfig.serviceAccount",
  [BATCH]: "environmentConfig.executionConfig.serviceAccount",
};

export const googleClusterRunsAsOwnAccount = resourceRule({
  id: "google-cluster-runs-as-own-account",
  title: "Dataproc runs as a service account of its own",
  why: "Without one it runs as the project's default account, which many things share and which may be an editor.",
  fix: {
    text: "Make a service account with roles/dataproc.worker and what the jobs read and write, and name it.",
    code: `gceClusterConfig: { serviceAccount: worker.email, serviceAccountScopes: ["cloud-platform"] }`,
  },
  severity: "high",
  frameworks: ["†CIS GCP 4.1", "SOC2 CC6.3"],
  types: Object.keys(ACCOUNTS),
  guards: Object.entries(ACCOUNTS).map(([type, path]) => ({
    type,
    path,
    broken: [REMOVED, "", "123456789012-compute@developer.gserviceaccount.com"],
  })),
  check(subject, judge) {
    const account = subject.get(ACCOUNTS[subject.type] ?? "serviceAccount");
    const linked = account.unknown && subject.linked(account.path, ["gcp:serviceaccount/account:Account"]);
    judge.require(linked || isOwn(account.text()), account, "a service account of its own");
  },
});

function isOwn(email: string | undefined): boolean {
  return (email ?? "") !== "" && !DEFAULT_ACCOUNT.test(email ?? "");
}

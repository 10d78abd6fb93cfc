import { type Node, REMOVED, resourceRule, type Subject } from "../../engine";

const ADMINISTRATION = [22, 3389, 3306, 5432, 6379, 8088, 9092];

export const googleComputeIsPrivate = resourceRule({
  id: "google-compute-is-private",
  title: "Clusters and firewalls on Google Cloud stay off the internet",
  why: "Dataproc's web interfaces run jobs for whoever reaches them.",
  fix: {
    text: "Set internalIpOnly on clusters; name sourceRanges in firewalls.",
    code: `clusterConfig: { gceClusterConfig: { internalIpOnly: true, subnetwork: subnetwork.id } }`,
  },
  severity: "critical",
  frameworks: ["CIS GCP 3.6"],
  types: ["gcp:dataproc/cluster:Cluster", "gcp:compute/firewall:Firewall"],
  guards: [
    {
      type: "gcp:dataproc/cluster:Cluster",
      path: "clusterConfig.gceClusterConfig.internalIpOnly",
      broken: [false, REMOVED],
    },
  ],
  check(subject, judge) {
    if (subject.type === "gcp:dataproc/cluster:Cluster") {
      const internal = subject.get("clusterConfig.gceClusterConfig.internalIpOnly");
      judge.require(internal.flag() === true, internal, "true");
      return;
    }
    const ranges = subject.get("sourceRanges");
    const ingress = (subject.get("direction").text() ?? "INGRESS") === "INGRESS";
    const world = ingress && (ranges.texts().some((range) => /\/0$/.test(range)) || !namesSources(subject));
    const open = subject
      .get("allows")
      .items()
      .flatMap((allowed) => portsOf(allowed))
      .filter((port) => ADMINISTRATION.includes(port) || port === 0);
    judge.require(
      !world || open.length === 0,
      ranges,
      "named networks",
      `${subject.name} opens ${open.map((port) => (port === 0 ? "every port" : port)).join(", ")} to the internet.`,
    );
  },
});

/** A firewall that says nothing of where traffic comes from lets it come from everywhere. */
function namesSources(firewall: Subject): boolean {
  return ["sourceRanges", "sourceTags", "sourceServiceAccounts"].some((path) => {
    const sources = firewall.get(path);
    return sources.unknown || sources.items().length > 0;
  });
}

/** The administrative ports of a rule; 0 stands for all. Protocols without ports, such as ICMP, administer nothing. */
function portsOf(allowed: Node): readonly number[] {
  if (!/^(tcp|udp|sctp|all|6|17|132)$/i.test(allowed.get("protocol").text() ?? "all")) {
    return [];
  }
  const ports = allowed.get("ports").texts();
  if (ports.length === 0) {
    return [0];
  }
  return ports.flatMap((text) => {
    const [from = 0, to = from] = text.split("-").map(Number);
    return ADMINISTRATION.filter((port) => port >= from && port <= to);
  });
}

import { REMOVED, resourceRule } from "../../engine";

export const chartIsVisible = resourceRule({
  id: "chart-is-visible",
  title: "Charts show what they install",
  why: "A Release is rendered by the provider: neither the plan nor a policy sees what it puts into the cluster.",
  fix: {
    text: 'Use Chart (helm.sh/v4), or state the digest of the rendered manifests that were judged: description "rendered sha256:…".',
    code: `new helm.Chart("falco", { chart: "falco", version: "4.0.0", repositoryOpts: { repo } });`,
  },
  severity: "high",
  frameworks: [],
  unmapped: "It is about what a plan can see; benchmarks judge clusters that run.",
  types: ["kubernetes:helm.sh/v3:Release"],
  guards: [{ path: "version", broken: [REMOVED] }],
  check(release, judge) {
    const description = release.get("description");
    judge.attempt(() =>
      judge.require(
        /rendered sha256:[0-9a-f]{64}/.test(description.text() ?? ""),
        description,
        'a Chart, or "rendered sha256:<digest>"',
        `Release ${release.name} hides what it installs.`,
      ),
    );
    judge.attempt(() =>
      judge.require(
        /^v?\d+\.\d+\.\d+/.test(release.get("version").text() ?? ""),
        release.get("version"),
        "an exact version",
      ),
    );
  },
});

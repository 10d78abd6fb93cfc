import type { PlatformAddon } from "./addon";

/** Settings of {@link falco}. */
export interface FalcoArgs {
  /** Chart version. @default "9.1.1", which is Falco 0.44.1 */
  readonly version?: string;
}

/** Seen in the charts' repository (2026-11). */
const VERSION = "9.1.1";

/**
 * Falco on every node, by the modern eBPF probe: it needs no kernel module and no compiler. Its namespace is privileged,
 * because it looks into the node; it costs a tenth of a core and half a GiB on each.
 */
export function falco(args: FalcoArgs = {}): PlatformAddon {
  return {
    key: "falco",
    namespaces: [{ name: "falco", podSecurity: "privileged" }],
    charts: [
      {
        key: "falco",
        chart: "falco",
        repository: "https://falcosecurity.github.io/charts",
        version: args.version ?? VERSION,
        namespace: "falco",
        values: {
          controller: { kind: "daemonset" },
          driver: { enabled: true, kind: "modern_ebpf", modernEbpf: { leastPrivileged: true } },
          // Findings are JSON lines on the standard output, which Container Insights ships to CloudWatch.
          falco: { json_output: true, stdout_output: { enabled: true } },
          tty: true,
          falcosidekick: { enabled: false },
          falcoctl: {
            artifact: {
              install: { resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "128Mi" } } },
              // Rules change when a node or the chart does, and not by themselves.
              follow: { enabled: false },
            },
          },
          collectors: { kubernetes: { enabled: false } },
          tolerations: [{ operator: "Exists" }],
          resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { cpu: "1", memory: "1Gi" } },
        },
      },
    ],
  };
}

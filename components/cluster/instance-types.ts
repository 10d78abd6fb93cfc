/** Processor architecture, as Kubernetes labels it. */
export type Architecture = "amd64" | "arm64";

/**
 * Families that run on Xen: `DescribeInstanceTypes` names those of them that have no accelerator and are still sold
 * (read 2026-11); the others from memory, recheck before release.
 */
const XEN_FAMILIES = new Set(
  "a0 c1 c3 c4 cc2 cr1 d2 f1 g2 g3 g3s h1 hs1 i2 i3 m1 m2 m3 m4 p2 p3 r3 r4 t1 t2 x1 x1e".split(" "),
);

/** Whether the text has the form `family.size`. */
export function isInstanceType(type: string): boolean {
  return /^[a-z][a-z0-9-]*\.(?:\d*x?large|medium|small|micro|nano|metal(?:-[a-z0-9]+)?)$/.test(type);
}

/** The architecture by AWS's naming: a `g` among the letters after the generation stands for Graviton; `a1` is older. */
export function architectureOf(type: string): Architecture {
  const [family = ""] = type.split(".");
  const [, attributes = ""] = /^[a-z]+\d+([a-z-]*)$/.exec(family) ?? [];
  return family === "a1" || attributes.includes("g") ? "arm64" : "amd64";
}

/** Prefix delegation needs Nitro. */
export function isNitro(type: string): boolean {
  const [family = "", size = ""] = type.split(".");
  return size.startsWith("metal") || !XEN_FAMILIES.has(family);
}

import { resourceRule } from "../../engine";
import { containersOf, isPrivilegedPlace, podGuards, podOf, WORKLOADS } from "../shared/workloads";

export const imageIsPinned = resourceRule({
  id: "image-is-pinned",
  title: "Containers run a pinned image of a known registry on a read-only file system",
  why: "A tag that moves runs what nobody tested, and a writable file system keeps what an attacker brings.",
  fix: {
    text: "Name the image by digest, or by a tag other than latest, and set readOnlyRootFilesystem.",
    code: `{ image: "registry.example/shop/orders@sha256:…", securityContext: { readOnlyRootFilesystem: true } }`,
  },
  severity: "medium",
  frameworks: ["CIS Kubernetes 5.5.1", "CIS GKE 4.5.1"],
  types: WORKLOADS,
  thresholds: ["imageRegistries", "privilegedNamespaces"],
  guards: [
    ...podGuards("containers[*].image", ["nginx", "nginx:latest"]),
    ...podGuards("containers[*].securityContext.readOnlyRootFilesystem", [false]),
  ],
  applies: (workload, judge) => !isPrivilegedPlace(workload, judge),
  check(workload, judge) {
    for (const container of containersOf(podOf(workload))) {
      judge.attempt(() => {
        const readOnly = container.get("securityContext.readOnlyRootFilesystem");
        judge.require(readOnly.flag() === true, readOnly, "true");
      });
      judge.attempt(() => {
        const image = container.get("image");
        if (image.unknown && workload.sources("spec").length > 0) {
          return;
        }
        const text = image.text() ?? "";
        const tag = /:([^:/@]+)$/.exec(text.replace(/@.*$/, ""))?.[1];
        judge.require(
          text.includes("@sha256:") || (tag !== undefined && tag !== "latest"),
          image,
          "a digest, or a tag that does not move",
        );
        const registries = judge.thresholds.imageRegistries;
        judge.require(
          registries.length === 0 || registries.some((registry) => text.startsWith(registry)),
          image,
          `an image of ${registries.join(", ")}`,
        );
      });
    }
  },
});

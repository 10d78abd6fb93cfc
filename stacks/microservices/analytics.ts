import type * as pulumi from "@pulumi/pulumi";
import type { Alarmed } from "../../components/core";
import type { EventStream } from "../../components/data";
import { GcpServices } from "../../components/pipeline";
import type { Foundation } from "./foundation";
import type { MicroservicesSettings } from "./settings";

export interface Analytics {
  readonly services: GcpServices;
  readonly watched: readonly Alarmed[];
}

export function makeAnalytics(
  settings: MicroservicesSettings,
  _base: Foundation,
  _stream: EventStream<"orders" | "analytics-results">,
  opts: pulumi.ComponentResourceOptions,
): Analytics {
  const services = new GcpServices(
    "shop-services",
    { project: settings.gcp.project, services: ["compute", "dataproc", "dns", "storage", "cloudkms"] },
    opts,
  );
  return { services, watched: [] };
}

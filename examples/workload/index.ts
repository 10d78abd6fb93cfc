import { Provider } from "@pulumi/kubernetes/provider";
import { Config } from "@pulumi/pulumi";
import { LoadBalancerIngress, PlatformNamespace, Workload } from "multicloud-estate";

const config = new Config();
const provider = new Provider("cluster", { kubeconfig: config.requireSecret("kubeconfig") });
const shop = new PlatformNamespace("shop", { quota: { cpu: "4", memory: "8Gi", pods: 30 } }, { provider });
const options = { provider, dependsOn: [shop] };
const namespace = shop.namespaceName;

const backend = new Workload("backend", { namespace, scaling: { min: 2, max: 6 } }, options);
const frontend = new Workload("frontend", { namespace }, options);
frontend.connectTo(backend);
frontend.allowFrom("load-balancer", { cidrs: ["10.0.0.0/16"] });

const ingress = new LoadBalancerIngress(
  "shop",
  { namespace, certificateArn: config.require("certificateArn"), routes: { "/": frontend } },
  options,
);
export const hostname = ingress.hostname;

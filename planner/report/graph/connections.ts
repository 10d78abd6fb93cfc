import type { PlannedResource } from "../../plan/document";
import { listOf, numberOf, objectOf, textOf } from "../../proofs/read";
import type { RecordedObject, RecordedValue } from "../../recorder";
import type { Relation } from "./arrows";
import { CHART, cloudOf, type Resources } from "./resources";

/** Who may open a connection to whom: by security groups, network policies, ingresses, origins, and addresses given on. */
export function connectionArrows(resources: Resources): readonly Relation[] {
  return [
    ...securityGroupArrows(resources),
    ...networkPolicyArrows(resources),
    ...routeArrows(resources),
    ...originArrows(resources),
    ...hostArrows(resources),
  ];
}

/** Rules between two security groups: the caller's egress and the listener's ingress say the same. */
function securityGroupArrows(resources: Resources): readonly Relation[] {
  const relation = (caller: RecordedValue | undefined, listener: RecordedValue | undefined, rule: RecordedObject) => {
    const [from, to] = [resources.named(textOf(caller)), resources.named(textOf(listener))];
    const port = numberOf(rule["fromPort"], 0);
    const label = port === 0 ? "any port" : `${textOf(rule["ipProtocol"]) ?? "tcp"} ${port}`;
    return from === undefined || to === undefined ? [] : [{ from, to, kind: "connection" as const, label }];
  };
  return [
    ...resources
      .ofType("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
      .flatMap(({ inputs }) => relation(inputs["securityGroupId"], inputs["referencedSecurityGroupId"], inputs)),
    ...resources
      .ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
      .flatMap(({ inputs }) => relation(inputs["referencedSecurityGroupId"], inputs["securityGroupId"], inputs)),
  ];
}

/** Pods that a selector may mean: a namespace, and labels. */
interface Pods {
  readonly urn: string;
  readonly namespace: string;
  readonly labels: RecordedObject;
}

function networkPolicyArrows(resources: Resources): readonly Relation[] {
  const pods = podsOf(resources);
  const selected = (namespace: string, selector: RecordedObject): readonly string[] => {
    const wanted = Object.entries(objectOf(selector["matchLabels"]));
    const there = pods.filter((one) => one.namespace === namespace);
    const exact = there.filter((one) => wanted.every(([key, value]) => one.labels[key] === value));
    return (exact.length > 0 ? exact : there.filter((one) => Object.keys(one.labels).length === 0)).map(
      ({ urn }) => urn,
    );
  };
  return resources.ofType("kubernetes:networking.k8s.io/v1:NetworkPolicy").flatMap((policy) => {
    const namespace = textOf(objectOf(policy.inputs["metadata"])["namespace"]) ?? "default";
    const spec = objectOf(policy.inputs["spec"]);
    const own = selected(namespace, objectOf(spec["podSelector"]));
    const peers = (rule: RecordedObject, key: "to" | "from"): readonly string[] =>
      listOf(rule[key])
        .map(objectOf)
        .flatMap((peer) => {
          const labels = objectOf(objectOf(peer["namespaceSelector"])["matchLabels"]);
          const elsewhere = textOf(labels["kubernetes.io/metadata.name"]) ?? namespace;
          return "podSelector" in peer || "namespaceSelector" in peer
            ? selected(elsewhere, objectOf(peer["podSelector"]))
            : [];
        });
    const joins = (from: readonly string[], to: readonly string[], rule: RecordedObject): readonly Relation[] =>
      from.flatMap((caller) =>
        to.map((listener) => ({ from: caller, to: listener, kind: "connection" as const, label: portsOf(rule) })),
      );
    return [
      ...listOf(spec["egress"])
        .map(objectOf)
        .filter((rule) => !asksDns(rule))
        .flatMap((rule) => joins(own, peers(rule, "to"), rule)),
      ...listOf(spec["ingress"])
        .map(objectOf)
        .flatMap((rule) => joins(peers(rule, "from"), own, rule)),
    ];
  });
}

const POD_OWNERS = /^kubernetes:(apps\/v1:(Deployment|StatefulSet|DaemonSet)|batch\/v1:Job)$/;

/** Pods by their labels; a chart's pods are known by their namespace only. */
function podsOf(resources: Resources): readonly Pods[] {
  return resources.all.flatMap(({ urn, type, inputs }) => {
    if (CHART.test(type)) {
      return [{ urn, namespace: textOf(inputs["namespace"]) ?? "default", labels: {} }];
    }
    if (!POD_OWNERS.test(type)) {
      return [];
    }
    const namespace = textOf(objectOf(inputs["metadata"])["namespace"]) ?? "default";
    const template = objectOf(objectOf(inputs["spec"])["template"]);
    return [{ urn, namespace, labels: objectOf(objectOf(template["metadata"])["labels"]) }];
  });
}

/** Every pod may ask the cluster's DNS: that says nothing. */
const DNS_PORT = 53;

function asksDns(rule: RecordedObject): boolean {
  const ports = listOf(rule["ports"]).map(objectOf);
  return ports.length > 0 && ports.every((port) => port["port"] === DNS_PORT);
}

function portsOf(rule: RecordedObject): string {
  const ports = listOf(rule["ports"])
    .map(objectOf)
    .map((port) => numberOf(port["port"], 0));
  return ports.length === 0 ? "any port" : `tcp ${ports.join("/")}`;
}

/** From a load balancer to the services behind it: ingresses, and target groups bound to services. */
function routeArrows(resources: Resources): readonly Relation[] {
  const services = new Map(
    resources.ofType("kubernetes:core/v1:Service").map((service) => {
      const metadata = objectOf(service.inputs["metadata"]);
      return [`${textOf(metadata["namespace"]) ?? "default"}/${textOf(metadata["name"])}`, service.urn] as const;
    }),
  );
  const ingresses = resources.ofType("kubernetes:networking.k8s.io/v1:Ingress").flatMap((ingress) => {
    const namespace = textOf(objectOf(ingress.inputs["metadata"])["namespace"]) ?? "default";
    return pathsOf(ingress).flatMap(({ path, service }) => {
      const to = services.get(`${namespace}/${service}`);
      return to === undefined ? [] : [{ from: ingress.urn, to, kind: "connection" as const, label: path }];
    });
  });
  const bindings = resources.all
    .filter((one) => /^kubernetes:elbv2\.k8s\.aws\/v1beta1:TargetGroupBinding$/.test(one.type))
    .flatMap((binding) => {
      const spec = objectOf(binding.inputs["spec"]);
      const namespace = textOf(objectOf(binding.inputs["metadata"])["namespace"]) ?? "default";
      const from = resources.named(textOf(spec["targetGroupARN"]));
      const to = services.get(`${namespace}/${textOf(objectOf(spec["serviceRef"])["name"])}`);
      return from === undefined || to === undefined ? [] : [{ from, to, kind: "connection" as const, label: "http" }];
    });
  return [...ingresses, ...bindings];
}

function pathsOf(ingress: PlannedResource): readonly { readonly path: string; readonly service: string }[] {
  return listOf(objectOf(ingress.inputs["spec"])["rules"])
    .map(objectOf)
    .flatMap((rule) => listOf(objectOf(rule["http"])["paths"]))
    .map(objectOf)
    .flatMap((path) => {
      const service = textOf(objectOf(objectOf(path["backend"])["service"])["name"]);
      return service === undefined ? [] : [{ path: textOf(path["path"]) ?? "/", service }];
    });
}

/** From a content network to its origins, also to those inside of a VPC. */
function originArrows(resources: Resources): readonly Relation[] {
  const https = { kind: "connection" as const, label: "https" };
  const origins = resources.ofType("aws:cloudfront/distribution:Distribution").flatMap((distribution) =>
    listOf(distribution.inputs["origins"]).flatMap((origin) => {
      const host = textOf(objectOf(origin)["domainName"]);
      // An API's host begins with its id, a bucket's with its name.
      const to = resources.named(host) ?? resources.named(host?.split(".")[0]);
      return to === undefined ? [] : [{ ...https, from: distribution.urn, to }];
    }),
  );
  const vpcOrigins = resources.ofType("aws:cloudfront/vpcOrigin:VpcOrigin").flatMap(({ urn, inputs }) => {
    const to = resources.named(textOf(objectOf(inputs["vpcOriginEndpointConfig"])["arn"]));
    return to === undefined ? [] : [{ ...https, from: urn, to }];
  });
  return [...origins, ...vpcOrigins];
}

const HOST = /^https:\/\/([a-z0-9.-]+\.[a-z]{2,})/;
/** Hosts whose owners are no part of any of the three clouds. */
const CLOUD_HOSTS = /\.(amazonaws\.com|azure\.com|azure\.net|windows\.net|googleapis\.com|microsoftonline\.com)$/;

/** Services elsewhere whose address a function or a pod was given. */
function hostArrows(resources: Resources): readonly Relation[] {
  return resources.all
    .filter((resource) => resource.custom && cloudOf(resource.type) !== undefined)
    .flatMap((resource) =>
      environmentOf(resource).flatMap((value) => {
        const host = HOST.exec(value)?.[1];
        if (host === undefined || CLOUD_HOSTS.test(host) || resources.named(value) !== undefined) {
          return [];
        }
        const id = `outside:${host}`;
        const outside = { id, title: host, subtitle: "service outside the estate" };
        return [{ from: resource.urn, to: id, kind: "connection" as const, label: "https", outside }];
      }),
    );
}

/** The environment that a function or a pod's containers get. */
function environmentOf({ inputs }: PlannedResource): readonly string[] {
  const variables = Object.values(objectOf(objectOf(inputs["environment"])["variables"]));
  const pod = objectOf(objectOf(objectOf(inputs["spec"])["template"])["spec"]);
  const values = listOf(pod["containers"]).flatMap((container) =>
    listOf(objectOf(container)["env"]).map((entry) => objectOf(entry)["value"]),
  );
  return [...variables, ...values].flatMap((value) => textOf(value) ?? []);
}

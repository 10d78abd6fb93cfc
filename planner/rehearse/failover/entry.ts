import { listOf, numberOf, objectOf, textOf, textsOf } from "../../proofs/read";
import { nameOf } from "../../proofs/recovery";
import { arnOf } from "../../proofs/recovery-estate";
import { ALIAS_SECONDS, HEALTH_CHECK } from "../../proofs/recovery-facts";
import type { Aftermath } from "./aftermath";
import type { DeployedResource } from "./deployed";
import { named, type Trail } from "./trail";

const SECONDS = 60;
const HEALTH_CHECK_TYPE = "aws:route53/healthCheck:HealthCheck";
const RECORD_TYPE = "aws:route53/record:Record";

/** How callers come to the second region. */
export interface Entry {
  /** Minutes after the loss at which Route 53 takes the first region for ill. */
  readonly detectedAt: number;
  /** Minutes for which resolvers keep the old answer. */
  readonly oldAnswer: number;
  /** What looks at the first region. */
  readonly healthCheck: DeployedResource;
  /** What looks at the second, where something does. */
  readonly ownCheck: DeployedResource | undefined;
  /** Where callers arrive. */
  readonly balancer: DeployedResource | undefined;
  readonly domainName: string;
}

/** Follows the name that callers use to what answers in the second region. */
export function followEntry(urn: string, after: Aftermath, trail: Trail): Entry | undefined {
  const children = new Set(after.before.within(urn).map((one) => one.urn));
  const records = after.ofType(RECORD_TYPE).filter((one) => children.has(one.urn));
  const record = (role: string) =>
    records.find(({ inputs }) => textOf(objectOf(listOf(inputs["failoverRoutingPolicies"])[0])["type"]) === role);
  const [primary, secondary] = [record("PRIMARY"), record("SECONDARY")];
  if (primary === undefined || secondary === undefined) {
    trail.problem(`${nameOf(urn)}: no pair of records fails over from ${after.first} to ${after.second}`);
    return undefined;
  }
  const healthCheck = checkOf(primary, after);
  if (healthCheck === undefined) {
    trail.problem(`${named(primary)} has no health check: Route 53 goes on answering with ${after.first}`);
    return undefined;
  }
  if (asks(healthCheck, after) !== undefined) {
    trail.problem(
      `${named(healthCheck)} asks ${textOf(healthCheck.inputs["fqdn"])}, which outlives ${after.first}: traffic never moves`,
    );
  }
  const interval = numberOf(healthCheck.inputs["requestInterval"], HEALTH_CHECK.intervalSeconds);
  const failures = numberOf(healthCheck.inputs["failureThreshold"], HEALTH_CHECK.failures);
  const domainName = textOf(secondary.inputs["name"]) ?? "";
  trail.hop(secondary, `${domainName} answers with ${targetOf(secondary)}`);
  return {
    detectedAt: (interval * failures) / SECONDS,
    oldAnswer: numberOf(primary.inputs["ttl"], ALIAS_SECONDS) / SECONDS,
    healthCheck,
    ownCheck: checkOf(secondary, after),
    balancer: arrival(secondary, after, trail),
    domainName,
  };
}

/** The balancer that the second record leads to. Its own health check must look at the same one. */
function arrival(secondary: DeployedResource, after: Aftermath, trail: Trail): DeployedResource | undefined {
  const target = targetOf(secondary);
  const balancer = after.giverOf(target);
  if (balancer === undefined) {
    const gone = after.goneGiverOf(target);
    trail.problem(
      gone === undefined
        ? `${named(secondary)} answers with ${target}, which nothing gives out`
        : `${named(secondary)} answers with ${target}, of ${named(gone)}, which is gone with ${after.first}`,
    );
    return undefined;
  }
  const own = checkOf(secondary, after);
  if (own !== undefined && asks(own, after) !== balancer) {
    trail.problem(
      `${named(own)} asks ${textOf(own.inputs["fqdn"])}, which does not lead to ${named(balancer)}: ` +
        `Route 53 takes ${after.second} for ill`,
    );
  }
  trail.hop(balancer, `${named(balancer)} in ${after.second}`);
  return balancer;
}

function checkOf(record: DeployedResource, after: Aftermath): DeployedResource | undefined {
  const id = textOf(record.inputs["healthCheckId"]);
  return after.ofType(HEALTH_CHECK_TYPE).find((one) => one.id === id);
}

/** What answers by the host that a health check asks, if that is left. */
function asks(check: DeployedResource, after: Aftermath): DeployedResource | undefined {
  const host = textOf(check.inputs["fqdn"]) ?? "";
  const record = after.ofType(RECORD_TYPE).find(({ inputs }) => {
    const plainRecord = listOf(inputs["failoverRoutingPolicies"]).length === 0;
    return plainRecord && textOf(inputs["name"]) === host && /^(A|AAAA|CNAME)$/.test(textOf(inputs["type"]) ?? "");
  });
  return after.giverOf(record === undefined ? host : targetOf(record));
}

function targetOf({ inputs }: DeployedResource): string {
  return textOf(objectOf(inputs["aliases"])["name"]) ?? textsOf(inputs["records"])[0] ?? "";
}

/** From the balancer to the cluster whose pods it calls. */
export function followBalancer(entry: Entry, after: Aftermath, trail: Trail): DeployedResource | undefined {
  const { balancer, domainName } = entry;
  if (balancer === undefined) {
    return undefined;
  }
  const listeners = after
    .ofType("aws:lb/listener:Listener")
    .filter(({ inputs }) => inputs["loadBalancerArn"] === arnOf(balancer) && inputs["protocol"] === "HTTPS");
  const [listener] = listeners;
  if (listener === undefined) {
    trail.problem(`${named(balancer)} listens to no HTTPS`);
    return undefined;
  }
  checkCertificate(listener, domainName, after, trail);
  const groups = after.ofType("aws:lb/targetGroup:TargetGroup").filter((one) => {
    return calledGroups(listener, domainName, after).includes(arnOf(one));
  });
  if (groups.length === 0) {
    trail.problem(`${named(listener)} forwards ${domainName} to no target group that is left`);
  }
  const clusters = groups.flatMap((group) => followTargets(group, after, trail));
  return clusters[0];
}

/** ARNs of the groups to which a listener forwards calls of this name. */
function calledGroups(listener: DeployedResource, domainName: string, after: Aftermath): readonly string[] {
  const rules = after
    .ofType("aws:lb/listenerRule:ListenerRule")
    .filter(({ inputs }) => inputs["listenerArn"] === arnOf(listener))
    .filter(({ inputs }) => {
      const hosts = listOf(inputs["conditions"]).flatMap((one) =>
        textsOf(objectOf(objectOf(one)["hostHeader"])["values"]),
      );
      return hosts.length === 0 || hosts.some((pattern) => covers(pattern, domainName));
    });
  const actions = [
    ...rules.flatMap(({ inputs }) => listOf(inputs["actions"])),
    ...listOf(listener.inputs["defaultActions"]),
  ];
  return actions.flatMap((one) => textOf(objectOf(one)["targetGroupArn"]) ?? []);
}

function checkCertificate(listener: DeployedResource, domainName: string, after: Aftermath, trail: Trail): void {
  const arn = textOf(listener.inputs["certificateArn"]) ?? "";
  const certificate = after.ofType("aws:acm/certificate:Certificate").find((one) => arnOf(one) === arn);
  if (certificate === undefined) {
    trail.problem(`${named(listener)} shows the certificate ${arn}, which is not left`);
    return;
  }
  const { domainName: own, subjectAlternativeNames: further } = certificate.inputs;
  const names = [...listOf(own), ...listOf(further)];
  if (!names.some((one) => covers(textOf(one) ?? "", domainName))) {
    trail.problem(`${named(certificate)} in ${after.second} does not name ${domainName}: callers refuse it`);
  }
}

/** `*` stands for one label, as in certificates and host rules. */
function covers(pattern: string, domainName: string): boolean {
  return (
    pattern === domainName ||
    (pattern.startsWith("*.") && domainName.split(".").slice(1).join(".") === pattern.slice("*.".length))
  );
}

/** A binding in a cluster registers the gateway's pods as the group's targets. */
function followTargets(group: DeployedResource, after: Aftermath, trail: Trail): readonly DeployedResource[] {
  const bindings = after
    .ofType("kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding")
    .filter(({ inputs }) => textOf(objectOf(inputs["spec"])["targetGroupARN"]) === arnOf(group));
  if (bindings.length === 0) {
    trail.problem(`${named(group)} has no targets: no cluster that is left binds a Service to it`);
  }
  return bindings.flatMap((binding) => {
    const cluster = after.clusterOf(binding.scope);
    const service = objectOf(objectOf(binding.inputs["spec"])["serviceRef"]);
    const namespace = textOf(objectOf(binding.inputs["metadata"])["namespace"]);
    if (cluster === undefined) {
      trail.problem(`${named(binding)} stands in a cluster that nobody knows`);
      return [];
    }
    trail.hop(binding, `Service ${namespace}/${textOf(service["name"])} of cluster ${cluster.id}`);
    return [cluster];
  });
}

import type { Bindable, Faults, FunctionNeeds, NetworkPlace, ResourceNeed } from "../core";

/** What of a place decides which addresses can be reached from there. */
export type Reach = Pick<NetworkPlace, "prefixLists" | "internet"> & {
  readonly interfaceEndpoints?: Pick<NonNullable<NetworkPlace["interfaceEndpoints"]>, "services">;
};

/** Services that have a gateway endpoint, which costs nothing. */
const GATEWAYS: readonly string[] = ["s3", "dynamodb"];
/**
 * Actions whose prefix is not the short name of the endpoint that takes them ("Services that integrate with AWS PrivateLink",
 * read 2026-11). The first that fits counts.
 */
const ENDPOINT_OF: readonly (readonly [RegExp, string])[] = [
  [/^bedrock:(Retrieve|InvokeAgent|InvokeFlow)/, "bedrock-agent-runtime"],
  [/^bedrock:(Invoke|Converse|ApplyGuardrail)/, "bedrock-runtime"],
  [/^bedrock:(StartIngestionJob|GetIngestionJob|ListIngestionJobs)$/, "bedrock-agent"],
  [/^dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams)$/, "dynamodb-streams"],
  [/^ses:/, "email"],
  [/^states:StartSyncExecution$/, "sync-states"],
];
/**
 * No endpoint leads there: that of `execute-api` takes calls of private APIs alone, and answers 403 for the others
 * ("Why do I get an HTTP 403 Forbidden error when connecting to my API Gateway APIs from a VPC", read 2026-11).
 */
const WITHOUT_ENDPOINT: readonly string[] = ["execute-api"];
/** What stands in the VPC itself, and is reached by `connectTo`. */
const IN_THE_NETWORK: readonly ResourceNeed["kind"][] = ["search"];

/** How a function gets to the API of one service. */
export type Way = "gateway" | "endpoint" | "internet";

/** The short name of the service whose API takes an action: `sqs:SendMessage` → `sqs`. */
export function serviceOf(action: string): string {
  const [prefix = action] = action.split(":");
  return ENDPOINT_OF.find(([pattern]) => pattern.test(action))?.[1] ?? prefix;
}

/** The services whose APIs the function calls, each with the way to it; undefined where there is none. */
export function waysOf(needs: FunctionNeeds | undefined, reach: Reach): ReadonlyMap<string, Way | undefined> {
  const services = Object.values(needs?.resources ?? {}).flatMap(servicesOf);
  return new Map(services.map((service) => [service, wayTo(service, reach)]));
}

/**
 * Lambda itself brings a function's logs, traces, environment and failed events on their way, wherever it runs. What its
 * handler calls goes through the function's own interface in the VPC: without a way the call waits for its time-out.
 */
export function checkReach(
  faults: Faults,
  needs: FunctionNeeds,
  bindings: Readonly<Record<string, Pick<Bindable, "bindingKind">>>,
  reach: Reach,
): void {
  for (const [name, need] of Object.entries(needs.resources ?? {})) {
    for (const service of servicesOf(need).filter((one) => wayTo(one, reach) === undefined)) {
      const actions = need.actions.filter((action) => serviceOf(action) === service).join(", ");
      faults.add({
        property: `bindings.${name}`,
        given: `a ${bindings[name]?.bindingKind ?? need.kind}, for ${actions}, in a network without a way to ${service}`,
        allowed: `what the function reaches from its network: ${reachable(reach)}`,
        fix: fixFor(service),
      });
    }
  }
  for (const { host } of reach.internet === true ? [] : (needs.endpoints ?? [])) {
    faults.add({
      property: "network.internet",
      given: `no way to the internet, and a function that calls ${host}`,
      allowed: "subnets with a way to the internet for a function that calls hosts outside AWS",
      fix: "give the network NAT, or leave network out: outside a VPC the function reaches the internet",
    });
  }
}

function servicesOf(need: ResourceNeed): readonly string[] {
  return IN_THE_NETWORK.includes(need.kind) ? [] : [...new Set(need.actions.map(serviceOf))];
}

function wayTo(service: string, { prefixLists, interfaceEndpoints, internet }: Reach): Way | undefined {
  if (service in (prefixLists ?? {})) {
    return "gateway";
  }
  if (!WITHOUT_ENDPOINT.includes(service) && interfaceEndpoints?.services.includes(service) === true) {
    return "endpoint";
  }
  return internet === true ? "internet" : undefined;
}

function reachable({ prefixLists, interfaceEndpoints }: Reach): string {
  return [...Object.keys(prefixLists ?? {}), ...(interfaceEndpoints?.services ?? [])].join(", ") || "nothing";
}

function fixFor(service: string): string {
  const place = "pass its place() as network";
  if (WITHOUT_ENDPOINT.includes(service)) {
    return `give the Network NAT and ${place}, or leave network out: no endpoint leads to ${service}`;
  }
  const list = GATEWAYS.includes(service) ? "gatewayEndpoints" : "interfaceEndpoints";
  return `add "${service}" to the ${list} of the Network and ${place}, give it NAT, or leave network out`;
}

import { checkLogRetention, checkLogsKey, Faults, type KeyWithServices } from "../core";
import { blockSize, contains, formatBlock, hasHostBits, parseBlock } from "./cidr";
import { checkOverlap } from "./peering-plan";

const AZURE_SOURCE = "Azure VPN Gateway documentation, about BGP and APIPA, read 2026-11";
/** Private numbers of autonomous systems, less those that Azure or AWS keep for themselves. */
export const PRIVATE_ASN = { min: 64_512, max: 65_534 } as const;
const AZURE_RESERVED_ASN: readonly number[] = [65_515, 65_517, 65_518, 65_519, 65_520];
/** Largest prefix length of the gateway's subnet, which Azure recommends for active-active gateways. */
const GATEWAY_PREFIX = 27;
/** Addresses that Azure keeps at the start of each subnet. */
const AZURE_KEPT = 4;

/** What the plan looks at. */
export interface VpnShape {
  readonly key: KeyWithServices;
  readonly aws: { readonly cidrBlock: string; readonly routeTableIds: Readonly<Record<string, unknown>> };
  readonly azureCidr?: string;
  readonly activeActive?: boolean;
  readonly gatewaySku?: string;
  readonly asn?: { readonly aws: number; readonly azure: number };
  readonly logRetentionDays?: number;
}

/** One tunnel: the inside addresses that BGP speaks between. */
export interface PlannedTunnel {
  /** `a-1`: the gateway's instance and the tunnel of its connection. */
  readonly key: string;
  /** `169.254.21.0/30` */
  readonly insideCidr: string;
  /** Ours at AWS, the first usable address. */
  readonly awsAddress: string;
  /** The other side's, the second. */
  readonly peerAddress: string;
}

/** One public address of the other side's gateway, and a connection of two tunnels at AWS. */
export interface PlannedInstance {
  /** `a`, `b`. */
  readonly key: string;
  readonly tunnels: readonly [PlannedTunnel, PlannedTunnel];
}

/** The arguments with every default filled in. */
export interface VpnPlan {
  readonly azureCidr: string;
  readonly gatewayCidr: string;
  readonly endpointsCidr: string;
  readonly gatewaySku: string;
  readonly asn: { readonly aws: number; readonly azure: number };
  readonly instances: readonly PlannedInstance[];
  readonly logRetentionDays: number;
}

/** The values of the arguments that have a default. */
export const VPN_DEFAULTS = {
  azureCidr: "10.60.0.0/24",
  activeActive: false,
  gatewaySku: "VpnGw1AZ",
  asn: { aws: 64_512, azure: 65_010 },
  logRetentionDays: 90,
} as const satisfies Partial<VpnShape>;

/**
 * Checks the address ranges against each other, divides Azure's, and numbers the tunnels.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planVpn(name: string, args: VpnShape): VpnPlan {
  const settings = { ...VPN_DEFAULTS, ...args };
  const faults = new Faults("AzureVpn", name);
  checkRanges(faults, args.aws.cidrBlock, settings.azureCidr);
  checkAsn(faults, settings.asn);
  checkLogsKey(faults, args.key);
  checkLogRetention(faults, settings.logRetentionDays);
  faults.check(/^VpnGw[1-5]AZ$/.test(settings.gatewaySku), {
    property: "gatewaySku",
    given: settings.gatewaySku,
    allowed: "VpnGw1AZ to VpnGw5AZ: they span zones; Azure retires the others, and Basic has no BGP",
    fix: "choose one of these",
  });
  faults.check(Object.keys(args.aws.routeTableIds).length > 0, {
    property: "aws.routeTableIds",
    given: {},
    allowed: "at least one route table",
    fix: "name the route tables of the subnets that reach Azure",
  });
  faults.throwIfAny();
  return {
    ...subnets(settings.azureCidr),
    azureCidr: settings.azureCidr,
    gatewaySku: settings.gatewaySku,
    asn: settings.asn,
    instances: (settings.activeActive ? ["a", "b"] : ["a"]).map(planInstance),
    logRetentionDays: settings.logRetentionDays,
  };
}

function checkRanges(faults: Faults, awsCidr: string, azureCidr: string): void {
  const block = parseBlock(azureCidr);
  faults.check(block !== undefined && !hasHostBits(block) && block.prefix <= GATEWAY_PREFIX - 1, {
    property: "azureCidr",
    given: azureCidr,
    allowed: `a block of /${GATEWAY_PREFIX - 1} or larger: half of it for endpoints, a /${GATEWAY_PREFIX} for the gateway`,
    fix: "choose a private block that no connected network uses",
  });
  faults.check(parseBlock(awsCidr) !== undefined, {
    property: "aws.cidrBlock",
    given: awsCidr,
    allowed: "the VPC's IPv4 block, such as 10.0.0.0/16",
    fix: "write the block as the VPC has it",
  });
  faults.addAll(checkOverlap("azureCidr", azureCidr, awsCidr));
}

function checkAsn(faults: Faults, asn: { readonly aws: number; readonly azure: number }): void {
  for (const side of ["aws", "azure"] as const) {
    const given = asn[side];
    const taken = side === "azure" && AZURE_RESERVED_ASN.includes(given);
    faults.check(given >= PRIVATE_ASN.min && given <= PRIVATE_ASN.max && !taken, {
      property: `asn.${side}`,
      given,
      allowed: `${PRIVATE_ASN.min} to ${PRIVATE_ASN.max}, for Azure without ${AZURE_RESERVED_ASN.join(", ")} (${AZURE_SOURCE})`,
      fix: "choose a private number",
    });
  }
  faults.check(asn.aws !== asn.azure, {
    property: "asn",
    given: asn,
    allowed: "two different numbers",
    fix: "give each side its own",
  });
}

/** The upper half is for endpoints, the first /27 for the gateway. */
function subnets(azureCidr: string): { readonly gatewayCidr: string; readonly endpointsCidr: string } {
  const block = parseBlock(azureCidr) ?? { start: 0, size: blockSize(0), prefix: 0 };
  const half = block.size / 2;
  return {
    gatewayCidr: formatBlock({ start: block.start, size: blockSize(GATEWAY_PREFIX), prefix: GATEWAY_PREFIX }),
    endpointsCidr: formatBlock({ start: block.start + half, size: half, prefix: block.prefix + 1 }),
  };
}

/** Azure speaks BGP from 169.254.21.0 to 169.254.22.255 only; each tunnel takes four addresses of it. Google takes any. */
export function planInstance(key: string, position: number): PlannedInstance {
  const tunnel = (number: 1 | 2): PlannedTunnel => {
    const network = `169.254.${20 + number}.`;
    const first = position * 4;
    return {
      key: `${key}-${number}`,
      insideCidr: `${network}${first}/30`,
      awsAddress: `${network}${first + 1}`,
      peerAddress: `${network}${first + 2}`,
    };
  };
  return { key, tunnels: [tunnel(1), tunnel(2)] };
}

/**
 * An address of the endpoints' subnet, by its position, counted from the first that Azure leaves free: fixed, so that names
 * can point to it before the endpoint stands.
 *
 * @throws {pulumi.InputPropertiesError} where the subnet has no such address
 */
export function endpointAddress(name: string, endpointsCidr: string, position: number): string {
  const subnet = parseBlock(endpointsCidr) ?? { start: 0, size: 0, prefix: 32 };
  const address = { start: subnet.start + AZURE_KEPT + position, size: 1, prefix: 32 };
  const faults = new Faults("AzureVpn", name);
  const last = { ...address, start: address.start + 1 };
  faults.check(Number.isInteger(position) && position >= 0 && contains(subnet, last), {
    property: "position",
    given: position,
    allowed: `0 to ${subnet.size - AZURE_KEPT - 2} in ${endpointsCidr}`,
    fix: "choose a position in that range, or a larger azureCidr",
  });
  faults.throwIfAny();
  return formatBlock(address).replace(/\/32$/, "");
}

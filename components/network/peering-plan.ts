import { type Fault, Faults } from "../core";
import { hasHostBits, overlaps, parseBlock } from "./cidr";

/** What the plan looks at: one end of a peering. */
export interface PeeringEndShape {
  readonly vpcId: unknown;
  readonly cidrBlock: string;
  readonly routeTableIds: Readonly<Record<string, unknown>>;
}

/** What the plan looks at. */
export interface PeeringShape {
  readonly from: PeeringEndShape;
  readonly to: PeeringEndShape & { readonly accountId?: string; readonly region?: string };
  readonly dns?: boolean;
  readonly accepter?: "automatic" | "provider" | "other";
  readonly accepterProvider?: unknown;
}

/** The arguments with every default filled in. */
export interface PeeringPlan {
  readonly dns: boolean;
  readonly accepter: "automatic" | "provider" | "other";
}

/** The values of the arguments that have a default. */
export const PEERING_DEFAULTS = { dns: true, accepter: "automatic" } as const satisfies Partial<PeeringShape>;

/**
 * Checks both ends against each other and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planPeering(name: string, args: PeeringShape): PeeringPlan {
  const accepter = args.accepter ?? PEERING_DEFAULTS.accepter;
  const faults = new Faults("VpcPeering", name);
  checkEnd(faults, "from", args.from);
  checkEnd(faults, "to", args.to);
  faults.addAll(checkOverlap("to.cidrBlock", args.to.cidrBlock, args.from.cidrBlock));
  faults.check(args.to.accountId === undefined || /^\d{12}$/.test(args.to.accountId), {
    property: "to.accountId",
    given: args.to.accountId,
    allowed: "twelve digits",
    fix: "give the account's number",
  });
  const foreign = args.to.accountId !== undefined || args.to.region !== undefined;
  faults.check(!foreign || accepter !== "automatic", {
    property: "accepter",
    given: accepter,
    allowed: '"provider" or "other" where the other VPC is in another account or region: EC2 does not accept for it',
    fix: 'pass the other side\'s provider with accepter "provider", or let its owners accept with "other"',
  });
  faults.check((accepter === "provider") === (args.accepterProvider !== undefined), {
    property: "accepterProvider",
    given: args.accepterProvider === undefined ? undefined : "[a provider]",
    allowed: 'the other side\'s provider with accepter "provider", and nothing otherwise',
    fix: "pass it, or choose another accepter",
  });
  faults.throwIfAny();
  return { accepter, dns: args.dns ?? PEERING_DEFAULTS.dns };
}

function checkEnd(faults: Faults, property: string, end: PeeringEndShape): void {
  faults.check(typeof end.vpcId !== "string" || /^vpc-[0-9a-z]+$/.test(end.vpcId), {
    property: `${property}.vpcId`,
    given: end.vpcId,
    allowed: "a VPC of AWS; peering does not cross clouds",
    fix: "connect another cloud by AzureVpn or HA VPN instead",
  });
  const block = parseBlock(end.cidrBlock);
  faults.check(block !== undefined && !hasHostBits(block), {
    property: `${property}.cidrBlock`,
    given: end.cidrBlock,
    allowed: "the VPC's IPv4 block, such as 10.0.0.0/16",
    fix: "write the block as the VPC has it",
  });
}

/** A fault where two blocks share an address; none where one of them is unreadable, which is a fault of its own. */
export function checkOverlap(property: string, given: string, other: string): readonly Fault[] {
  const [one, two] = [parseBlock(given), parseBlock(other)];
  if (one === undefined || two === undefined || !overlaps(one, two)) {
    return [];
  }
  return [
    {
      property,
      given,
      allowed: `a block that shares no address with ${other}`,
      fix: "renumber one side: no route can tell them apart",
    },
  ];
}

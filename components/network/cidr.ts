import * as ipaddr from "ipaddr.js";

/** Bits of an IPv4 address. */
const IPV4_BITS = 32;

/** A block of IPv4 addresses, as numbers: `10.0.0.0/16` is 65,536 addresses from 167,772,160 on. */
export interface Block {
  /** First address. */
  readonly start: number;
  /** Addresses in the block. */
  readonly size: number;
  /** Prefix length: the number after the slash. */
  readonly prefix: number;
}

/**
 * Reads a block in CIDR notation.
 *
 * @returns the block as written, or `undefined` where the text is none; an address inside a block (`10.0.0.1/16`, host
 * bits set) reads as a block that starts there: see {@link networkAddress}
 */
export function parseBlock(cidr: string): Block | undefined {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr)) {
    return undefined;
  }
  const [address, prefix] = ipaddr.IPv4.parseCIDR(cidr);
  return { start: numberOf(address.octets), size: blockSize(prefix), prefix };
}

/** Addresses in a block with this prefix length. */
export function blockSize(prefix: number): number {
  return 2 ** (IPV4_BITS - prefix);
}

/** The block that an address belongs to: what `10.0.0.1/16` should have been. */
export function networkAddress(block: Block): Block {
  return { ...block, start: block.start - (block.start % block.size) };
}

/** Whether the address has bits beyond the prefix. */
export function hasHostBits(block: Block): boolean {
  return block.start % block.size !== 0;
}

/** Whether all of `inner` lies inside `outer`. */
export function contains(outer: Block, inner: Block): boolean {
  return inner.start >= outer.start && inner.start + inner.size <= outer.start + outer.size;
}

/** Whether two blocks share an address. */
export function overlaps(one: Block, other: Block): boolean {
  return one.start < other.start + other.size && other.start < one.start + one.size;
}

/** The block in CIDR notation. */
export function formatBlock(block: Block): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(block.start / 2 ** shift) % 256);
  return `${new ipaddr.IPv4(octets).toString()}/${block.prefix}`;
}

function numberOf(octets: readonly number[]): number {
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

/** A /64 of a /56: the fourth group of the address ends with the index. @param index 0 to 255 */
export function ipv6Block(vpcBlock: string, index: number): string {
  const [address] = ipaddr.IPv6.parseCIDR(vpcBlock);
  const [first = 0, second = 0, third = 0, fourth = 0] = address.parts;
  return `${new ipaddr.IPv6([first, second, third, fourth + index, 0, 0, 0, 0]).toRFC5952String()}/64`;
}

import { deepEqual, equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { type Block, blockSize, contains, formatBlock, overlaps, parseBlock } from "../../../components/network/cidr";
import {
  type AllocatedSubnet,
  allocateSubnets,
  largestPrefix,
  TIERS,
} from "../../../components/network/subnet-allocator";

/** Prefix lengths at which every tier of a derived layout has room for its smallest subnet, a /28. */
const vpcPrefix = fc.integer({ min: 16, max: 23 });

const vpc = fc.tuple(vpcPrefix, fc.nat()).map(([prefix, seed]): Block => {
  const size = blockSize(prefix);
  return { prefix, size, start: (seed % (2 ** 32 / size)) * size };
});

const zones = fc
  .uniqueArray(fc.constantFrom(..."abcdefgh"), { minLength: 2, maxLength: 6 })
  .map((letters) => letters.map((letter) => `eu-west-1${letter}`));

/** A VPC, zones, and a size for each tier that is wanted. */
const layout = fc
  .tuple(vpc, zones, fc.subarray([...TIERS], { minLength: 1 }), fc.array(fc.nat(), { minLength: 3, maxLength: 3 }))
  .map(([block, names, tiers, seeds]) => ({
    block,
    zones: names,
    prefixes: Object.fromEntries(
      tiers.map((tier, index) => {
        const largest = largestPrefix(block.prefix, tier);
        return [tier, largest + ((seeds[index] ?? 0) % (29 - largest))];
      }),
    ),
  }));

function blockOf(subnet: AllocatedSubnet): Block {
  const block = parseBlock(subnet.cidr);
  ok(block, subnet.cidr);
  return block;
}

describe("allocateSubnets", () => {
  it("stays inside the VPC, gives the size asked for, and starts each subnet on its own boundary", () => {
    fc.assert(
      fc.property(layout, ({ block, zones: names, prefixes }) => {
        for (const subnet of allocateSubnets(block, names, prefixes)) {
          const own = blockOf(subnet);
          ok(contains(block, own));
          equal(own.prefix, prefixes[subnet.tier]);
          equal(own.start % own.size, 0);
        }
      }),
    );
  });

  it("makes one subnet per zone and tier, and none overlaps another", () => {
    fc.assert(
      fc.property(layout, ({ block, zones: names, prefixes }) => {
        const subnets = allocateSubnets(block, names, prefixes);
        equal(subnets.length, names.length * Object.keys(prefixes).length);
        equal(new Set(subnets.map(({ name }) => name)).size, subnets.length);
        for (const [index, one] of subnets.entries()) {
          for (const other of subnets.slice(index + 1)) {
            ok(!overlaps(blockOf(one), blockOf(other)), `${one.cidr} ${other.cidr}`);
          }
        }
      }),
    );
  });

  it("gives the same subnets for the same arguments", () => {
    fc.assert(
      fc.property(layout, ({ block, zones: names, prefixes }) => {
        deepEqual(allocateSubnets(block, names, prefixes), allocateSubnets({ ...block }, [...names], { ...prefixes }));
      }),
    );
  });

  it("moves no subnet when zones are appended, taken away or reordered, or when a tier is left out", () => {
    fc.assert(
      fc.property(layout, fc.nat(), ({ block, zones: names, prefixes }, seed) => {
        const whole = new Map(allocateSubnets(block, names, prefixes).map(({ name, cidr }) => [name, cidr]));
        const fewer = names.slice(seed % names.length).reverse();
        const tier = TIERS.find((one) => prefixes[one] !== undefined);
        const without = Object.fromEntries(Object.entries(prefixes).filter(([one]) => one !== tier));
        for (const subnet of [...allocateSubnets(block, fewer, prefixes), ...allocateSubnets(block, names, without)]) {
          equal(subnet.cidr, whole.get(subnet.name));
        }
      }),
    );
  });

  it("cuts a /16 as documented", () => {
    const block = parseBlock("10.0.0.0/16");
    ok(block);
    deepEqual(
      allocateSubnets(block, ["us-east-1a", "us-east-1b"], { public: 21, private: 20, isolated: 24 }).map(
        ({ name, cidr }) => `${name} ${cidr}`,
      ),
      [
        "public-us-east-1a 10.0.16.0/21",
        "public-us-east-1b 10.0.48.0/21",
        "private-us-east-1a 10.0.0.0/20",
        "private-us-east-1b 10.0.32.0/20",
        "isolated-us-east-1a 10.0.24.0/24",
        "isolated-us-east-1b 10.0.56.0/24",
      ],
    );
  });
});

describe("parseBlock", () => {
  it("reads what formatBlock writes", () => {
    fc.assert(fc.property(vpc, (block) => deepEqual(parseBlock(formatBlock(block)), block)));
  });

  it("takes nothing but four decimal numbers, a slash and a prefix length", () => {
    for (const text of [
      "",
      "10.0.0.0",
      "10.0/16",
      "010.0.0.0/16",
      "10.0.0.256/16",
      "10.0.0.0/33",
      "0xa.0.0.0/8",
      "::/0",
    ]) {
      equal(parseBlock(text), undefined, text);
    }
  });
});

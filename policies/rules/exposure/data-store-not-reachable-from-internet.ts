import { Node, stackRule } from "../../engine";
import { groupsOf, isPublic, STORE_PLACES, subnetsOf, waysInto } from "../shared/network";

export const dataStoreNotReachableFromInternet = stackRule({
  id: "data-store-not-reachable-from-internet",
  title: "No way leads from the internet to a data store without a program between",
  why: "Between the internet and the data stands a program that asks who is there; a load balancer does not ask.",
  fix: {
    text: "Put the store into private subnets, and admit the application's security group only.",
    code: `database.connectFrom(service)`,
  },
  severity: "critical",
  frameworks: ["PCI 1.4.4", "SOC2 CC6.6"],
  types: Object.keys(STORE_PLACES),
  guards: [],
  check(store, judge, stack) {
    for (const group of groupsOf(store, stack)) {
      for (const way of waysInto(group, stack)) {
        const bridge = way.sources.find(
          (source) => waysInto(source, stack).some(({ world }) => world) && source !== group,
        );
        judge.require(
          bridge === undefined,
          way.node,
          "the application's security group",
          `${store.name} is one step from the internet: ${bridge?.name} is open to the world and may enter ${group.name}.`,
        );
      }
    }
    for (const subnet of subnetsOf(store, stack)) {
      judge.require(
        !isPublic(subnet, stack),
        new Node("", subnet.name),
        "a private subnet",
        `${store.name} stands in ${subnet.name}, whose route table leads to an internet gateway.`,
      );
    }
  },
});

import { CLOUDCOMMERCE_SPEC } from "../../test/stacks/cloudcommerce-spec";
import { CLOUDMART_SPEC } from "../../test/stacks/cloudmart-spec";
import { ECOM67_SPEC } from "../../test/stacks/ecom67-spec";
import { MICROSERVICES_SPEC } from "../../test/stacks/microservices-spec";
import type { SpecLine } from "../../test/stacks/spec-line";

/** A system whose pages are made from its plans. */
export interface DocumentedSystem {
  /** Its folder below `stacks/`. */
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  /** Its stacks, the cheapest first. */
  readonly stacks: readonly string[];
  /** The one that must do all that the system is for. */
  readonly production: string;
  readonly spec: readonly SpecLine[];
}

/** Every system with a page. A newcomer adds one by copying an entry. */
export const DOCUMENTED_SYSTEMS: readonly DocumentedSystem[] = [
  {
    name: "cloudmart",
    title: "CloudMart",
    stacks: ["cloudmart-dev", "cloudmart-staging", "cloudmart-prod"],
    production: "cloudmart-prod",
    spec: CLOUDMART_SPEC,
  },
  {
    name: "microservices",
    title: "The microservices shop",
    stacks: ["microservices-dev", "microservices-prod"],
    production: "microservices-prod",
    spec: MICROSERVICES_SPEC,
  },
  {
    name: "ecom67",
    title: "E-Com67",
    stacks: ["ecom67-dev", "ecom67-prod"],
    production: "ecom67-prod",
    spec: ECOM67_SPEC,
  },
  {
    name: "cloudcommerce",
    title: "CloudCommerce",
    stacks: ["cloudcommerce-staging", "cloudcommerce-prod"],
    production: "cloudcommerce-prod",
    spec: CLOUDCOMMERCE_SPEC,
  },
];

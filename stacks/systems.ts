import { cloudCommerce } from "./cloudcommerce";
import { cloudCommerceSchema } from "./cloudcommerce/settings";
import { cloudMart } from "./cloudmart";
import { cloudMartSchema } from "./cloudmart/settings";
import { ecom67 } from "./ecom67";
import { ecom67Schema } from "./ecom67/settings";
import { microservices } from "./microservices";
import { microservicesSchema } from "./microservices/settings";
import { type System, system } from "./settings";

/** Every system, by the name that a stack's configuration gives. */
export const SYSTEMS: Readonly<Record<string, System>> = {
  cloudcommerce: system(cloudCommerceSchema, cloudCommerce),
  cloudmart: system(cloudMartSchema, cloudMart),
  microservices: system(microservicesSchema, microservices),
  ecom67: system(ecom67Schema, ecom67),
};

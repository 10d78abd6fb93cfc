import "./cheap-traces";
import * as pulumi from "@pulumi/pulumi";
import { cloudCommerce } from "./cloudcommerce";
import { cloudCommerceSchema } from "./cloudcommerce/settings";
import { cloudMart } from "./cloudmart";
import { cloudMartSchema } from "./cloudmart/settings";
import { ecom67 } from "./ecom67";
import { ecom67Schema } from "./ecom67/settings";
import { microservices } from "./microservices";
import { microservicesSchema } from "./microservices/settings";
import { runStack, system } from "./settings";

/** The program of every stack: the settings say which system it stands up, and in which environment. */
export = (): Record<string, unknown> =>
  runStack(new pulumi.Config(), {
    cloudcommerce: system(cloudCommerceSchema, cloudCommerce),
    cloudmart: system(cloudMartSchema, cloudMart),
    microservices: system(microservicesSchema, microservices),
    ecom67: system(ecom67Schema, ecom67),
  });

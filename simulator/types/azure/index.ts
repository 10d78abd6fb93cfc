import type { TypeModel } from "../../model";
import { azureCoreTypes } from "./core";

/** Azure. */
export const azureTypes: readonly TypeModel[] = [...azureCoreTypes];

import type { TypeModel } from "../../model";
import { azureConsumptionTypes } from "./consumption";
import { azureCoreTypes } from "./core";
import { azureRoadmapTypes } from "./roadmap-additions";

/** Azure. */
export const azureTypes: readonly TypeModel[] = [...azureConsumptionTypes, ...azureCoreTypes, ...azureRoadmapTypes];

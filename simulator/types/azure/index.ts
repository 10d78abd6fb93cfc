import type { TypeModel } from "../../model";
import { azureCoreTypes } from "./core";
import { azureRoadmapTypes } from "./roadmap-additions";

/** Azure. */
export const azureTypes: readonly TypeModel[] = [...azureCoreTypes, ...azureRoadmapTypes];

import type { TypeModel } from "../../model";
import { gcpDataTypes } from "./data";
import { gcpIdentityTypes } from "./identity";

/** Google Cloud. */
export const gcpTypes: readonly TypeModel[] = [...gcpDataTypes, ...gcpIdentityTypes];

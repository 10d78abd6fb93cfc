import type { TypeModel } from "../../model";
import { gcpBigtableTypes } from "./bigtable";
import { gcpBillingTypes } from "./billing";
import { gcpComputeTypes } from "./compute";
import { gcpDataTypes } from "./data";
import { gcpDataflowTypes } from "./dataflow";
import { gcpIdentityTypes } from "./identity";
import { gcpTransferTypes } from "./storagetransfer";

/** Google Cloud. */
export const gcpTypes: readonly TypeModel[] = [
  ...gcpBillingTypes,
  ...gcpComputeTypes,
  ...gcpBigtableTypes,
  ...gcpDataTypes,
  ...gcpDataflowTypes,
  ...gcpIdentityTypes,
  ...gcpTransferTypes,
];

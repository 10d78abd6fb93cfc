import type { InvokeModel, TypeModel } from "../../model";
import { gcpAgentInvokes, gcpAgentTypes } from "./agents";
import { gcpBigtableTypes } from "./bigtable";
import { gcpBillingTypes } from "./billing";
import { gcpComputeTypes } from "./compute";
import { gcpDataTypes } from "./data";
import { gcpDataflowTypes } from "./dataflow";
import { gcpDataprocTypes } from "./dataproc";
import { gcpDnsTypes } from "./dns";
import { gcpIdentityTypes } from "./identity";
import { gcpNetworkPartTypes } from "./network-parts";
import { gcpTransferTypes } from "./storagetransfer";

/** Google Cloud. */
export const gcpTypes: readonly TypeModel[] = [
  ...gcpAgentTypes,
  ...gcpBillingTypes,
  ...gcpComputeTypes,
  ...gcpBigtableTypes,
  ...gcpDataTypes,
  ...gcpDataflowTypes,
  ...gcpDataprocTypes,
  ...gcpDnsTypes,
  ...gcpIdentityTypes,
  ...gcpNetworkPartTypes,
  ...gcpTransferTypes,
];

/** Google Cloud's look-ups. */
export const gcpInvokes: readonly InvokeModel[] = [...gcpAgentInvokes];

import type { Pack } from "../engine";
import { COST_AND_OWNERSHIP } from "./cost-and-ownership/pack";
import { ENCRYPTION } from "./encryption/pack";
import { EXPOSURE } from "./exposure/pack";
import { KUBERNETES } from "./kubernetes/pack";
import { LEAST_PRIVILEGE } from "./least-privilege/pack";
import { LOGGING } from "./logging/pack";
import { RESILIENCE } from "./resilience/pack";

/** Every pack, in the order of what they guard. */
export const PACKS: readonly Pack[] = [
  ENCRYPTION,
  LEAST_PRIVILEGE,
  EXPOSURE,
  RESILIENCE,
  LOGGING,
  KUBERNETES,
  COST_AND_OWNERSHIP,
];

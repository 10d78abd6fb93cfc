import { cloudMart } from "../../stacks/cloudmart";
import { type CloudMartSettings, cloudMartSchema } from "../../stacks/cloudmart/settings";
import { type RecordedStack, recordStack } from "./stack";

/** CloudMart recorded with the settings that the repository ships for an environment, changed where asked for. */
export function recordCloudMart(
  environment: "dev" | "staging" | "prod",
  change?: (settings: CloudMartSettings) => CloudMartSettings,
): Promise<RecordedStack<CloudMartSettings>> {
  return recordStack(`cloudmart-${environment}`, { schema: cloudMartSchema, program: cloudMart }, change);
}

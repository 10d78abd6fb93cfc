import { isMissingAgent } from "../../types/gcp/agents";
import { googleApi } from "../../types/gcp/apis";
import type { CloudInventory } from "../inventory";
import { type AdmissionRule, valuesAt } from "./rule";

const SERVICE = "gcp:projects/service:Service";

/** In a project nothing is made before its service is on, and nobody is granted anything before they exist. */
export const googleRule: AdmissionRule = {
  title: "Google's services and accounts stand first",
  onWrite: ({ request, scope, existing }, inventory) =>
    existing !== undefined || !request.type.startsWith("gcp:")
      ? []
      : [...serviceOff(request.type, scope, inventory), ...missingAgents(request.inputs, scope, inventory)],
};

/** Why a project would not answer: the service is off. A new project has none on that a program can count on. */
export function serviceOff(token: string, project: string, inventory: CloudInventory): readonly string[] {
  const api = googleApi(token);
  const on = inventory.list(SERVICE).some((one) => one.scope === project && one.inputs["service"] === api);
  return api === undefined || on
    ? []
    : [`SERVICE_DISABLED: ${api} has not been used in project ${project} before or it is disabled`];
}

function missingAgents(inputs: unknown, project: string, inventory: CloudInventory): readonly string[] {
  return valuesAt(inputs, "member")
    .map(String)
    .filter((member) => isMissingAgent(member, project, inventory))
    .map((member) => `badRequest: Service account ${member.replace("serviceAccount:", "")} does not exist.`);
}

import { isNotTrue, isTrue, resourceRule } from "../../engine";

export const searchDomainControlsAccess = resourceRule({
  id: "search-domain-controls-access",
  title: "Search domains say who may read which index",
  why: "Without fine-grained access control whoever may call the domain may read and delete every index.",
  fix: {
    text: "Switch the advanced security options on, with a role as the master user.",
    code: `advancedSecurityOptions: { enabled: true, masterUserOptions: { masterUserArn: administrator.arn } }`,
  },
  severity: "high",
  frameworks: ["†FSBP Opensearch.7", "PCI 7.2.2"],
  types: ["aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain"],
  expects: [
    { path: "advancedSecurityOptions.enabled", want: isTrue },
    { path: "advancedSecurityOptions.anonymousAuthEnabled", want: isNotTrue },
  ],
});

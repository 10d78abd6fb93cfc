import { isTrue, oneOf, resourceRule } from "../../engine";
import { memberOf } from "../shared/remedies";

const TLS_POLICIES = [
  "Policy-Min-TLS-1-2-2019-07",
  "Policy-Min-TLS-1-2-PFS-2023-10",
  "Policy-Min-TLS-1-2-RFC9151-FIPS-2024-08",
];

export const searchDomainEncrypted = resourceRule({
  id: "search-domain-encrypted",
  title: "Search domains encrypt at rest, between nodes and to their clients",
  why: "The index is a copy of the data that it was built from.",
  fix: {
    text: "Switch on the three encryptions and set a TLS policy of version 1.2.",
    code: `encryptAtRest: { enabled: true, kmsKeyId: key.arn },
nodeToNodeEncryption: { enabled: true },
domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10" },`,
  },
  severity: "high",
  frameworks: ["FSBP Opensearch.1", "FSBP Opensearch.3", "FSBP Opensearch.8"],
  types: ["aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain"],
  expects: [
    { path: "encryptAtRest.enabled", want: isTrue },
    { path: "nodeToNodeEncryption.enabled", want: isTrue },
    { path: "domainEndpointOptions.enforceHttps", want: isTrue },
    { path: "domainEndpointOptions.tlsSecurityPolicy", want: oneOf(...TLS_POLICIES) },
  ],
  remediate: (domain) => ({
    ...domain.resource.props,
    domainEndpointOptions: {
      ...memberOf(domain.resource.props, "domainEndpointOptions"),
      enforceHttps: true,
      tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10",
    },
  }),
});

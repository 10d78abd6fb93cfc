import { REMOVED, resourceRule } from "../../engine";

const VERSIONS = ["TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"];

export const distributionRequiresTls = resourceRule({
  id: "distribution-requires-tls",
  title: "Distributions redirect to HTTPS and speak TLS 1.2 and newer",
  why: "What is cached at the edge is read over the last mile, where networks are strange.",
  fix: {
    text: "Set viewerProtocolPolicy to redirect-to-https, and minimumProtocolVersion with a certificate of your own.",
    code: `viewerCertificate: { acmCertificateArn, sslSupportMethod: "sni-only", minimumProtocolVersion: "TLSv1.2_2021" }`,
  },
  severity: "high",
  frameworks: ["FSBP CloudFront.3", "PCI 4.2.1"],
  types: ["aws:cloudfront/distribution:Distribution"],
  guards: [
    { path: "defaultCacheBehavior.viewerProtocolPolicy", broken: ["allow-all", REMOVED] },
    { path: "orderedCacheBehaviors[*].viewerProtocolPolicy", broken: ["allow-all", REMOVED] },
    { path: "viewerCertificate.minimumProtocolVersion", broken: ["TLSv1"] },
  ],
  check(distribution, judge) {
    for (const behavior of [
      distribution.get("defaultCacheBehavior"),
      ...distribution.get("orderedCacheBehaviors").items(),
    ]) {
      const policy = behavior.get("viewerProtocolPolicy");
      judge.attempt(() =>
        judge.require(["redirect-to-https", "https-only"].includes(policy.text() ?? ""), policy, '"redirect-to-https"'),
      );
    }
    const certificate = distribution.get("viewerCertificate");
    // With CloudFront's own certificate the version cannot be chosen.
    if (certificate.get("cloudfrontDefaultCertificate").flag() !== true) {
      const version = certificate.get("minimumProtocolVersion");
      judge.require(VERSIONS.includes(version.text() ?? ""), version, "TLSv1.2_2021");
    }
  },
});

import { REMOVED, type Subject, stackRule } from "../../engine";
import { LISTENERS } from "../shared/types";

const CERTIFICATE = "aws:acm/certificate:Certificate";
const VALIDATION = "aws:acm/certificateValidation:CertificateValidation";

export const listenerHasIssuedCertificate = stackRule({
  id: "listener-has-issued-certificate",
  title: "Listeners that speak TLS present a certificate that has been issued",
  why: "Without a certificate, or with one that nobody has validated, the listener cannot be made and the old one stays.",
  fix: {
    text: "Set certificateArn to the ARN that the certificate's validation gives out.",
    code: `const issued = new acm.CertificateValidation("shop", { certificateArn: certificate.arn, validationRecordFqdns });
new lb.Listener("https", { ..., protocol: "HTTPS", certificateArn: issued.certificateArn });`,
  },
  severity: "high",
  frameworks: ["PCI 4.2.1"],
  types: LISTENERS,
  guards: [{ path: "certificateArn", broken: ["", REMOVED] }],
  check(listener, judge, stack) {
    if (!/^(HTTPS|TLS)$/i.test(listener.get("protocol").text() ?? "")) {
      judge.skip("the listener speaks no TLS");
      return;
    }
    const node = listener.get("certificateArn");
    const [certificate] = stack.targets(listener, "certificateArn", [CERTIFICATE]);
    const [validation] = stack.targets(listener, "certificateArn", [VALIDATION]);
    // Not known yet, but what a validation or a certificate of this stack gives out.
    const present = certificate !== undefined || validation !== undefined || (node.text() ?? "") !== "";
    if (
      !judge.require(present, node, "the ARN of a certificate") ||
      certificate === undefined ||
      issuedAtOnce(certificate)
    ) {
      return;
    }
    const { found, perhaps } = stack.referrers(certificate, [VALIDATION], "certificateArn");
    if (found.length === 0 && perhaps.length > 0) {
      judge.doubt("certificateArn", "which certificate is validated is not known yet");
      return;
    }
    const waits = found.some(({ urn }) => upstream(listener).includes(urn));
    judge.require(
      waits,
      node,
      "the ARN that the certificate's validation gives out",
      found.length === 0
        ? `Listener ${listener.name} presents ${certificate.name}, which nothing in this stack validates.`
        : `Listener ${listener.name} does not wait until ${certificate.name} is issued.`,
    );
  },
});

/** An imported certificate, or one of a private authority, needs nobody's proof. */
function issuedAtOnce(certificate: Subject): boolean {
  return certificate.get("privateKey").present || certificate.get("certificateAuthorityArn").present;
}

function upstream({ resource }: Subject): readonly string[] {
  return [...resource.dependencies, ...Object.values(resource.propertyDependencies).flat()];
}

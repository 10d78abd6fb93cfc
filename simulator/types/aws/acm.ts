import { createHash } from "node:crypto";
import { regionalArn, text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";
import { uuid } from "./uuid";

/** Every name on the certificate, the main one first. */
function namesOf(request: CreateRequest): readonly string[] {
  const others = request.inputs["subjectAlternativeNames"];
  return [text(request, "domainName"), ...(Array.isArray(others) ? others.map(String) : [])];
}

/** ACM asks for the same record of a name in every region; the digits hang on the name alone, as they do in ACM. */
function proofOf(name: string) {
  const domain = name.replace(/^\*\./, "");
  const label = createHash("md5").update(domain).digest("hex");
  return {
    domainName: name,
    resourceRecordName: `_${label}.${domain}.`,
    resourceRecordType: "CNAME",
    resourceRecordValue: `_${[...label].reverse().join("")}.acm-validations.aws.`,
  };
}

/** AWS Certificate Manager. */
export const acmTypes: readonly TypeModel[] = [
  {
    type: "aws:acm/certificate:Certificate",
    nameScope: "none",
    id: (request) => regionalArn(request, "acm", `certificate/${uuid(request)}`),
    outputs: (request, id) => ({
      arn: id,
      status: "PENDING_VALIDATION",
      type: "AMAZON_ISSUED",
      keyAlgorithm: text(request, "keyAlgorithm", "RSA_2048"),
      domainValidationOptions: namesOf(request).map(proofOf),
    }),
    replaceOn: ["domainName", "subjectAlternativeNames", "validationMethod", "keyAlgorithm", "region"],
    minutes: { create: 0.2 },
  },
  {
    type: "aws:acm/certificateValidation:CertificateValidation",
    id: (request) => `${text(request, "certificateArn")}-issued`,
    replaceOn: ["certificateArn", "validationRecordFqdns", "region"],
    references: { certificateArn: "aws:acm/certificate:Certificate" },
    minutes: { create: 2 },
  },
];

import * as acm from "@pulumi/aws/acm";
import * as route53 from "@pulumi/aws/route53";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core";
import { GLOBAL_REGION } from "./edge-firewall";

/** Seconds for which a proof may be cached: it never changes. */
const PROOF_TTL = 3600;

/** Arguments of {@link EdgeCertificates}. */
export interface EdgeCertificatesArgs {
  readonly zoneId: string;
  /** Names on the balancers' certificate, the first as its main name. */
  readonly names: readonly string[];
  /** Those among them under which CloudFront serves; none where it uses its own certificate. */
  readonly viewerNames: readonly string[];
}

/**
 * Certificates of CloudFront (in us-east-1) and of the balancers, proved by DNS, so that ACM renews them by itself.
 *
 * Creates one or two certificates, a record per name and a validation per certificate. ACM asks for the same record of a
 * name in every region, so both share it. Costs nothing.
 */
export class EdgeCertificates extends EstateComponent {
  /** ARN of the balancers' certificate, known once it is issued. */
  public readonly originArn: pulumi.Output<string>;
  /** ARN of CloudFront's; absent where it uses its own. */
  public readonly viewerArn: pulumi.Output<string> | undefined;

  public constructor(name: string, args: EdgeCertificatesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("estate:edge:EdgeCertificates", name, args, opts);
    const origin = this.makeCertificate("origin", args.names, {});
    const proofs = new Map(args.names.map((domain) => [domain, this.makeProof(args.zoneId, origin, domain)]));
    this.originArn = this.validate("origin", origin, [...proofs.values()], {});
    this.viewerArn = this.makeViewer(args.viewerNames, proofs);
    this.registerOutputs({ originArn: this.originArn, viewerArn: this.viewerArn });
  }

  private makeViewer(
    names: readonly string[],
    proofs: ReadonlyMap<string, route53.Record>,
  ): pulumi.Output<string> | undefined {
    if (names.length === 0) {
      return undefined;
    }
    const place = { region: GLOBAL_REGION };
    const certificate = this.makeCertificate("viewer", names, place);
    const records = names.flatMap((domain) => proofs.get(domain) ?? []);
    return this.validate("viewer", certificate, records, place);
  }

  private makeCertificate(
    key: string,
    [domainName = "", ...others]: readonly string[],
    place: { readonly region?: string },
  ): acm.Certificate {
    return new acm.Certificate(
      this.childName(key),
      {
        ...place,
        domainName,
        ...(others.length === 0 ? {} : { subjectAlternativeNames: others }),
        validationMethod: "DNS",
      },
      this.childOptions(),
    );
  }

  /** Which records there are is plain; ACM says what stands in them. */
  private makeProof(zoneId: string, certificate: acm.Certificate, domain: string): route53.Record {
    const option = certificate.domainValidationOptions.apply((options) => {
      const found = options.find((one) => one.domainName === domain);
      if (found === undefined) {
        throw new Error(`ACM asks for no proof of "${domain}"; it asks for ${options.map((one) => one.domainName)}.`);
      }
      return found;
    });
    return new route53.Record(
      this.childName("proof", domain),
      {
        zoneId,
        name: option.resourceRecordName,
        type: option.resourceRecordType.apply(asRecordType),
        records: [option.resourceRecordValue],
        ttl: PROOF_TTL,
      },
      this.childOptions(),
    );
  }

  private validate(
    key: string,
    certificate: acm.Certificate,
    records: readonly route53.Record[],
    place: { readonly region?: string },
  ): pulumi.Output<string> {
    return new acm.CertificateValidation(
      this.childName("issued", key),
      { ...place, certificateArn: certificate.arn, validationRecordFqdns: records.map((record) => record.fqdn) },
      this.childOptions(),
    ).certificateArn;
  }
}

function asRecordType(type: string): route53.RecordType {
  if (type !== route53.RecordType.CNAME) {
    throw new Error(`ACM proves names by CNAME records; it asked for ${type}.`);
  }
  return route53.RecordType.CNAME;
}

import * as acm from "@pulumi/aws/acm";
import * as route53 from "@pulumi/aws/route53";
import type * as pulumi from "@pulumi/pulumi";
import { childName, EstateComponent } from "../core";
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
  /**
   * Certificates of another region that share a name with these: ACM asks an account for the same record everywhere, and a
   * zone takes it once.
   * @default every name is proved here
   */
  readonly provedBy?: EdgeCertificates;
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
  private readonly proofs: ReadonlyMap<string, route53.Record>;

  public constructor(name: string, args: EdgeCertificatesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("estate:edge:EdgeCertificates", name, args, opts);
    const origin = makeCertificate(this, "origin", args.names, {});
    this.proofs = new Map(
      args.names.map((domain) => [
        domain,
        args.provedBy?.proofs.get(domain) ?? makeProof(this, args.zoneId, origin, domain),
      ]),
    );
    this.originArn = validate(this, "origin", origin, [...this.proofs.values()], {});
    this.viewerArn = this.makeViewer(args.viewerNames, this.proofs);
    this.registerOutputs({ originArn: this.originArn, viewerArn: this.viewerArn });
  }

  private makeViewer(
    names: readonly string[],
    proofs: ReadonlyMap<string, route53.Record>,
  ): pulumi.Output<string> | undefined {
    if (names.length === 0) {
      return undefined;
    }
    const certificate = makeCertificate(this, "viewer", names, GLOBAL);
    const records = names.flatMap((domain) => proofs.get(domain) ?? []);
    return validate(this, "viewer", certificate, records, GLOBAL);
  }
}

/** Arguments of {@link ViewerCertificate}. */
export interface ViewerCertificateArgs {
  readonly zoneId: string;
  /** Names under which CloudFront serves, the first as the main one. */
  readonly names: readonly string[];
}

/**
 * A certificate of CloudFront alone, where no balancer stands behind it: in us-east-1, proved by DNS.
 *
 * Creates a certificate, a record per name and a validation. Costs nothing.
 */
export class ViewerCertificate extends EstateComponent {
  /** Known once it is issued. */
  public readonly arn: pulumi.Output<string>;

  public constructor(name: string, args: ViewerCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("estate:edge:ViewerCertificate", name, args, opts);
    const certificate = makeCertificate(this, "viewer", args.names, GLOBAL);
    const proofs = args.names.map((domain) => makeProof(this, args.zoneId, certificate, domain));
    this.arn = validate(this, "viewer", certificate, proofs, GLOBAL);
    this.registerOutputs({ arn: this.arn });
  }
}

/** Where a certificate stands, when not in the estate's region. */
interface Place {
  readonly region?: string;
}

const GLOBAL: Place = { region: GLOBAL_REGION };

function makeCertificate(
  parent: EstateComponent,
  key: string,
  [domainName = "", ...others]: readonly string[],
  place: Place,
): acm.Certificate {
  return new acm.Certificate(
    childName(parent.componentName, key),
    {
      ...place,
      domainName,
      ...(others.length === 0 ? {} : { subjectAlternativeNames: others }),
      validationMethod: "DNS",
    },
    { parent },
  );
}

/** Which records there are is plain; ACM says what stands in them. */
function makeProof(
  parent: EstateComponent,
  zoneId: string,
  certificate: acm.Certificate,
  domain: string,
): route53.Record {
  const option = certificate.domainValidationOptions.apply((options) => {
    const found = options.find((one) => one.domainName === domain);
    if (found === undefined) {
      throw new Error(`ACM asks for no proof of "${domain}"; it asks for ${options.map((one) => one.domainName)}.`);
    }
    return found;
  });
  return new route53.Record(
    childName(parent.componentName, "proof", domain),
    {
      zoneId,
      name: option.resourceRecordName,
      type: option.resourceRecordType.apply(asRecordType),
      records: [option.resourceRecordValue],
      ttl: PROOF_TTL,
    },
    { parent },
  );
}

function validate(
  parent: EstateComponent,
  key: string,
  certificate: acm.Certificate,
  records: readonly route53.Record[],
  place: Place,
): pulumi.Output<string> {
  return new acm.CertificateValidation(
    childName(parent.componentName, "issued", key),
    { ...place, certificateArn: certificate.arn, validationRecordFqdns: records.map((record) => record.fqdn) },
    { parent },
  ).certificateArn;
}

function asRecordType(type: string): route53.RecordType {
  if (type !== route53.RecordType.CNAME) {
    throw new Error(`ACM proves names by CNAME records; it asked for ${type}.`);
  }
  return route53.RecordType.CNAME;
}

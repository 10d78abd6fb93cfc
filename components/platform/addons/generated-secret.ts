import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";

/** Stands for the password in a value. */
export const PASSWORD = "{{ .password }}";

/** A Secret that the cluster makes up for itself. */
export interface GeneratedSecretArgs {
  readonly namespace: string;
  /** Name of the Secret, and of what makes it. */
  readonly secretName: string;
  /** Its keys; a value may hold {@link PASSWORD}. */
  readonly data: Readonly<Record<string, string>>;
  /** Kubernetes' type of it. @default "Opaque" */
  readonly type?: string;
}

/** Letters and digits: 380 bits, and no character that a file or an address would take for something else. */
const SHAPE = { length: 64, digits: 16, symbols: 0, noUpper: false, allowRepeat: true } as const;

/**
 * A password that the External Secrets operator makes once, inside the cluster: for parts that only speak with each other,
 * so that nobody has to know it and it stands nowhere else.
 *
 * @returns the generator and the ExternalSecret, in this order
 */
export function generatedSecret(
  name: string,
  args: GeneratedSecretArgs,
  opts: pulumi.CustomResourceOptions,
): readonly [CustomResource, CustomResource] {
  const metadata = { name: args.secretName, namespace: args.namespace };
  const generator = new CustomResource(
    `${name}-generator`,
    { apiVersion: "generators.external-secrets.io/v1alpha1", kind: "Password", metadata, spec: SHAPE },
    opts,
  );
  const secret = new CustomResource(
    name,
    {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata,
      spec: {
        // A new one while its users hold the old one would lock them out.
        refreshPolicy: "CreatedOnce",
        target: {
          name: args.secretName,
          creationPolicy: "Owner",
          template: { type: args.type ?? "Opaque", data: { ...args.data } },
        },
        dataFrom: [
          {
            sourceRef: {
              generatorRef: {
                apiVersion: "generators.external-secrets.io/v1alpha1",
                kind: "Password",
                name: args.secretName,
              },
            },
          },
        ],
      },
    },
    pulumi.mergeOptions(opts, { dependsOn: [generator] }),
  );
  return [generator, secret];
}

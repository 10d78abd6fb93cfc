import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";

/** A Secret that the cluster makes up for itself. */
export interface GeneratedSecretArgs {
  readonly namespace: string;
  /** Name of the Secret, and of what makes it. */
  readonly secretName: string;
  /** Key that holds the password. */
  readonly key: string;
  /** Further keys, whose values are no secret: a user's name, her roles. @default none */
  readonly literals?: Readonly<Record<string, string>>;
}

/** Letters and digits: 380 bits, and no character that a file or an address would take for something else. */
const PASSWORD = { length: 64, digits: 16, symbols: 0, noUpper: false, allowRepeat: true } as const;

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
    { apiVersion: "generators.external-secrets.io/v1alpha1", kind: "Password", metadata, spec: PASSWORD },
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
          template: { data: { [args.key]: "{{ .password }}", ...args.literals } },
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

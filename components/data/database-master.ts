import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../core";
import type { ChildMaker } from "./child-maker";
import { SecretStore } from "./secret-store";

/** Whose master it is. */
interface MasterPlace {
  readonly make: ChildMaker;
  readonly componentName: string;
}

/** The secret that RDS made and rotates; where asked for, in another rhythm than its own. @returns its ARN */
export function keepManagedMaster(
  args: MasterPlace & {
    readonly secrets: pulumi.Output<readonly { readonly secretArn: string }[]>;
    readonly rotationDays: number | undefined;
  },
): pulumi.Output<string> {
  const secretArn = args.secrets.apply(([secret]) => secret?.secretArn ?? "");
  if (args.rotationDays !== undefined) {
    new secretsmanager.SecretRotation(
      args.make.name("master-rotation"),
      { secretId: secretArn, rotationRules: { automaticallyAfterDays: args.rotationDays } },
      args.make.options,
    );
  }
  return secretArn;
}

/** Keeps a given password where readers find it. @returns the secret's ARN */
export function storeGivenMaster(
  args: MasterPlace & {
    readonly key: EncryptionKey;
    readonly username: string;
    readonly password: pulumi.Output<string>;
    readonly deletionProtection: boolean;
  },
): pulumi.Output<string> {
  const value = pulumi.jsonStringify({ username: args.username, password: pulumi.secret(args.password) });
  const description = `Master of database ${args.componentName}: JSON with username and password`;
  const store = new SecretStore(
    args.make.name("master"),
    { key: args.key, secrets: { login: { description, value } }, deletionProtection: args.deletionProtection },
    args.make.options,
  );
  return store.secret("login").arn;
}

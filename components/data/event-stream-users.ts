import * as msk from "@pulumi/aws/msk";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../core";
import type { ChildMaker } from "./child-maker";
import type { StreamRotation, StreamUser } from "./event-stream-args";
import { SecretStore, type StoredSecret } from "./secret-store";

/** MSK reads secrets whose names begin so, and no others (MSK developer guide, "SASL/SCRAM", read 2026-11). */
const NAME_PREFIX = "AmazonMSK_";
/** The service that reads them. */
const READER = "kafka.amazonaws.com";

/** What users are made of. */
export interface StreamUsersArgs extends ChildMaker {
  readonly parent: pulumi.Resource;
  readonly streamName: string;
  readonly clusterArn: pulumi.Output<string>;
  readonly key: EncryptionKey;
  readonly users: Readonly<Record<string, StreamUser>>;
  readonly rotation?: StreamRotation;
  readonly deletionProtection: boolean;
}

/**
 * Makes a secret for every user and tells the cluster of it. MSK takes secrets under a customer key only, and takes a rotated
 * password over by itself.
 *
 * A password that nobody gives is made by the rotation's first run, which Secrets Manager starts as the rotation is made. The
 * association waits for that and for the cluster, which takes half an hour; a user who is added later may meet a secret that is
 * still without a password for some seconds, and a second `pulumi up` then associates it.
 */
export function makeStreamUsers(args: StreamUsersArgs): ReadonlyMap<string, StoredSecret> {
  const users = Object.entries(args.users);
  if (users.length === 0) {
    return new Map();
  }
  const store = makeStore(args, users);
  return new Map(
    users.map(([user, spec]) => {
      const secret = store.secret(user);
      const rotation = spec.password === undefined ? makeRotation(args, user, secret) : undefined;
      new msk.SingleScramSecretAssociation(
        args.name("user", user),
        { clusterArn: args.clusterArn, secretArn: secret.arn },
        { ...args.options, dependsOn: [store, ...(rotation === undefined ? [] : [rotation])] },
      );
      return [user, secret];
    }),
  );
}

function makeStore(args: StreamUsersArgs, users: readonly [string, StreamUser][]): SecretStore {
  return new SecretStore(
    args.name("users"),
    {
      key: args.key,
      deletionProtection: args.deletionProtection,
      secrets: Object.fromEntries(
        users.map(([user, { password }]) => [
          user,
          {
            description: `User ${user} of stream ${args.streamName}: JSON with username and password`,
            // The end keeps the name from looking like an ARN's, whatever the user is called.
            secretName: `${NAME_PREFIX}${args.streamName}_${user}_scram`,
            readBy: [READER],
            rotated: password === undefined,
            value: pulumi.secret(
              pulumi.jsonStringify({
                username: user,
                ...(password === undefined ? {} : { password: pulumi.secret(password) }),
              }),
            ),
          },
        ]),
      ),
    },
    args.options,
  );
}

/** Its first run makes the password. */
function makeRotation(
  args: StreamUsersArgs,
  user: string,
  secret: StoredSecret,
): secretsmanager.SecretRotation | undefined {
  if (args.rotation === undefined) {
    return undefined;
  }
  const rotate = args.rotation.function(user, secret, args.parent);
  const permission = rotate.allowInvoke(`rotate-${user}`, "secretsmanager.amazonaws.com", secret.arn);
  return new secretsmanager.SecretRotation(
    args.name("rotation", user),
    {
      secretId: secret.arn,
      rotationLambdaArn: rotate.arn,
      rotateImmediately: true,
      rotationRules: { scheduleExpression: args.rotation.schedule },
    },
    { ...args.options, dependsOn: [permission] },
  );
}

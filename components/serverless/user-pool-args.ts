import type * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../core";

/** A single-page application that signs users in: public, without a secret, by authorization code and PKCE. */
export interface PoolClient {
  /**
   * Where users come back to from the hosted pages: HTTPS, or `http://localhost` while developing.
   * @default none: the application signs in by its own form alone
   */
  readonly callbackUrls?: readonly string[];
  /** Where users come back to when they have signed out. @default `callbackUrls` */
  readonly logoutUrls?: readonly string[];
  /** Minutes for which id and access tokens are good, 5 to 1440. @default 60 */
  readonly tokenMinutes?: number;
  /** Days for which a user stays signed in, 1 to 3650. @default 30 */
  readonly refreshDays?: number;
}

/** A group of users, which tokens name and handlers ask for. */
export interface PoolGroup {
  readonly description: string;
  /** The lower, the earlier a group stands in the token. @default none */
  readonly precedence?: number;
}

/** Where the sign-in pages are: below Cognito's domain, or at a name of one's own. */
export type PoolDomain =
  | {
      /** Begins Cognito's domain name, unique in the region: `shop-dev`. */
      readonly prefix: string;
    }
  | {
      /** `auth.example.com`; the domain above it must have an address record. */
      readonly name: string;
      /** Its certificate in us-east-1. */
      readonly certificateArn: pulumi.Input<string>;
      /** The public Route 53 zone that holds the name. @default none: somebody else makes the record */
      readonly zoneId?: string;
    };

/** Mail by SES, in the estate's own name; without it Cognito sends fifty a day in its own. */
export interface PoolMail {
  /** A verified identity: `notifications.identity.arn`. */
  readonly identityArn: pulumi.Input<string>;
  /** `Shop <no-reply@shop.example.com>`. */
  readonly from: string;
  /** @default the identity's */
  readonly configurationSet?: pulumi.Input<string>;
}

/** Arguments of `UserPool`. */
export interface UserPoolArgs<Client extends string = string> {
  /** Customer key of the logs; its `services` must name `logs`. Users are encrypted by a key of Cognito's own. */
  readonly key: EncryptionKey;
  /** The applications, by name. */
  readonly clients: Readonly<Record<Client, PoolClient>>;
  /** Groups, by the name that tokens carry. @default `admin`: may change products */
  readonly groups?: Readonly<Record<string, PoolGroup>>;
  /** @default none: no hosted pages, own forms only */
  readonly domain?: PoolDomain;
  /** Second factor by an authenticator application. @default "optional" */
  readonly mfa?: "off" | "optional" | "required";
  /** Features and price: `ESSENTIALS` has the managed sign-in pages, `PLUS` protects against threats. @default "ESSENTIALS" */
  readonly tier?: "ESSENTIALS" | "LITE" | "PLUS";
  /** Looks for stolen passwords and odd sign-ins; takes `PLUS`. @default "enforced" with PLUS, "off" without */
  readonly threatProtection?: "audit" | "enforced" | "off";
  /** Fewest characters of a password, 12 to 99; letters of both cases, digits and symbols besides. @default 12 */
  readonly passwordLength?: number;
  /** Anybody may sign up. @default true */
  readonly selfSignUp?: boolean;
  /** @default Cognito's own sender */
  readonly mail?: PoolMail;
  /** Requests of one address in five minutes above which it is blocked, 10 or more. `none` relaxes: no firewall. @default 1000 */
  readonly rateLimit?: number | "none";
  /** Days for which logs are kept. @default 365 */
  readonly logRetentionDays?: number;
  /** Cognito refuses to delete the pool. Relax it for stacks that come and go. @default true */
  readonly deletionProtection?: boolean;
}

import { createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { Refusal } from "./items";
import { beginExchange, type Exchange, hex, makeVerifier, proves, type Verifier } from "./srp";

/** Who may sign in to the demo. */
export interface DemoUser {
  readonly username: string;
  readonly password: string;
  readonly groups: readonly string[];
}

/** How long tokens hold, in seconds. */
const TOKEN_SECONDS = 3_600;

interface Account extends DemoUser {
  readonly sub: string;
  readonly secret: Verifier;
}

interface SignIn {
  readonly account: Account;
  readonly exchange: Exchange;
  readonly publicA: string;
  readonly clientId: string;
}

type Request = Readonly<Record<string, unknown>>;

/**
 * A user pool on this machine, as far as Amplify speaks to one when it signs in, renews tokens and signs out: by SRP, so that
 * no password is ever sent. Its keys live as long as the process.
 */
export class LocalUserPool {
  public readonly id: string;
  public readonly issuer: string;
  private readonly accounts: readonly Account[];
  private readonly clients: readonly string[];
  private readonly keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  private readonly keyId = randomUUID();
  private readonly signIns = new Map<string, SignIn>();
  private readonly refreshTokens = new Map<string, { readonly account: Account; readonly clientId: string }>();

  public constructor(region: string, clients: readonly string[], users: readonly DemoUser[]) {
    this.id = `${region}_demo`;
    this.issuer = `https://cognito-idp.${region}.amazonaws.com/${this.id}`;
    this.clients = clients;
    this.accounts = users.map((user) => {
      const sub = randomUUID();
      return { ...user, sub, secret: makeVerifier(this.poolName, sub, user.password) };
    });
  }

  /** The public keys, as the pool's issuer publishes them. */
  public jwks(): { readonly keys: readonly object[] } {
    const key = this.keys.publicKey.export({ format: "jwk" });
    return { keys: [{ ...key, kid: this.keyId, alg: "RS256", use: "sig" }] };
  }

  /** A user's address; for the functions alone, and never for a browser. */
  public addressOf(sub: string): string | undefined {
    return this.accounts.find((account) => account.sub === sub)?.username;
  }

  /** Answers a request of the service's JSON protocol. */
  public answer(operation: string, request: Request): object {
    switch (operation) {
      case "InitiateAuth":
        return this.begin(request);
      case "RespondToAuthChallenge":
        return this.finish(request);
      case "GetTokensFromRefreshToken":
        return this.renew(request);
      case "RevokeToken":
        this.refreshTokens.delete(textAt(request, "Token"));
        return {};
      default:
        throw new Refusal("InvalidParameterException", `The demo's user pool does not know ${operation}.`);
    }
  }

  private get poolName(): string {
    return this.id.split("_")[1] ?? "";
  }

  private begin(request: Request): object {
    if (textAt(request, "AuthFlow") !== "USER_SRP_AUTH") {
      throw new Refusal("InvalidParameterException", "The demo's user pool signs in by SRP only.");
    }
    const clientId = this.client(request);
    const username = textAt(request, "AuthParameters", "USERNAME").toLowerCase();
    const account = this.accounts.find((one) => one.username === username);
    const publicA = textAt(request, "AuthParameters", "SRP_A");
    if (account === undefined || !/^[0-9a-f]+$/i.test(publicA)) {
      throw refused();
    }
    const exchange = beginExchange(account.secret);
    const block = exchange.secretBlock.toString("base64");
    this.signIns.set(block, { account, exchange, publicA, clientId });
    return {
      ChallengeName: "PASSWORD_VERIFIER",
      ChallengeParameters: {
        SALT: hex(account.secret.salt),
        SRP_B: hex(exchange.publicB),
        SECRET_BLOCK: block,
        USERNAME: account.sub,
        USER_ID_FOR_SRP: account.sub,
      },
    };
  }

  private finish(request: Request): object {
    const block = textAt(request, "ChallengeResponses", "PASSWORD_CLAIM_SECRET_BLOCK");
    const signIn = this.signIns.get(block);
    this.signIns.delete(block);
    const { account, exchange, publicA, clientId } = signIn ?? {};
    if (account === undefined || exchange === undefined || publicA === undefined || clientId === undefined) {
      throw refused();
    }
    const claim = {
      publicA,
      poolName: this.poolName,
      userId: account.sub,
      timestamp: textAt(request, "ChallengeResponses", "TIMESTAMP"),
      signature: textAt(request, "ChallengeResponses", "PASSWORD_CLAIM_SIGNATURE"),
    };
    if (!proves(exchange, account.secret, claim)) {
      throw refused();
    }
    const refreshToken = randomUUID();
    this.refreshTokens.set(refreshToken, { account, clientId });
    return { AuthenticationResult: { ...this.tokens(account, clientId), RefreshToken: refreshToken } };
  }

  private renew(request: Request): object {
    const held = this.refreshTokens.get(textAt(request, "RefreshToken"));
    if (held === undefined || held.clientId !== this.client(request)) {
      throw new Refusal("NotAuthorizedException", "Invalid Refresh Token");
    }
    return { AuthenticationResult: this.tokens(held.account, held.clientId) };
  }

  private client(request: Request): string {
    const clientId = textAt(request, "ClientId");
    if (!this.clients.includes(clientId)) {
      throw new Refusal("ResourceNotFoundException", `There is no app client ${clientId}.`);
    }
    return clientId;
  }

  private tokens({ sub, username, groups }: Account, clientId: string): object {
    const now = Math.floor(Date.now() / 1000);
    const common = {
      sub,
      iss: this.issuer,
      iat: now,
      auth_time: now,
      exp: now + TOKEN_SECONDS,
      ...(groups.length === 0 ? {} : { "cognito:groups": groups }),
    };
    return {
      IdToken: this.signed({ ...common, token_use: "id", aud: clientId, email: username, "cognito:username": sub }),
      AccessToken: this.signed({
        ...common,
        token_use: "access",
        client_id: clientId,
        username: sub,
        scope: "aws.cognito.signin.user.admin",
        jti: randomUUID(),
      }),
      ExpiresIn: TOKEN_SECONDS,
      TokenType: "Bearer",
    };
  }

  private signed(claims: object): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const content = `${part({ alg: "RS256", kid: this.keyId })}.${part(claims)}`;
    const signature = createSign("RSA-SHA256").update(content).sign(this.keys.privateKey, "base64url");
    return `${content}.${signature}`;
  }
}

/** The same words for a name and for a password, so that nobody learns which names there are. */
function refused(): Refusal {
  return new Refusal("NotAuthorizedException", "Incorrect username or password.");
}

function textAt(value: unknown, ...path: readonly string[]): string {
  const found = path.reduce<unknown>(
    (at, name) => (typeof at === "object" && at !== null ? Reflect.get(at, name) : undefined),
    value,
  );
  return typeof found === "string" ? found : "";
}

import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** The group of RFC 5054, 3072 bits (its appendix A), which Cognito uses with the generator 2. */
const N = BigInt(
  `0x${[
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD",
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED",
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F",
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B",
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510",
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7",
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C",
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
  ].join("")}`,
);
const G = 2n;

/** A password as a server keeps it: it can check it, and does not know it. */
export interface Verifier {
  readonly salt: bigint;
  readonly verifier: bigint;
}

/** One sign-in under way. */
export interface Exchange {
  readonly b: bigint;
  readonly publicB: bigint;
  readonly secretBlock: Buffer;
}

/** What a user pool keeps of a password. */
export function makeVerifier(poolName: string, userId: string, password: string): Verifier {
  const salt = toNumber(randomBytes(16));
  const inner = createHash("sha256").update(`${poolName}${userId}:${password}`).digest();
  const x = toNumber(digest(padded(salt), inner));
  return { salt, verifier: power(G, x) };
}

/** The server's first answer. */
export function beginExchange({ verifier }: Verifier): Exchange {
  const b = toNumber(randomBytes(64));
  const k = toNumber(digest(padded(N), padded(G)));
  return { b, publicB: (k * verifier + power(G, b)) % N, secretBlock: randomBytes(64) };
}

/** Whether the signature proves the password: both sides have come to the same key. */
export function proves(
  { b, publicB, secretBlock }: Exchange,
  { verifier }: Verifier,
  claim: {
    readonly publicA: string;
    readonly poolName: string;
    readonly userId: string;
    readonly timestamp: string;
    readonly signature: string;
  },
): boolean {
  const a = BigInt(`0x${claim.publicA}`);
  if (a % N === 0n) {
    return false;
  }
  const u = toNumber(digest(padded(a), padded(publicB)));
  const shared = power(a * power(verifier, u), b);
  const pseudoRandom = createHmac("sha256", padded(u)).update(padded(shared)).digest();
  const key = createHmac("sha256", pseudoRandom).update("Caldera Derived Key\u0001").digest().subarray(0, 16);
  const wanted = createHmac("sha256", key)
    .update(claim.poolName)
    .update(claim.userId)
    .update(secretBlock)
    .update(claim.timestamp)
    .digest();
  const given = Buffer.from(claim.signature, "base64");
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Hexadecimal for the wire. */
export function hex(value: bigint): string {
  return padded(value).toString("hex");
}

function digest(...parts: readonly Buffer[]): Buffer {
  return createHash("sha256").update(Buffer.concat(parts)).digest();
}

/** Whole bytes, with a zero in front where the first bit is set: the number is positive. */
function padded(value: bigint): Buffer {
  const digits = value.toString(16);
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, "hex");
}

function toNumber(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString("hex")}`);
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % N;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) {
      result = (result * square) % N;
    }
    square = (square * square) % N;
  }
  return result;
}

/** Lines that functions wrote; kept off the terminal while a suite runs. */
export interface LogCapture {
  readonly lines: string[];
  release(): void;
}

type Write = typeof process.stdout.write;

/** Takes the functions' log lines (JSON with a service, or a metric) from the output and keeps them. */
export function captureLogs(): LogCapture {
  const lines: string[] = [];
  const restores = [process.stdout, process.stderr].map((stream) => {
    const original: Write = stream.write.bind(stream);
    const replacement = (chunk: string | Uint8Array, ...rest: never[]): boolean => {
      const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
      if (/^\{.*("service"|"_aws")/s.test(text)) {
        lines.push(text);
        return true;
      }
      return original(chunk, ...rest);
    };
    stream.write = replacement;
    return () => {
      stream.write = original;
    };
  });
  return { lines, release: () => restores.forEach((restore) => void restore()) };
}

/** Personal data and secrets that the tests' requests carry: none of it may ever show in a log. */
export const PERSONAL = {
  email: "ada.lovelace@example.org",
  name: "Ada Lovelace",
  phone: "+44 20 7946 0958",
  address: "12 St James's Square",
  card: "4242 4242 4242 4242",
  message: "my parcel for 12 St James's Square never came",
} as const;

export const SECRETS = {
  stripeKey: "sk_test_51NotARealKeyForAnything",
  webhookSecret: "whsec_NotARealSecretForAnything",
  openaiKey: "sk-proj-NotARealKeyForAnything",
  azureKey: "0123456789abcdefAzureLanguageKey",
  multiServiceKey: "fedcba9876543210AzureMultiServiceKey",
} as const;

/** The personal data and secrets that stand in these lines. */
export function leaks(lines: readonly string[]): string[] {
  const text = lines.join("");
  return Object.values({ ...PERSONAL, ...SECRETS }).filter((value) => text.includes(value));
}

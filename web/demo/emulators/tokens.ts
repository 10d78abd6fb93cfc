import { type FakeServer, fakeServer } from "./http";

/** What a task's owner said of it. */
export type TokenResult =
  | { readonly kind: "success"; readonly output: unknown }
  | { readonly kind: "failure"; readonly error: string; readonly cause: string };

/** The part of Step Functions that takes task tokens back. */
export interface TokenServer {
  readonly server: FakeServer;
  /** Waits until somebody answers this token. */
  wait(token: string, timeoutMs: number): Promise<TokenResult>;
}

/** A token is good for one answer; a second one is told that the task is gone, as Step Functions does. */
export async function startTokens(): Promise<TokenServer> {
  const waiting = new Map<string, (result: TokenResult) => void>();
  const server = await fakeServer(({ headers, body }) => {
    const operation = String(headers["x-amz-target"]).split(".")[1];
    const { taskToken, output, error = "", cause = "" } = JSON.parse(body);
    const tell = waiting.get(taskToken);
    waiting.delete(taskToken);
    if (tell === undefined) {
      return { status: 400, json: { __type: "TaskDoesNotExist", message: "Task does not exist" } };
    }
    tell(
      operation === "SendTaskSuccess"
        ? { kind: "success", output: JSON.parse(output) }
        : { kind: "failure", error, cause },
    );
    return { json: {} };
  });
  return {
    server,
    wait: (token, timeoutMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          waiting.delete(token);
          resolve({ kind: "failure", error: "States.Timeout", cause: "nobody answered" });
        }, timeoutMs);
        waiting.set(token, (result) => {
          clearTimeout(timer);
          resolve(result);
        });
      }),
  };
}

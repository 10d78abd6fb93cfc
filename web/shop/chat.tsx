import { type FormEvent, useEffect, useRef, useState } from "react";
import type { ChatReply } from "../../functions/chat-message/input";
import { accessToken } from "../shared/auth";
import { useSession } from "../shared/session";
import { Failure, Field, Title } from "../shared/ui";

interface Said {
  readonly id: number;
  readonly who: "You" | "Shop";
  readonly text: string;
  readonly sources: readonly string[];
}

/** Questions and answers over the WebSocket API. */
export function ChatPage() {
  const { said, waiting, open, error, ask } = useChat();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const text = String(new FormData(form).get("text") ?? "").trim();
    if (text !== "") {
      ask(text);
      form.reset();
    }
  };
  return (
    <>
      <Title>Help</Title>
      <p className="muted">Answers come from a language model that reads the shop's own documents; it can be wrong.</p>
      <div role="log" aria-label="Conversation" className="lines">
        {said.map(({ id, who, text, sources }) => (
          <div key={id} className="panel">
            <strong>{who}</strong>
            <p className="wrap">{text}</p>
            {sources.length === 0 ? null : <p className="muted wrap">From {sources.join(", ")}</p>}
          </div>
        ))}
      </div>
      {waiting ? <p role="status">An answer is being written…</p> : null}
      <Failure error={error} />
      <form className="search" onSubmit={submit}>
        <Field label="Your question" name="text" maxLength={4000} autoComplete="off" required />
        <button type="submit" disabled={!open || waiting}>
          {open ? "Send" : "Connecting…"}
        </button>
      </form>
    </>
  );
}

function useChat() {
  const { configuration } = useSession();
  const [said, setSaid] = useState<readonly Said[]>([]);
  const [waiting, setWaiting] = useState(false);
  const [open, setOpen] = useState(false);
  const [error, setError] = useState<unknown>();
  const socket = useRef<WebSocket | undefined>(undefined);
  const sessionId = useRef(crypto.randomUUID());
  const say = (line: Omit<Said, "id">) => setSaid((before) => [...before, { ...line, id: before.length }]);
  const heard = useRef((_reply: ChatReply) => undefined as undefined);
  heard.current = (reply) => {
    setWaiting(false);
    if (reply.type === "answer") {
      say({ who: "Shop", text: reply.text, sources: reply.sources });
    } else {
      setError(new Error(wordsOf(reply.problem)));
    }
    return undefined;
  };
  useEffect(() => {
    let left = false;
    const connect = async () => {
      const token = await accessToken();
      if (left || token === undefined) {
        return;
      }
      const address = new URL(configuration.chat, location.href);
      address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
      // Browsers send no header of ours here, so that the token goes as a subprotocol.
      const made = new WebSocket(address, ["bearer", token]);
      socket.current = made;
      made.onopen = () => setOpen(true);
      made.onmessage = ({ data }) => heard.current(JSON.parse(String(data)));
      made.onclose = () => {
        setOpen(false);
        setWaiting(false);
        if (!left) {
          setError(new Error("The connection was closed. Open this page again to go on."));
        }
      };
    };
    connect().catch(setError);
    return () => {
      left = true;
      socket.current?.close();
    };
  }, [configuration]);
  const ask = (text: string) => {
    setError(undefined);
    say({ who: "You", text, sources: [] });
    setWaiting(true);
    socket.current?.send(JSON.stringify({ action: "message", sessionId: sessionId.current, text }));
  };
  return { said, waiting, open, error, ask };
}

function wordsOf(problem: object): string {
  const title: unknown = Reflect.get(problem, "title");
  const detail: unknown = Reflect.get(problem, "detail");
  return [title, detail].filter((part) => typeof part === "string").join(": ");
}

import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { configureAuth } from "./auth";
import { type Configuration, loadConfiguration } from "./config";
import { Base } from "./router";
import { SessionProvider } from "./session";
import { Failure } from "./ui";

/** Reads the settings, makes authentication ready, and shows the application. */
export async function start(
  base: string,
  client: (configuration: Configuration) => string,
  application: ReactNode,
): Promise<void> {
  const element = document.getElementById("root");
  if (element === null) {
    throw new Error("The page has no root.");
  }
  const root = createRoot(element);
  try {
    const configuration = await loadConfiguration(base);
    configureAuth(configuration, client(configuration), base);
    root.render(
      <StrictMode>
        <Base value={base}>
          <SessionProvider configuration={configuration}>{application}</SessionProvider>
        </Base>
      </StrictMode>,
    );
  } catch (error) {
    root.render(<Failure error={error} />);
  }
}

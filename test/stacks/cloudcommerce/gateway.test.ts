import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { writeSecrets } from "../../../scripts/compose-secrets";
import { composeFile, FOLDER } from "./compose-file";

interface Route {
  readonly name: string;
  readonly methods?: readonly string[];
  readonly plugins?: readonly { readonly name: string }[];
}

const SETUP = join(FOLDER, "setup");

describe("CloudCommerce's gateway in development", () => {
  let folder: string;

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "estate-gateway-")), "secrets");
    writeSecrets(folder);
  });
  afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

  const routes = parse(readFileSync(join(SETUP, "gateway/routes.yaml"), "utf8"));
  const plugins = (of: Route) => (of.plugins ?? []).map(({ name }) => name).sort();

  /** Kong's configuration as the script writes it. */
  function started() {
    const target = join(folder, "../kong.yaml");
    const environment = {
      ROUTES: join(SETUP, "gateway/routes.yaml"),
      SECRETS: folder,
      KONG_DECLARATIVE_CONFIG: target,
    };
    const said = execFileSync("sh", [join(SETUP, "gateway/start.sh")], {
      encoding: "utf8",
      stdio: "pipe",
      env: { ...process.env, ...environment, ENTRYPOINT: "echo" },
    });
    return { said, config: parse(readFileSync(target, "utf8")) };
  }

  it("starts Kong with the routes and the key of this machine, which checks the user service's tokens", () => {
    const { said, config } = started();
    assert.equal(said, "kong docker-start\n");
    const { consumers, ...rest } = config;
    assert.deepEqual(rest, routes);
    const [
      {
        jwt_secrets: [credential],
      },
    ] = consumers;
    assert.equal(credential.algorithm, "RS256");
    assert.equal(credential.key, composeFile().services["user"]?.environment["JWT_ISSUER"]);
    assert.equal(createPublicKey(credential.rsa_public_key).asymmetricKeyType, "rsa");
  });

  it("does not start where the key is missing", () => {
    unlinkSync(join(folder, "jwt-public-key"));
    assert.throws(started, /jwt-public-key/);
  });

  it("asks for a token on every route but sign-in and reading the catalogue", () => {
    const open = routes.services.flatMap((service: { routes: Route[] }) =>
      service.routes.filter((route) => !plugins(route).includes("jwt")).map((route) => [route.name, route.methods]),
    );
    assert.deepEqual(open, [
      ["sign-in", ["POST", "OPTIONS"]],
      ["catalogue", ["GET", "HEAD", "OPTIONS"]],
    ]);
  });

  it("limits, transforms and sizes every request, caches the catalogue, and names origins", () => {
    assert.deepEqual(plugins(routes), [
      "correlation-id",
      "cors",
      "rate-limiting",
      "request-size-limiting",
      "request-transformer",
      "response-transformer",
    ]);
    const cached = routes.services.flatMap((service: { routes: Route[] }) =>
      service.routes.filter((route) => plugins(route).includes("proxy-cache")).map(({ name }) => name),
    );
    assert.deepEqual(cached, ["catalogue"]);
    const cors = routes.plugins.find(({ name }: { name: string }) => name === "cors");
    assert.ok(cors.config.origins.every((origin: string) => !origin.includes("*")));
  });

  it("balances over the services that it is connected to, and loads exactly the plugins that it uses", () => {
    const gateway = composeFile().services["gateway"];
    const targets = routes.upstreams.flatMap(({ targets }: { targets: { target: string }[] }) =>
      targets.map(({ target }) => target),
    );
    assert.deepEqual(
      targets.map((target: string) => `gateway-${target.split(":")[0]}`),
      gateway?.networks.slice(1),
    );
    assert.deepEqual(
      routes.services.map(({ host }: { host: string }) => host),
      routes.upstreams.map(({ name }: { name: string }) => name),
    );
    const all = [routes, ...routes.services.flatMap((service: { routes: Route[] }) => [service, ...service.routes])];
    assert.deepEqual([...new Set(all.flatMap(plugins))].sort(), gateway?.environment["KONG_PLUGINS"]?.split(","));
  });
});

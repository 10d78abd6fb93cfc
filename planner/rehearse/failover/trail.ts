import type { DeployedResource } from "./deployed";
import type { Hop } from "./report";

/** The way that a request takes, and where it is broken. */
export class Trail {
  public readonly hops: Hop[] = [];
  private readonly found = new Set<string>();

  public hop({ urn }: Pick<DeployedResource, "urn">, what: string): void {
    this.hops.push({ urn, what });
  }

  public problem(text: string): void {
    this.found.add(text);
  }

  /** What breaks the way, each said once. */
  public get problems(): readonly string[] {
    return [...this.found];
  }
}

/** A resource as people speak of it: `HealthCheck shop-entry-health-primary`. */
export function named({ type, name }: Pick<DeployedResource, "type" | "name">): string {
  return `${type.slice(type.lastIndexOf(":") + 1)} ${name}`;
}

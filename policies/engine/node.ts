import { isList, isObject, isSecret, type PolicyValue, revealed, Secret, UNKNOWN } from "./values";

/** Thrown when a rule reads a value that is not known yet: the judge turns it into the outcome "undecided". */
export class UnknownValue extends Error {
  public readonly path: string;

  public constructor(path: string) {
    super(`${path} is not known yet`);
    this.path = path;
  }
}

/**
 * One place in a resource's properties. Reading never throws on odd input: a missing value, or one of another type, reads as
 * `undefined`, so that a rule which demands something refuses it. Only an unknown value throws {@link UnknownValue}.
 */
export class Node {
  public readonly path: string;
  /** As it was registered, secret mark included. */
  public readonly raw: PolicyValue | undefined;
  private readonly inner: PolicyValue | undefined;

  public constructor(path: string, raw: PolicyValue | undefined) {
    this.path = path;
    this.raw = raw;
    this.inner = revealed(raw);
  }

  /** The place below: `encryptionConfig.provider.keyArn`. Below an unknown value everything is unknown. */
  public get(path: string): Node {
    let node: Node = this;
    for (const step of path.split(".")) {
      node = node.step(step);
    }
    return node;
  }

  private step(key: string): Node {
    const path = this.path === "" ? key : `${this.path}.${key}`;
    if (this.inner === UNKNOWN) {
      return new Node(path, UNKNOWN);
    }
    if (isList(this.inner)) {
      return new Node(path, /^\d+$/.test(key) ? this.inner[Number(key)] : undefined);
    }
    if (isObject(this.inner) && Object.hasOwn(this.inner, key)) {
      return new Node(path, isSecret(this.raw) ? secretOf(this.inner[key]) : this.inner[key]);
    }
    return new Node(path, undefined);
  }

  public get unknown(): boolean {
    return this.inner === UNKNOWN;
  }

  public get secret(): boolean {
    return isSecret(this.raw);
  }

  /** The same place, its value kept out of reports. */
  public masked(): Node {
    return this.secret || this.raw === undefined ? this : new Node(this.path, new Secret(this.raw));
  }

  /** Neither missing nor null; an unknown value is there. */
  public get present(): boolean {
    return this.inner !== undefined && this.inner !== null;
  }

  private known(): PolicyValue | undefined {
    if (this.inner === UNKNOWN) {
      throw new UnknownValue(this.path);
    }
    return this.inner;
  }

  public text(): string | undefined {
    const value = this.known();
    return typeof value === "string" ? value : undefined;
  }

  /** A boolean, also where it was written as text. */
  public flag(): boolean | undefined {
    const value = this.known();
    if (typeof value === "boolean") {
      return value;
    }
    return value === "true" ? true : value === "false" ? false : undefined;
  }

  /** A finite number, also where it was written as text. */
  public number(): number | undefined {
    const value = this.known();
    if (typeof value === "number") {
      return Number.isFinite(value) ? value : undefined;
    }
    return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined;
  }

  /** The items of a list; a single object where a list is expected counts as its only item. */
  public items(): readonly Node[] {
    const value = this.known();
    if (isList(value)) {
      return value.map((item, index) => new Node(`${this.path}[${index}]`, isSecret(this.raw) ? secretOf(item) : item));
    }
    return isObject(value) ? [this] : [];
  }

  /** The texts of a list, other items left out. */
  public texts(): readonly string[] {
    const value = this.known();
    if (typeof value === "string") {
      return [value];
    }
    return this.items().flatMap((item) => item.text() ?? []);
  }

  /** The members of an object, in its order. */
  public members(): readonly (readonly [string, Node])[] {
    const value = this.known();
    return isObject(value) ? Object.keys(value).map((key) => [key, this.step(key)] as const) : [];
  }

  /** The value itself, secret marks of this level removed; throws where unknown. */
  public value(): PolicyValue | undefined {
    return this.known();
  }
}

/** What stands inside a secret is secret. */
function secretOf(value: PolicyValue | undefined): PolicyValue | undefined {
  return value === undefined || isSecret(value) ? value : new Secret(value);
}

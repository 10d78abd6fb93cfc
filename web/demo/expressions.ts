import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** An item in DynamoDB's own notation. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** What an expression's placeholders stand for. */
export interface Placeholders {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
}

/** An expression that is none. */
export class ExpressionError extends Error {
  public override readonly name = "ExpressionError";
}

const TOKEN = /\s*(<>|<=|>=|[=<>(),+-]|[:#]?[A-Za-z_][A-Za-z0-9_]*)/y;

type Operand = (item: Item) => AttributeValue | undefined;
type Condition = (item: Item) => boolean;

/** Reads the part of DynamoDB's expressions that our functions write: top-level attributes, comparisons, AND, OR, NOT, IN. */
class Reader {
  private readonly tokens: readonly string[];
  private readonly placeholders: Placeholders;
  private position = 0;

  public constructor(text: string, placeholders: Placeholders) {
    this.tokens = tokensOf(text);
    this.placeholders = placeholders;
  }

  public condition(): Condition {
    const read = this.either();
    this.end();
    return read;
  }

  /** `SET a = …, b = …` */
  public assignments(): ReadonlyMap<string, Operand> {
    this.expect("SET");
    const made = new Map<string, Operand>();
    do {
      const name = this.name();
      this.expect("=");
      made.set(name, this.sum());
    } while (this.accept(","));
    this.end();
    return made;
  }

  private either(): Condition {
    const parts = [this.both()];
    while (this.accept("OR")) {
      parts.push(this.both());
    }
    return (item) => parts.some((part) => part(item));
  }

  private both(): Condition {
    const parts = [this.single()];
    while (this.accept("AND")) {
      parts.push(this.single());
    }
    return (item) => parts.every((part) => part(item));
  }

  private single(): Condition {
    if (this.accept("NOT")) {
      const negated = this.single();
      return (item) => !negated(item);
    }
    if (this.accept("(")) {
      const inner = this.either();
      this.expect(")");
      return inner;
    }
    for (const [word, wanted] of [
      ["attribute_exists", true],
      ["attribute_not_exists", false],
    ] as const) {
      if (this.accept(word)) {
        this.expect("(");
        const name = this.name();
        this.expect(")");
        return (item) => (item[name] !== undefined) === wanted;
      }
    }
    return this.comparison();
  }

  private comparison(): Condition {
    const left = this.operand();
    if (this.accept("IN")) {
      this.expect("(");
      const members = [this.operand()];
      while (this.accept(",")) {
        members.push(this.operand());
      }
      this.expect(")");
      return (item) => members.some((member) => compare(left(item), member(item)) === 0);
    }
    const sign = this.take();
    const holds = COMPARISONS.get(sign);
    if (holds === undefined) {
      throw new ExpressionError(`"${sign}" compares nothing.`);
    }
    const right = this.operand();
    return (item) => {
      const order = compare(left(item), right(item));
      return order !== undefined && holds(order);
    };
  }

  private sum(): Operand {
    const left = this.operand();
    for (const [sign, factor] of [
      ["+", 1],
      ["-", -1],
    ] as const) {
      if (this.accept(sign)) {
        const right = this.operand();
        return (item) => ({ N: String(numberOf(left(item)) + factor * numberOf(right(item))) });
      }
    }
    return left;
  }

  private operand(): Operand {
    if (this.accept("if_not_exists")) {
      this.expect("(");
      const name = this.name();
      this.expect(",");
      const otherwise = this.operand();
      this.expect(")");
      return (item) => item[name] ?? otherwise(item);
    }
    if (this.tokens[this.position]?.startsWith(":") === true) {
      const value = this.placeholders.ExpressionAttributeValues?.[this.take()];
      if (value === undefined) {
        throw new ExpressionError("A value of the expression is not given.");
      }
      return () => value;
    }
    const name = this.name();
    return (item) => item[name];
  }

  private name(): string {
    const token = this.take();
    const name = token.startsWith("#") ? this.placeholders.ExpressionAttributeNames?.[token] : token;
    if (name === undefined || !/^[A-Za-z_]/.test(name)) {
      throw new ExpressionError(`"${token}" names no attribute.`);
    }
    return name;
  }

  private accept(token: string): boolean {
    const found = this.tokens[this.position]?.toUpperCase() === token.toUpperCase();
    this.position += found ? 1 : 0;
    return found;
  }

  private expect(token: string): void {
    if (!this.accept(token)) {
      throw new ExpressionError(`"${token}" is missing before "${this.tokens[this.position] ?? "the end"}".`);
    }
  }

  private take(): string {
    const token = this.tokens[this.position] ?? "";
    this.position += 1;
    return token;
  }

  private end(): void {
    if (this.position !== this.tokens.length) {
      throw new ExpressionError(`"${this.tokens[this.position]}" is not understood here.`);
    }
  }
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < text.trimEnd().length) {
    const found = pattern.exec(text)?.[1];
    if (found === undefined) {
      throw new ExpressionError(`"${text}" is not understood.`);
    }
    tokens.push(found);
  }
  return tokens;
}

const COMPARISONS: ReadonlyMap<string, (order: number) => boolean> = new Map([
  ["=", (order: number) => order === 0],
  ["<>", (order: number) => order !== 0],
  ["<", (order: number) => order < 0],
  ["<=", (order: number) => order <= 0],
  [">", (order: number) => order > 0],
  [">=", (order: number) => order >= 0],
]);

function numberOf(value: AttributeValue | undefined): number {
  if (value?.N === undefined) {
    throw new ExpressionError("An attribute that is added to is no number.");
  }
  return Number(value.N);
}

/** Which comes first; undefined where the two cannot be compared. */
export function compare(left: AttributeValue | undefined, right: AttributeValue | undefined): number | undefined {
  if (left?.N !== undefined && right?.N !== undefined) {
    return Number(left.N) - Number(right.N);
  }
  if (left?.S !== undefined && right?.S !== undefined) {
    return left.S === right.S ? 0 : left.S < right.S ? -1 : 1;
  }
  return left?.BOOL !== undefined && left.BOOL === right?.BOOL ? 0 : undefined;
}

/** Whether a condition holds for an item; without a condition it does. */
export function holds(text: string | undefined, item: Item, placeholders: Placeholders): boolean {
  return text === undefined || new Reader(text, placeholders).condition()(item);
}

/** The item after an update: every right side sees it as it was before. */
export function updated(text: string, item: Item, placeholders: Placeholders): Item {
  const made = [...new Reader(text, placeholders).assignments()].map(([name, value]): [string, AttributeValue] => {
    const result = value(item);
    if (result === undefined) {
      throw new ExpressionError(`"${name}" would get an attribute that is not there.`);
    }
    return [name, result];
  });
  return { ...item, ...Object.fromEntries(made) };
}

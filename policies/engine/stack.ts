import type { Node } from "./node";
import { type PolicyResource, Subject } from "./resource";

/** What refers to a resource: found for certain, and perhaps, where a reference is unknown and tells no source. */
export interface Referrers {
  readonly found: readonly Subject[];
  readonly perhaps: readonly Subject[];
}

/** All resources of one evaluation, with the joins that rules across resources need. */
export class Stack {
  public readonly subjects: readonly Subject[];
  private readonly byUrn = new Map<string, Subject>();
  private readonly byType = new Map<string, Subject[]>();
  private readonly memos = new Map<string, unknown>();

  public constructor(resources: readonly PolicyResource[]) {
    this.subjects = resources.map((resource) => new Subject(resource));
    for (const subject of this.subjects) {
      this.byUrn.set(subject.urn, subject);
      const siblings = this.byType.get(subject.type);
      if (siblings === undefined) {
        this.byType.set(subject.type, [subject]);
      } else {
        siblings.push(subject);
      }
    }
  }

  public find(urn: string | undefined): Subject | undefined {
    return urn === undefined ? undefined : this.byUrn.get(urn);
  }

  public ofTypes(types: readonly string[]): readonly Subject[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  /** Computes something once per evaluation. */
  public memo<Value>(key: string, compute: () => Value): Value {
    if (!this.memos.has(key)) {
      this.memos.set(key, compute());
    }
    return this.memos.get(key) as Value;
  }

  /** The resources that the value at a path names, by identity first, else by where the value comes from. */
  public targets(subject: Subject, path: string, types: readonly string[]): readonly Subject[] {
    return this.memo(`targets ${subject.urn} ${path} ${types.join()}`, () =>
      this.resolve(subject, subject.get(path), types),
    );
  }

  /** As {@link targets}, for a place that has been read already. */
  public resolve(subject: Subject, node: Node, types: readonly string[]): readonly Subject[] {
    const value = node.unknown ? undefined : node.value();
    if (typeof value === "string" && value !== "") {
      const named = this.named(value, types);
      if (named.length > 0) {
        return named;
      }
    }
    const sources = subject.sources(node.path).flatMap((urn) => this.find(urn) ?? []);
    return sources.filter((source) => types.includes(source.type));
  }

  /** Resources of these types that go by this name, id or ARN. */
  public named(value: string, types: readonly string[]): readonly Subject[] {
    const index = this.memo(`identities ${types.join()}`, () => {
      const found = new Map<string, Subject[]>();
      for (const subject of this.ofTypes(types)) {
        for (const identity of subject.identities()) {
          const list = found.get(identity);
          if (list === undefined) {
            found.set(identity, [subject]);
          } else {
            list.push(subject);
          }
        }
      }
      return found;
    });
    return index.get(value) ?? [];
  }

  /** Resources of the given types whose value at `path` names the target. */
  public referrers(target: Subject, types: readonly string[], path: string): Referrers {
    const index = this.memo(`referrers ${types.join()} ${path} ${target.type}`, () =>
      this.indexReferrers(target.type, types, path),
    );
    return { found: index.found.get(target) ?? [], perhaps: index.perhaps };
  }

  private indexReferrers(targetType: string, types: readonly string[], path: string) {
    const found = new Map<Subject, Subject[]>();
    const perhaps: Subject[] = [];
    for (const subject of this.ofTypes(types)) {
      const named = this.targets(subject, path, [targetType]);
      for (const target of named) {
        const list = found.get(target);
        if (list === undefined) {
          found.set(target, [subject]);
        } else {
          list.push(subject);
        }
      }
      if (named.length === 0 && subject.get(path).unknown) {
        perhaps.push(subject);
      }
    }
    return { found, perhaps };
  }

  /** The resource and everything that it was made inside of, innermost first. */
  public ancestors(subject: Subject): readonly Subject[] {
    const chain: Subject[] = [];
    let current = this.find(subject.resource.parent);
    while (current !== undefined && !chain.includes(current)) {
      chain.push(current);
      current = this.find(current.resource.parent);
    }
    return chain;
  }
}

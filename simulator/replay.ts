/** A child that a run asks for and that nobody has made yet. */
class Wanted<Child> extends Error {
  public readonly child: Child;

  public constructor(child: Child) {
    super("wanted");
    this.child = child;
  }
}

/**
 * Lets a plain function wait. It wants each child's outputs at once, and they come later: so it runs again from its start
 * after each child, with what is known by then.
 *
 * @param made children by name; those that were made are added
 */
export async function replay<
  Child extends { readonly name: string },
  Made extends { readonly outputs: Outputs },
  Outputs,
  Result,
>(
  run: (create: (child: Child) => Outputs) => Result,
  made: Map<string, Made>,
  make: (child: Child) => Promise<Made>,
): Promise<Result> {
  for (;;) {
    try {
      return run((child) => {
        const one = made.get(child.name);
        if (one === undefined) {
          throw new Wanted(child);
        }
        return one.outputs;
      });
    } catch (error) {
      if (!(error instanceof Wanted)) {
        throw error;
      }
      const child = error.child as Child;
      made.set(child.name, await make(child));
    }
  }
}

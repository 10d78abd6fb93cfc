import type { Statement } from "../../components/core";
import type { ImageRepository } from "../../components/delivery";

/** What a delivery role may do to images: one statement to sign in, which knows no resource and is held to the region; then one per repository. */
export function pushStatements<Name extends string>(
  images: ImageRepository<Name>,
  names: readonly Name[],
  region: string,
): readonly Statement[] {
  const all = names.map((name) => images.repository(name).pushStatements());
  const signIn = (all[0] ?? []).filter(({ sid }) => sid === "SignIn");
  const push = all.flatMap((statements, index) =>
    statements.filter(({ sid }) => sid === "Images").map((one) => ({ ...one, sid: `Images${index + 1}` })),
  );
  const conditions = { StringEquals: { "aws:RequestedRegion": region } };
  return [...signIn.map((one) => ({ ...one, conditions })), ...push];
}

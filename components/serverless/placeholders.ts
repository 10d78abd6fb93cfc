import * as pulumi from "@pulumi/pulumi";

/** What stands in a text for a value that is known only while deploying. */
export function placeholder(name: string): string {
  return `{{${name}}}`;
}

/** The text with its placeholders filled in. The values are ARNs, ids and addresses: nothing that JSON would escape. */
export function filledIn(text: string, values: Readonly<Record<string, pulumi.Input<string>>>): pulumi.Output<string> {
  const known = Object.entries(values).map(([name, value]) => pulumi.all([name, value]));
  return pulumi
    .all(known)
    .apply((all) => all.reduce((filled, [name, value]) => filled.replaceAll(placeholder(name), () => value), text));
}

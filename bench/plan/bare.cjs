// The rival: the same resources, registered by a program that is nothing but their constructors, on the stock mocks of the
// bare SDK with stack traces off. Run with a file of resources as its argument.
Error.stackTraceLimit = 0;
const { readFileSync } = require("node:fs");
const pulumi = require("@pulumi/pulumi");

const { stack, resources } = JSON.parse(readFileSync(process.argv[2], "utf8"));

async function main() {
  await pulumi.runtime.setMocks(
    { newResource: (args) => ({ id: `${args.name}-id`, state: args.inputs }), call: (args) => args.inputs },
    "bare",
    stack,
  );
  await pulumi.runtime.runInPulumiStack(async () => {
    const made = new Map();
    for (const resource of resources) {
      const opts = { parent: made.get(resource.parent) };
      made.set(resource.urn, construct(resource, opts));
    }
  });
  await pulumi.runtime.disconnect();
}

function construct({ type, name, inputs, custom }, opts) {
  if (!custom) {
    return new pulumi.ComponentResource(type, name, {}, opts);
  }
  const Class = classOf(type);
  return Class === undefined ? new pulumi.CustomResource(type, name, inputs, opts) : new Class(name, inputs, opts);
}

/** The SDK's class for a token: `aws:ec2/vpc:Vpc` is `Vpc` in `@pulumi/aws/ec2/vpc`. */
function classOf(type) {
  const [packageName, path, kind] = type.split(":");
  const file =
    path.includes("/") && packageName !== "kubernetes" ? path : `${path}/${kind[0].toLowerCase()}${kind.slice(1)}`;
  try {
    return require(
      `@pulumi/${packageName}/${file.replace("rbac.authorization.k8s.io", "rbac").replace(".k8s.io", "")}`,
    )[kind];
  } catch {
    return undefined;
  }
}

main().then(() => process.send?.({ maxRssKb: process.resourceUsage().maxRSS }, () => process.exit(0)));

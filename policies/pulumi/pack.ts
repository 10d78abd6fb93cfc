import * as policy from "@pulumi/policy";
import {
  environmentOfStack,
  evaluate,
  type Level,
  type Pack,
  type PackEntry,
  type PolicyResource,
  type PolicySettings,
  packLevel,
  type Rule,
  resolveSettings,
  type Waiver,
  waiverText,
} from "../engine";
import { objectFromEngine, remediated, withOmitted } from "./convert";
import { thresholdsJsonSchema } from "./schema";

/** What the engine does not tell a policy pack. */
export interface PackContext {
  /** @default what the stack's name says: `cloudmart-prod` and `shop-prod-eu` are `prod` */
  readonly environment?: string;
  readonly settings?: PolicySettings;
  readonly waivers?: readonly Waiver[];
  /** `2026-11-21` */
  readonly today: string;
}

/** The rules of a pack as policies of `@pulumi/policy`, and two policies more: what could not be judged, and waivers. */
export function pulumiPolicies(pack: Pack, context: PackContext): policy.Policies {
  return [
    ...pack.rules.map((entry) =>
      entry.rule.kind === "resource" ? resourcePolicy(entry, pack, context) : stackPolicy(entry, pack, context),
    ),
    undecidedPolicy(pack, context),
    waiverPolicy(pack, context),
  ];
}

/** Serves a pack to the engine; its version stands in the package.json of the folder that the pack runs from. */
export function servePack(pack: Pack, context: PackContext): policy.PolicyPack {
  return new policy.PolicyPack(pack.name, {
    description: pack.description,
    displayName: pack.title,
    enforcementLevel: "mandatory",
    policies: pulumiPolicies(pack, context),
  });
}

function facts(entry: PackEntry, context: PackContext): policy.Policy {
  const { rule } = entry;
  const level = levelOf(entry, context.environment ?? "", context);
  const properties = thresholdsJsonSchema(rule.thresholds ?? []);
  return {
    name: rule.id,
    displayName: rule.title,
    description: `${rule.title}. ${rule.why}`,
    severity: rule.severity,
    remediationSteps: rule.fix.text,
    enforcementLevel: level,
    ...(Object.keys(properties).length === 0 ? {} : { configSchema: { properties } }),
  };
}

function levelOf(entry: PackEntry, environment: string, context: PackContext): Level {
  return resolveSettings(context.settings, environment).levels[entry.rule.id] ?? packLevel(entry, environment);
}

function resourcePolicy(entry: PackEntry, pack: Pack, context: PackContext): policy.ResourceValidationPolicy {
  const { rule } = entry;
  const remediate = rule.remediate;
  return {
    ...facts(entry, context),
    validateResource: (args, report) => {
      // The engine asks every policy about every resource: what is none of its business is not even read.
      if (concerns(rule, args.type)) {
        judgeAndReport(entry, [fromResourceArgs(args)], pack, withConfiguration(context, args.getConfig()), report);
      }
    },
    ...(remediate === undefined
      ? {}
      : {
          remediateResource: (args) => {
            if (!concerns(rule, args.type)) {
              return undefined;
            }
            const resource = fromResourceArgs(args);
            const settled = withConfiguration(context, args.getConfig());
            // What a waiver covers comes back with no remedy.
            const [remedy] = evaluate(
              [resource],
              optionsFor([{ ...pack, rules: [entry] }], [resource], settled),
            ).remediations;
            return remedy === undefined ? undefined : remediated(args.props, resource.props, remedy.props);
          },
        }),
  };
}

function stackPolicy(entry: PackEntry, pack: Pack, context: PackContext): policy.StackValidationPolicy {
  return {
    ...facts(entry, context),
    validateStack: (args, report) => {
      if (args.resources.some(({ type }) => concerns(entry.rule, type))) {
        judgeAndReport(entry, fromStackArgs(args), pack, withConfiguration(context, args.getConfig()), report);
      }
    },
  };
}

/** Lists every outcome that no policy could reach: `@pulumi/policy` itself passes over unknown values. */
function undecidedPolicy(pack: Pack, context: PackContext): policy.StackValidationPolicy {
  return {
    name: `${pack.name}-undecided`,
    description: "Lists what could not be judged because a value is not known yet.",
    enforcementLevel: "advisory",
    severity: "low",
    validateStack: (args, report) => {
      const resources = fromStackArgs(args);
      const outcome = evaluate(resources, optionsFor([pack], resources, context));
      for (const { rule, path, reason, urn } of outcome.undecided) {
        report(`${rule} is undecided at ${path || "the resource"}: ${reason}.`, urn);
      }
    },
  };
}

/** Waivers that have expired, match nothing or cover too much stop the update as violations do. */
function waiverPolicy(pack: Pack, context: PackContext): policy.StackValidationPolicy {
  return {
    name: `${pack.name}-waivers`,
    description: "Refuses waivers that have expired, match nothing or cover more than one resource.",
    enforcementLevel: "mandatory",
    severity: "medium",
    validateStack: (args, report) => {
      const resources = fromStackArgs(args);
      const rules = new Set(pack.rules.map(({ rule }) => rule.id));
      const own = (context.waivers ?? []).filter(({ rule }) => rules.has(rule));
      const outcome = evaluate(resources, optionsFor([pack], resources, { ...context, waivers: own }));
      for (const finding of outcome.waiverFindings) {
        report(`${waiverText(finding)}.`);
      }
    },
  };
}

function judgeAndReport(
  entry: PackEntry,
  resources: readonly PolicyResource[],
  pack: Pack,
  context: PackContext,
  report: policy.ReportViolation,
): void {
  const environment = environmentOf(resources[0]?.urn ?? "", context);
  if (levelOf(entry, environment, context) === "disabled") {
    return;
  }
  const outcome = evaluate(resources, optionsFor([{ ...pack, rules: [entry] }], resources, context));
  for (const { message, fix, urn } of outcome.violations) {
    report(`${message} Fix: ${fix}`, urn);
  }
}

function optionsFor(packs: readonly Pack[], resources: readonly PolicyResource[], context: PackContext) {
  return {
    packs,
    environment: environmentOf(resources[0]?.urn ?? "", context),
    today: context.today,
    ...(context.settings === undefined ? {} : { settings: context.settings }),
    ...(context.waivers === undefined ? {} : { waivers: context.waivers }),
  };
}

function environmentOf(urn: string, context: PackContext): string {
  return context.environment ?? environmentOfStack(urn.split("::")[0]?.split(":").at(-1) ?? "");
}

/** A policy's own configuration, as the engine passed it, is a set of thresholds. */
function withConfiguration(context: PackContext, configuration: object): PackContext {
  if (Object.keys(configuration).length === 0) {
    return context;
  }
  const thresholds = { ...context.settings?.thresholds, ...configuration };
  return { ...context, settings: { ...context.settings, thresholds } };
}

function concerns(rule: Rule, type: string): boolean {
  return rule.types.includes(type) || rule.types.includes("*");
}

function fromResourceArgs(args: policy.ResourceValidationArgs): PolicyResource {
  return {
    urn: args.urn,
    type: args.type,
    name: args.name,
    props: objectFromEngine(args.props),
    dependencies: [],
    propertyDependencies: {},
    ...(args.opts.parent === undefined ? {} : { parent: args.opts.parent }),
    ...providerOf(args.provider),
    opts: { protect: args.opts.protect, aliases: args.opts.aliases, ignoreChanges: args.opts.ignoreChanges },
  };
}

function fromStackArgs(args: policy.StackValidationArgs): readonly PolicyResource[] {
  return args.resources.map((resource) => {
    const props = withOmitted(resource.type, objectFromEngine(resource.props));
    return {
      urn: resource.urn,
      type: resource.type,
      name: resource.name,
      props,
      outputs: props,
      dependencies: resource.dependencies.map(({ urn }) => urn),
      propertyDependencies: Object.fromEntries(
        Object.entries(resource.propertyDependencies).map(([key, list]) => [key, list.map(({ urn }) => urn)]),
      ),
      ...(resource.parent === undefined ? {} : { parent: resource.parent.urn }),
      ...providerOf(resource.provider),
      opts: { protect: resource.opts.protect, aliases: resource.opts.aliases },
    };
  });
}

function providerOf(provider: policy.PolicyProviderResource | undefined): Pick<PolicyResource, "provider"> {
  if (provider === undefined) {
    return {};
  }
  const { urn, type, props } = provider;
  return { provider: { urn, type, props: objectFromEngine(props) } };
}

import { Provider } from "@pulumi/kubernetes/provider";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import { Faults } from "../core/faults";

/** Arguments of {@link RenderedManifests}. */
export interface RenderedManifestsArgs {
  /**
   * Folder that receives the manifests, relative to the program's: `manifests/microservices-prod`. Argo CD reads it from the
   * repository that it is committed to.
   */
  readonly directory: string;
}

/**
 * A cluster on paper: objects made with its provider become YAML files of a folder, for Argo CD to apply, and none of them
 * is sent to a cluster.
 *
 * Creates one provider. `pulumi up` writes the files, `estate render` writes the same ones without a cloud. Costs nothing.
 *
 * @example
 * const manifests = new RenderedManifests("shop", { directory: "manifests/shop-prod" });
 * new Workload("orders", { namespace: "shop", scaling: { min: 2, max: 8 } }, { provider: manifests.provider });
 */
export class RenderedManifests extends EstateComponent {
  /** For the workloads that Argo CD owns. */
  public readonly provider: Provider;
  /** For the application that reads it: `argoCd({ systems: { shop: { path: manifests.directory, … } } })`. */
  public readonly directory: string;

  public constructor(name: string, args: RenderedManifestsArgs, opts?: pulumi.ComponentResourceOptions) {
    checkDirectory(name, args.directory);
    super("estate:platform:RenderedManifests", name, args, opts);
    this.directory = args.directory;
    this.provider = new Provider(
      this.childName("provider"),
      {
        renderYamlToDirectory: args.directory,
        // No cluster is asked: without this the provider would take the one that kubectl happens to point to.
        kubeconfig: NO_CLUSTER,
      },
      this.childOptions(),
    );
    this.registerOutputs({ directory: this.directory });
  }
}

/** A configuration that is valid and names nobody. */
const NO_CLUSTER = JSON.stringify({
  apiVersion: "v1",
  kind: "Config",
  clusters: [],
  contexts: [],
  users: [],
  "current-context": "",
});

/** Folders below the program's own: letters, digits, `.`, `_`, `-`. */
const DIRECTORY = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

function checkDirectory(name: string, directory: string): void {
  const faults = new Faults("RenderedManifests", name);
  faults.check(DIRECTORY.test(directory), {
    property: "directory",
    given: directory,
    allowed: "a folder below the program's own, without a leading slash or a part that begins with a dot",
    fix: 'write it as "manifests/shop-prod"',
  });
  faults.throwIfAny();
}

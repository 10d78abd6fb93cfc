import * as ec2 from "@pulumi/aws/ec2";
import type * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import type * as opensearch from "@pulumi/aws/opensearch";
import * as pulumi from "@pulumi/pulumi";
import {
  type Alarmed,
  type AlarmSpec,
  type Bindable,
  connect,
  type EncryptionKey,
  EstateComponent,
  type Grantee,
  grant,
  type Listener,
  type NeedScope,
  parseArn,
  pascalCase,
  type Statement,
} from "../core";
import type { ChildMaker } from "./child-maker";
import { collectionAlarms, domainAlarms } from "./search-domain-alarms";
import type { SearchAccess, SearchDomainArgs } from "./search-domain-args";
import { type MadeDomain, makeDomain } from "./search-domain-cluster";
import { admitToCollection, makeCollection } from "./search-domain-collection";
import { type CollectionPlan, type DomainPlan, planSearch } from "./search-domain-plan";
import { type SearchAdministrator, setupRequests } from "./search-domain-setup";

const HTTPS_PORT = 443;
/** What callers send: searches and bulk writes are posted, indexes are put. The client library needs nothing else. */
const HTTP_ACTIONS: Readonly<Record<SearchAccess, readonly string[]>> = {
  read: ["es:ESHttpPost"],
  write: ["es:ESHttpPost", "es:ESHttpPut"],
};
/** The one action that opens a collection's interface; its data policy decides the rest. */
const COLLECTION_ACTION = "aoss:APIAccessAll";

/** One of the two, as the settings chose. */
type Made =
  | ({ readonly plan: DomainPlan } & MadeDomain)
  | { readonly plan: CollectionPlan; readonly collection: opensearch.ServerlessCollection };

/**
 * An OpenSearch domain or serverless collection inside a VPC: encrypted by a customer key, over TLS 1.2 or newer, entered by
 * named roles only, each held to the indexes that are named.
 *
 * A domain checks every request three times: its security group, its policy by role, and fine-grained access control by index,
 * whose roles the administrator brings in (`administeredBy`). AWS takes a snapshot of it every hour and keeps them for two
 * weeks. Making one takes a quarter of an hour. Answers to counts and facets come from OpenSearch's request cache.
 *
 * Creates a security group that nobody may enter yet, and: for a domain the domain, its policy, four log groups and leave to
 * write to them; for a collection the collection, its VPC endpoint, its policies. Nodes drive a domain's cost: about 26 US
 * dollars per month for each `t3.small.search`. A collection costs at least 350 US dollars per month, half without standby.
 *
 * @example
 * const search = new SearchDomain("shop", { vpcId: network.vpcId, subnetIds: network.subnetIds.private, key });
 * const sync = new FunctionService("search-sync", { ..., bindings: { search }, environment: { SEARCH_SERVICE: search.service } });
 * sync.connectTo(search);
 * search.admit(sync, "write");
 * search.administeredBy(setup);
 */
export class SearchDomain extends EstateComponent implements Bindable, Listener, Alarmed {
  public readonly bindingKind = "search";
  /** Address with `https://`. */
  public readonly bindingReference: pulumi.Output<string>;
  public readonly alarmSource: string;
  public readonly connectionName: string;
  public readonly port = HTTPS_PORT;
  public readonly securityGroup: ec2.SecurityGroup;
  public readonly securityGroupId: pulumi.Output<string>;
  /** The name under which callers sign: `es` for a domain, `aoss` for a collection. */
  public readonly service: "es" | "aoss";
  /** Of the domain or the collection. */
  public readonly arn: pulumi.Output<string>;
  /** What the administrator sends to a domain, as JSON; absent for a collection, which needs none. */
  public readonly setupRequests: pulumi.Output<string> | undefined;
  private readonly key: EncryptionKey;
  private readonly made: Made;
  private readonly make: ChildMaker;

  public constructor(name: string, args: SearchDomainArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planSearch(name, args);
    super("estate:data:SearchDomain", name, args, opts);
    this.key = args.key;
    this.alarmSource = name;
    this.connectionName = name;
    this.make = { name: (role, key) => this.childName(role, key), options: this.childOptions() };
    this.securityGroup = this.makeSecurityGroup(args);
    this.securityGroupId = this.securityGroup.id;
    this.service = plan.kind === "domain" ? "es" : "aoss";
    this.made = this.makeEngine(plan, args);
    this.arn = "domain" in this.made ? this.made.domain.arn : this.made.collection.arn;
    this.bindingReference =
      "domain" in this.made
        ? pulumi.interpolate`https://${this.made.domain.endpoint}`
        : this.made.collection.collectionEndpoint;
    this.setupRequests = "domain" in this.made ? setupText(this.made) : undefined;
    this.registerOutputs({ arn: this.arn, endpoint: this.bindingReference });
  }

  /**
   * Opens the search's own side to a role whose permissions stand already, as a bound function's do: the domain's policy and
   * the rights in its indexes, or the collection's data policy. The network is opened by `connect()`.
   */
  public admit(grantee: Grantee, access: SearchAccess): void {
    if ("collection" in this.made) {
      admitToCollection(this.make, this.made.plan, grantee, access);
      return;
    }
    this.made.members.admit(grantee, access);
    this.addToPolicy(this.made, grantee, HTTP_ACTIONS[access]);
  }

  /** Lets the grantee search, on both sides. The network is opened by `connect()`. */
  public grantRead(grantee: Grantee): iam.RolePolicy {
    return this.grantAccess(grantee, "read");
  }

  /** Lets the grantee search, write and make the named indexes, on both sides. */
  public grantWrite(grantee: Grantee): iam.RolePolicy {
    return this.grantAccess(grantee, "write");
  }

  /**
   * Names the function that sets a domain up: it is the master of fine-grained access control, is let into the network, and is
   * called once with `{ "requests": [...] }`, and again whenever they change. A collection needs none.
   *
   * @throws {Error} for a collection, or where the domain has an administrator
   */
  public administeredBy(administrator: SearchAdministrator): lambda.Invocation {
    if ("collection" in this.made) {
      throw new Error(
        `SearchDomain "${this.componentName}" is a serverless collection, which nobody sets up. ` +
          "Make the administrator only where engine.kind is domain.",
      );
    }
    const { members, policy } = this.made;
    members.nameAdministrator(administrator);
    this.addToPolicy(this.made, administrator, ["es:ESHttpPut"]);
    const { egress, ingress } = connect(administrator, this, this.childOptions());
    return new lambda.Invocation(
      this.childName("setup"),
      {
        functionName: administrator.function.name,
        qualifier: administrator.alias.name,
        input: pulumi.interpolate`{"requests":${setupText(this.made)}}`,
      },
      this.childOptions({ dependsOn: [policy, egress, ingress] }),
    );
  }

  public bindingStatements(actions: readonly string[], _scope: NeedScope): readonly Statement[] {
    return "domain" in this.made
      ? [{ sid: "Search", actions, resources: [pulumi.interpolate`${this.arn}/*`] }]
      : [{ sid: "Search", actions: [COLLECTION_ACTION], resources: [this.arn] }];
  }

  /** Health, storage, memory and the customer key of a domain; failed requests of a collection. */
  public alarms(): readonly AlarmSpec[] {
    const account = this.key.arn.apply((arn) => parseArn(arn).account);
    return "domain" in this.made
      ? domainAlarms(this.made.plan, account)
      : collectionAlarms(this.made.plan, account, this.made.collection.id);
  }

  private grantAccess(grantee: Grantee, access: SearchAccess): iam.RolePolicy {
    this.admit(grantee, access);
    return grant(grantee, `${this.componentName}-${access}`, this.bindingStatements(HTTP_ACTIONS[access], {}));
  }

  private addToPolicy({ access, domain }: MadeDomain, grantee: Grantee, actions: readonly string[]): void {
    access.add({
      sid: pascalCase(grantee.granteeName),
      principals: [{ aws: grantee.role.arn }],
      actions,
      resources: [pulumi.interpolate`${domain.arn}/*`],
    });
  }

  private makeSecurityGroup(args: SearchDomainArgs): ec2.SecurityGroup {
    return new ec2.SecurityGroup(
      this.childName("security-group"),
      { vpcId: args.vpcId, description: `Search ${this.componentName}: ingress as declared, no egress` },
      this.childOptions(),
    );
  }

  private makeEngine(plan: DomainPlan | CollectionPlan, args: SearchDomainArgs): Made {
    const place = {
      owner: `SearchDomain "${this.componentName}"`,
      key: args.key,
      vpcId: args.vpcId,
      subnetIds: args.subnetIds,
      securityGroupId: this.securityGroup.id,
    };
    return plan.kind === "domain"
      ? { plan, ...makeDomain(this.make, plan, place) }
      : { plan, collection: makeCollection(this.make, plan, place) };
  }
}

/** The requests by which a domain is set up, as JSON. */
function setupText({ plan, members }: { readonly plan: DomainPlan } & MadeDomain): pulumi.Output<string> {
  const shape = { indexes: plan.indexes, replicas: plan.zones - 1 };
  return members.arns.apply((arns) => JSON.stringify(setupRequests(shape, arns)));
}

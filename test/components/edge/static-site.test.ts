import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import { Provider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey, serviceTrust } from "../../../components/core";
import { ObjectStore } from "../../../components/data";
import { StaticSite, type StaticSiteArgs } from "../../../components/edge";
import { type Recording, recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";

const SERVICES = ["logs", "cloudfront.amazonaws.com"];
const HOST = "abc123.execute-api.us-east-1.amazonaws.com";
const DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
const EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

type Application = "web" | "admin";

function make(changes: Partial<StaticSiteArgs<Application>> = {}, services: readonly string[] = SERVICES) {
  const key = new EncryptionKey("key", { description: "Site", services });
  const accessLogs = new ObjectStore("logs", { role: "log" });
  return new StaticSite<Application>("site", {
    key,
    accessLogs,
    zone: { name: "shop.example.com", id: "Z0123456789ABCDEFGHIJ" },
    applications: { web: { path: "/" }, admin: { path: "/admin/" } },
    apis: {
      api: { originDomain: HOST, originHeaders: { "x-api-key": pulumi.secret("a-key") } },
      ws: { originDomain: "def456.execute-api.us-east-1.amazonaws.com" },
    },
    configuration: { clientId: "client", api: "/api" },
    ...changes,
  });
}

const record = (changes: Partial<StaticSiteArgs<Application>> = {}, mode: "known" | "preview" = "known") =>
  recordProgram(() => ({ url: make(changes).url }), { mode });

function listAt(recording: Recording, name: string, property: string): readonly Record<string, unknown>[] {
  const value = inputsOf(recording, name)[property];
  assert.ok(Array.isArray(value));
  return value;
}

/** The site with a copy of each application in another region. */
function copied(services: readonly string[] = SERVICES) {
  const west = new Provider("west", { region: "us-west-2" });
  const there = { providers: [west] };
  const key = new EncryptionKey("copy-key", { description: "Copies", services }, there);
  const store = (name: string) => new ObjectStore(name, { key, accessLogs: "none" }, there);
  return make({ copies: { web: store("copy-web"), admin: store("copy-admin") } });
}

describe("StaticSite", () => {
  it("makes exactly a distribution with its firewall, two buckets with their configuration, a certificate and the names", async () => {
    const recording = await record();
    const own = inventory(recording).filter((line) => / site($|-)/.test(line) && !/ site-files-/.test(line));
    assert.deepEqual(own, [
      "aws:acm/certificate:Certificate site-certificate-viewer",
      "aws:acm/certificateValidation:CertificateValidation site-certificate-issued-viewer",
      "aws:cloudfront/cachePolicy:CachePolicy site-page-cache",
      "aws:cloudfront/distribution:Distribution site-distribution",
      "aws:cloudfront/function:Function site-assets",
      "aws:cloudfront/function:Function site-pages",
      "aws:cloudfront/originAccessControl:OriginAccessControl site-access",
      "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy site-headers",
      "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy site-page-headers",
      "aws:cloudwatch/logDelivery:LogDelivery site-log-delivery",
      "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination site-log-destination",
      "aws:cloudwatch/logDeliverySource:LogDeliverySource site-log-source",
      "aws:cloudwatch/logGroup:LogGroup site-firewall-logs",
      "aws:route53/record:Record site-certificate-proof-shop.example.com",
      "aws:route53/record:Record site-name-shop.example.com-a",
      "aws:route53/record:Record site-name-shop.example.com-aaaa",
      "aws:s3/bucketObjectv2:BucketObjectv2 site-configuration-admin",
      "aws:s3/bucketObjectv2:BucketObjectv2 site-configuration-web",
      "aws:wafv2/webAcl:WebAcl site-firewall-acl",
      "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration site-firewall-logging",
      "estate:edge:EdgeFirewall site-firewall",
      "estate:edge:StaticSite site",
      "estate:edge:ViewerCertificate site-certificate",
    ]);
    assert.equal(recording.ofType("aws:s3/bucket:Bucket").length, 3);
    assert.equal(recording.outputs["url"], "https://shop.example.com");
    assert.deepEqual(urns(await record({}, "preview")), urns(recording));
  });

  it("passes APIs on whole and unkept, keeps assets for good and pages as they say, in CloudFront's order", async () => {
    const recording = await record();
    const shown = listAt(recording, "site-distribution", "orderedCacheBehaviors").map((one) => [
      one["pathPattern"],
      one["targetOriginId"],
      one["viewerProtocolPolicy"],
      one["cachePolicyId"],
      one["originRequestPolicyId"],
      Array.isArray(one["allowedMethods"]) ? one["allowedMethods"].length : 0,
    ]);
    const pageCache = recording.get("site-page-cache").id;
    assert.deepEqual(shown, [
      ["/api", "api-api", "https-only", DISABLED, EXCEPT_HOST, 7],
      ["/api/*", "api-api", "https-only", DISABLED, EXCEPT_HOST, 7],
      ["/ws", "api-ws", "https-only", DISABLED, EXCEPT_HOST, 7],
      ["/ws/*", "api-ws", "https-only", DISABLED, EXCEPT_HOST, 7],
      ["/admin/assets/*", "files-admin", "redirect-to-https", OPTIMIZED, undefined, 3],
      ["/admin", "files-admin", "redirect-to-https", pageCache, undefined, 3],
      ["/admin/*", "files-admin", "redirect-to-https", pageCache, undefined, 3],
      ["/assets/*", "files-web", "redirect-to-https", OPTIMIZED, undefined, 3],
    ]);
    const { defaultCacheBehavior } = inputsOf(recording, "site-distribution");
    assert.deepEqual(defaultCacheBehavior, {
      targetOriginId: "files-web",
      viewerProtocolPolicy: "redirect-to-https",
      compress: true,
      allowedMethods: ["GET", "HEAD", "OPTIONS"],
      cachedMethods: ["GET", "HEAD"],
      cachePolicyId: pageCache,
      responseHeadersPolicyId: recording.get("site-page-headers").id,
      functionAssociations: [{ eventType: "viewer-request", functionArn: recording.get("site-pages").outputs["arn"] }],
    });
  });

  describe("with copies in another region", () => {
    const recorded = () => recordProgram(() => void copied());

    it("asks there once the first does not answer, and for no file that nobody has", async () => {
      const recording = await recorded();
      const pair = (key: string) => ({
        originId: `either-${key}`,
        failoverCriteria: { statusCodes: [500, 502, 503, 504] },
        members: [{ originId: `files-${key}` }, { originId: `copy-${key}` }],
      });
      assert.deepEqual(
        listAt(recording, "site-distribution", "originGroups")
          .map(({ originId }) => originId)
          .sort(),
        ["either-admin", "either-web"],
      );
      assert.deepEqual(listAt(recording, "site-distribution", "originGroups")[0], pair("web"));
      const targets = listAt(recording, "site-distribution", "orderedCacheBehaviors").map(
        (one) => one["targetOriginId"],
      );
      assert.deepEqual([...new Set(targets)], ["api-api", "api-ws", "either-admin", "either-web"]);
      const origins = new Map(
        listAt(recording, "site-distribution", "origins").map((one) => [one["originId"], one] as const),
      );
      const access = recording.get("site-access").id;
      for (const [id, host] of [
        ["files-web", "site-files-web-bucket"],
        ["copy-web", "copy-web-bucket"],
      ] as const) {
        const origin = origins.get(id);
        assert.equal(origin?.["domainName"], recording.get(host).outputs["bucketRegionalDomainName"]);
        assert.equal(origin?.["originAccessControlId"], access);
      }
      assert.match(String(origins.get("copy-web")?.["domainName"]), /\.us-west-2\./);
      assert.equal(origins.get("files-web")?.["connectionTimeout"], 5);
    });

    it("copies every file in time, by each region's key, and lets CloudFront alone read them", async () => {
      const recording = await recorded();
      const [rule] = listAt(recording, "site-files-web-replication", "rules");
      const copy = recording.get("copy-web-bucket");
      const key = recording.get("copy-key-key").outputs["arn"];
      const shown = JSON.stringify(rule?.["destination"]);
      assert.ok(shown.includes(String(copy.outputs["arn"])) && shown.includes(String(key)), shown);
      assert.match(shown, /"replicationTime":\{"status":"Enabled","time":\{"minutes":15\}\}/);
      const read = statementsOf(recording, "copy-web-policy").find((one) => JSON.stringify(one).includes("GetObject"));
      assert.deepEqual(read, {
        Sid: "SiteDistributionObjects",
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: `${String(copy.outputs["arn"])}/*`,
        Condition: { ArnLike: { "aws:SourceArn": recording.get("site-distribution").outputs["arn"] } },
      });
      const configuration = recording.get("site-configuration-copy-admin");
      assert.equal(configuration.inputs["bucket"], recording.get("copy-admin-bucket").outputs["bucket"]);
      assert.equal(configuration.inputs["kmsKeyId"], key);
      assert.equal(configuration.provider, copy.provider);
    });

    it("lets a deployment write to the first region alone", async () => {
      const recording = await recordProgram(() => {
        const role = new iam.Role("deploy", { assumeRolePolicy: serviceTrust("codebuild.amazonaws.com") });
        copied().grantDeploy({ granteeName: "deploy", role });
      });
      assert.ok(!JSON.stringify(statementsOf(recording, "deploy-policy-site-deploy")).includes("copy-"));
    });

    it("fails when the copies' key does not serve CloudFront, or an application has none", async () => {
      assert.match(
        await failureOf(() => void copied(["logs"]), "aws:cloudfront/distribution:Distribution"),
        /copies\.web.*by whose key CloudFront may read/s,
      );
      const half = () => {
        const key = new EncryptionKey("copy-key", { description: "Copies", services: SERVICES });
        const web = new ObjectStore("copy-web", { key, accessLogs: "none" });
        new StaticSite<string>("site", {
          key,
          accessLogs: new ObjectStore("logs", { role: "log" }),
          applications: { web: { path: "/" }, admin: { path: "/admin/" } },
          copies: { web },
        });
      };
      assert.match(await failureOf(half, "aws:cloudfront/distribution:Distribution"), /a store for each application/);
    });
  });

  it("signs what it asks the buckets, and tells an API by a header that shows nowhere that a request came this way", async () => {
    const recording = await record();
    const origins = listAt(recording, "site-distribution", "origins");
    assert.deepEqual(
      origins.map((origin) => [origin["originId"], origin["originAccessControlId"] !== undefined]),
      [
        ["files-admin", true],
        ["files-web", true],
        ["api-api", false],
        ["api-ws", false],
      ],
    );
    assert.deepEqual(origins[2], {
      originId: "api-api",
      domainName: HOST,
      customHeaders: [{ name: "x-api-key", value: "[secret]" }],
      customOriginConfig: {
        httpPort: 80,
        httpsPort: 443,
        originProtocolPolicy: "https-only",
        originSslProtocols: ["TLSv1.2"],
        originReadTimeout: 30,
        originKeepaliveTimeout: 5,
      },
    });
    assert.deepEqual(listAt(recording, "site-distribution", "aliases"), ["shop.example.com"]);
  });

  it("lets this distribution alone read the files, below each application's path, and decrypt them", async () => {
    const recording = await record();
    const statements = statementsOf(recording, "site-files-admin-policy").slice(2);
    const source = {
      Principal: { Service: "cloudfront.amazonaws.com" },
      Condition: { ArnLike: { "aws:SourceArn": recording.get("site-distribution").outputs["arn"] } },
    };
    const bucket = String(recording.get("site-files-admin-bucket").outputs["arn"]);
    assert.deepEqual(statements, [
      {
        Sid: "SiteDistributionObjects",
        Effect: "Allow",
        ...source,
        Action: "s3:GetObject",
        Resource: `${bucket}/admin/*`,
      },
      { Sid: "SiteDistributionBucket", Effect: "Allow", ...source, Action: "s3:ListBucket", Resource: bucket },
    ]);
    assert.deepEqual(statementsOf(recording, "key-policy").at(-1), {
      Sid: "CloudfrontUsesTheKey",
      Effect: "Allow",
      Principal: { Service: "cloudfront.amazonaws.com" },
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: { ArnLike: { "aws:SourceArn": "arn:aws:cloudfront::111122223333:distribution/*" } },
    });
  });

  it("writes each application's configuration beside its start, never kept by browsers", async () => {
    const recording = await record();
    const { key, content, cacheControl, contentType } = inputsOf(recording, "site-configuration-admin");
    assert.deepEqual([key, cacheControl, contentType], ["admin/config.json", "no-cache", "application/json"]);
    assert.deepEqual(JSON.parse(String(content)), { clientId: "client", api: "/api" });
    assert.equal(inputsOf(recording, "site-configuration-web")["key"], "config.json");
    const plain = inventory(await recordProgram(() => void makeWithoutConfiguration()));
    assert.ok(!plain.some((line) => line.includes("bucketObjectv2")));
  });

  it("tells browsers whom pages may speak to: the host alone, or what is listed", async () => {
    const policyOf = async (contentSources: StaticSiteArgs["contentSources"] & object) => {
      const headers = inputsOf(await record({ contentSources }), "site-page-headers")["securityHeadersConfig"];
      const found = /"contentSecurityPolicy":"([^"]*)"/.exec(JSON.stringify(headers))?.[1] ?? "";
      return found.split("; ").slice(6);
    };
    assert.deepEqual(await policyOf({}), []);
    assert.deepEqual(await policyOf({ stripe: true, connect: ["https://cognito-idp.us-east-1.amazonaws.com"] }), [
      "script-src 'self' https://js.stripe.com https://*.js.stripe.com",
      "connect-src 'self' https://cognito-idp.us-east-1.amazonaws.com https://api.stripe.com",
      "frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com",
    ]);
    const recording = await record();
    const { customHeadersConfig } = inputsOf(recording, "site-page-headers");
    assert.match(JSON.stringify(customHeadersConfig), /"Cache-Control","value":"no-cache"|"value":"no-cache"/);
    assert.doesNotMatch(JSON.stringify(inputsOf(recording, "site-headers")), /no-cache/);
  });

  it("lets a deployment upload, delete and invalidate, and nothing else", async () => {
    const recording = await recordProgram(() => {
      const site = make();
      const role = new iam.Role("deploy", { assumeRolePolicy: serviceTrust("codebuild.amazonaws.com") });
      site.grantDeploy({ granteeName: "deploy", role });
      return { web: site.upload("web"), admin: site.upload("admin") };
    });
    const statements = statementsOf(recording, "deploy-policy-site-deploy").map((statement) =>
      Object.assign({ Sid: "", Action: "" }, statement),
    );
    assert.deepEqual(
      statements.map(({ Sid, Action }) => [Sid, [Action].flat().join(" ")]),
      [
        ["AdminObjects", "s3:AbortMultipartUpload s3:DeleteObject s3:PutObject"],
        ["AdminList", "s3:ListBucket"],
        ["AdminUseKeyS3", "kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey"],
        ["WebObjects", "s3:AbortMultipartUpload s3:DeleteObject s3:PutObject"],
        ["WebList", "s3:ListBucket"],
        ["Invalidate", "cloudfront:CreateInvalidation"],
      ],
    );
    const bucketName = (name: string) => recording.get(name).outputs["bucket"];
    assert.deepEqual(recording.outputs, {
      web: { bucketName: bucketName("site-files-web-bucket"), prefix: "" },
      admin: { bucketName: bucketName("site-files-admin-bucket"), prefix: "admin/" },
    });
  });

  it("goes under CloudFront's own name without a zone", async () => {
    const recording = await recordProgram(() => {
      const site = makeWithoutZone();
      return { url: site.url, keys: site.alarms().map((alarm) => alarm.key) };
    });
    assert.match(String(recording.outputs["url"]), /^https:\/\/d[0-9a-f]+\.cloudfront\.net$/);
    assert.deepEqual(recording.ofType("aws:route53/record:Record"), []);
    assert.deepEqual(recording.outputs["keys"], ["distribution-errors", "blocked-at-the-edge"]);
  });

  function bare(services: readonly string[] = SERVICES): Pick<StaticSiteArgs, "key" | "accessLogs"> {
    return {
      key: new EncryptionKey("key", { description: "Site", services }),
      accessLogs: new ObjectStore("logs", { role: "log" }),
    };
  }

  function makeWithoutZone(): StaticSite {
    return new StaticSite("site", { ...bare(), applications: { web: { path: "/" } } });
  }

  function makeWithoutConfiguration(): StaticSite {
    return makeWithoutZone();
  }

  describe("fails when", () => {
    it("anything is out of range, all at once and before anything is registered", async () => {
      const message = await failureOf(() => {
        new StaticSite("site", {
          ...bare([]),
          applications: { web: { path: "/shop" }, Admin: { path: "/admin/", assets: "a/b" } },
          apis: { admin: { originDomain: HOST } },
          domainNames: ["shop.example.com"],
          contentSources: { connect: ["cognito"], images: ["https://img.example.com; script-src *"] },
          rateLimit: 1,
          logRetentionDays: 42,
        });
      }, "aws:cloudfront/distribution:Distribution");
      assertMentions(message, [
        'StaticSite "site" has 12 faults in its arguments:',
        'applications: given ["/admin/","/shop"]; allowed: a path for each application, one of them "/".',
        'applications.web.path: given "/shop"',
        'applications.Admin: given "Admin"',
        'applications.Admin.assets: given "a/b"',
        "apis.admin: given \"admin\"; allowed: a stage's name that begins no application's path: not admin, shop.",
        'domainNames: given ["shop.example.com"]; allowed: none without a zone.',
        'contentSources.connect: given "cognito"',
        'contentSources.images: given "https://img.example.com; script-src *"',
        "rateLimit: given 1",
        'add "logs" to the services of the EncryptionKey',
        "logRetentionDays: given 42",
        'add "cloudfront.amazonaws.com" to the services of the EncryptionKey',
      ]);
    });

    it("CloudFront's firewall would log with a key of another region", async () => {
      const program = () => {
        const provider = new Provider("aws", { region: "eu-west-1" });
        const key = new EncryptionKey("far", { description: "Site", services: SERVICES }, { provider });
        make({ key });
      };
      await assert.rejects(recordProgram(program), /StaticSite "site" logs .* stands in eu-west-1\. Set globalKey/);
    });

    it("a name lies outside its zone", async () => {
      const message = await failureOf(
        () => void make({ domainNames: ["shop.example.org"] }),
        "aws:cloudfront/distribution:Distribution",
      );
      assertMentions(message, ['domainNames[0]: given "shop.example.org"']);
    });
  });
});

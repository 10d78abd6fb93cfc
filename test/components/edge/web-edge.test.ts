import assert from "node:assert/strict";
import { WebEdge, type WebEdgeArgs } from "../../../components/edge";
import { type Recording, recordProgram } from "../../../planner/recorder";
import { inputsOf, inventory, statementsOf, urns } from "../core/support";
import { administrators, edgeArgs } from "./fixtures";

function record(changes: Partial<WebEdgeArgs> = {}, mode: "known" | "preview" = "known"): Promise<Recording> {
  return recordProgram(() => ({ url: new WebEdge("edge", edgeArgs(changes)).url }), { mode });
}

function own(recording: Recording): readonly string[] {
  return inventory(recording).filter((line) => /[ -]edge($|-)/.test(line));
}

describe("WebEdge", () => {
  it("makes exactly these resources for shoppers", async () => {
    assert.deepEqual(own(await record()), [
      "aws:acm/certificate:Certificate edge-certificates-origin",
      "aws:acm/certificate:Certificate edge-certificates-viewer",
      "aws:acm/certificateValidation:CertificateValidation edge-certificates-issued-origin",
      "aws:acm/certificateValidation:CertificateValidation edge-certificates-issued-viewer",
      "aws:cloudfront/distribution:Distribution edge-distribution",
      "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy edge-headers",
      "aws:cloudfront/vpcOrigin:VpcOrigin edge-origin",
      "aws:cloudwatch/logDelivery:LogDelivery edge-log-delivery",
      "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination edge-log-destination",
      "aws:cloudwatch/logDeliverySource:LogDeliverySource edge-log-source",
      "aws:cloudwatch/logGroup:LogGroup edge-global-logs",
      "aws:cloudwatch/logGroup:LogGroup edge-regional-logs",
      "aws:ec2/securityGroup:SecurityGroup edge-shoppers-security-group",
      "aws:lb/listener:Listener edge-shoppers-listener-https",
      "aws:lb/listenerRule:ListenerRule edge-shoppers-route-ai",
      "aws:lb/listenerRule:ListenerRule edge-shoppers-route-assets",
      "aws:lb/listenerRule:ListenerRule edge-shoppers-route-web",
      "aws:lb/loadBalancer:LoadBalancer edge-shoppers-balancer",
      "aws:lb/targetGroup:TargetGroup edge-shoppers-targets-ai",
      "aws:lb/targetGroup:TargetGroup edge-shoppers-targets-assets",
      "aws:lb/targetGroup:TargetGroup edge-shoppers-targets-web",
      "aws:route53/record:Record edge-certificates-proof-origin.shop.example.com",
      "aws:route53/record:Record edge-certificates-proof-shop.example.com",
      "aws:route53/record:Record edge-name-origin.shop.example.com-a",
      "aws:route53/record:Record edge-name-shop.example.com-a",
      "aws:route53/record:Record edge-name-shop.example.com-aaaa",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule edge-shoppers-egress-cluster-8080",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule cluster-ingress-edge-shoppers-8080",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule edge-shoppers-ingress-cloudfront-443",
      "aws:wafv2/webAcl:WebAcl edge-global-acl",
      "aws:wafv2/webAcl:WebAcl edge-regional-acl",
      "aws:wafv2/webAclAssociation:WebAclAssociation edge-shoppers-firewall",
      "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration edge-global-logging",
      "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration edge-regional-logging",
      "estate:edge:EdgeCertificates edge-certificates",
      "estate:edge:EdgeFirewall edge-global",
      "estate:edge:EdgeFirewall edge-regional",
      "estate:edge:RoutedBalancer edge-shoppers",
      "estate:edge:WebEdge edge",
      "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding edge-shoppers-binding-ai",
      "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding edge-shoppers-binding-assets",
      "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding edge-shoppers-binding-web",
    ]);
  });

  it("names the same resources while previewing", async () => {
    assert.deepEqual(urns(await record({ administrators }, "preview")), urns(await record({ administrators })));
  });

  it("lets nobody but CloudFront open a connection to the shoppers' balancer, which has no public address", async () => {
    const recording = await record();
    assert.equal(inputsOf(recording, "edge-shoppers-balancer")["internal"], true);
    const group =
      recording.get("edge-shoppers-security-group").outputs["id"] ?? recording.get("edge-shoppers-security-group").id;
    const rules = recording
      .ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
      .filter((rule) => rule.inputs["securityGroupId"] === group)
      .map((rule) => [
        rule.inputs["prefixListId"],
        rule.inputs["cidrIpv4"],
        rule.inputs["fromPort"],
        rule.inputs["toPort"],
      ]);
    assert.deepEqual(rules, [["pl-3b927c52", undefined, 443, 443]]);
    assert.deepEqual(inputsOf(recording, "edge-origin")["vpcOriginEndpointConfig"], {
      name: "edge-origin",
      arn: recording.get("edge-shoppers-balancer").outputs["arn"],
      httpPort: 80,
      httpsPort: 443,
      originProtocolPolicy: "https-only",
      originSslProtocols: { items: ["TLSv1.2"], quantity: 1 },
    });
  });

  it("serves shoppers over TLS 1.2 or newer, firewalled, in the order of the balancer's rules", async () => {
    const recording = await record();
    const distribution = inputsOf(recording, "edge-distribution");
    assert.equal(distribution["webAclId"], recording.get("edge-global-acl").outputs["arn"]);
    assert.deepEqual(distribution["viewerCertificate"], {
      acmCertificateArn: recording.get("edge-certificates-viewer").outputs["arn"],
      sslSupportMethod: "sni-only",
      minimumProtocolVersion: "TLSv1.2_2021",
    });
    const behaviours = recording.get("edge-distribution").inputs["orderedCacheBehaviors"];
    assert.ok(Array.isArray(behaviours));
    assert.deepEqual(
      behaviours.map((one) => [
        one.pathPattern,
        one.cachePolicyId,
        one.originRequestPolicyId,
        one.viewerProtocolPolicy,
      ]),
      [
        ["/ai/*", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "216adef6-5c7f-47e4-b989-5492eafa07d3", "redirect-to-https"],
        ["/assets/*", "658327ea-f89d-4fab-a63d-7e88639e58f6", undefined, "redirect-to-https"],
        ["/static/*", "658327ea-f89d-4fab-a63d-7e88639e58f6", undefined, "redirect-to-https"],
      ],
    );
    assert.equal(inputsOf(recording, "edge-certificates-viewer")["region"], "us-east-1");
  });

  it("leads /ai/* to the AI service's pods, by address, through the load-balancer controller", async () => {
    const recording = await record();
    const group = recording.get("edge-shoppers-targets-ai");
    assert.deepEqual(inputsOf(recording, "edge-shoppers-route-ai")["conditions"], [
      { pathPattern: { values: ["/ai/*"] } },
    ]);
    assert.deepEqual(inputsOf(recording, "edge-shoppers-route-ai")["actions"], [
      { type: "forward", targetGroupArn: group.outputs["arn"] },
    ]);
    assert.deepEqual(inputsOf(recording, "edge-shoppers-binding-ai")["spec"], {
      targetGroupARN: group.outputs["arn"],
      targetType: "ip",
      serviceRef: { name: "ai", port: 80 },
    });
    assert.deepEqual(group.inputs["tags"], { Name: "edge-shoppers-ai", "elbv2.k8s.aws/cluster": "shop" });
  });

  it("gives administrators a balancer of their own, from their addresses, for their host only", async () => {
    const recording = await record({ administrators });
    assert.equal(inputsOf(recording, "edge-administrators-balancer")["internal"], false);
    const sources = recording
      .ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
      .filter((rule) => rule.name.startsWith("edge-administrators-"))
      .map((rule) => [rule.inputs["cidrIpv4"] ?? rule.inputs["cidrIpv6"], rule.inputs["fromPort"]]);
    assert.deepEqual(sources, [
      ["203.0.113.0/24", 443],
      ["203.0.113.0/24", 80],
      ["2001:db8::/32", 443],
      ["2001:db8::/32", 80],
    ]);
    assert.deepEqual(inputsOf(recording, "edge-administrators-route-web")["conditions"], [
      { hostHeader: { values: ["admin.shop.example.com"] } },
      { pathPattern: { values: ["/*"] } },
    ]);
    assert.deepEqual(inputsOf(recording, "edge-administrators-listener-http")["defaultActions"], [
      { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
    ]);
    assert.equal(
      inputsOf(recording, "edge-administrators-firewall")["webAclArn"],
      recording.get("edge-regional-acl").outputs["arn"],
    );
  });

  it("logs both balancers, the distribution and the firewalls, and lets the deliveries write nowhere else", async () => {
    const recording = await record({ administrators });
    for (const balancer of ["shoppers", "administrators"]) {
      assert.deepEqual(inputsOf(recording, `edge-${balancer}-balancer`)["accessLogs"], {
        enabled: true,
        bucket: recording.get("logs-bucket").outputs["bucket"],
        prefix: `edge-${balancer}`,
      });
    }
    const bucket = recording.get("logs-bucket").outputs["arn"];
    assert.deepEqual(statementsOf(recording, "logs-policy").slice(2), [
      {
        Sid: "EdgeBalancersObjects",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `${String(bucket)}/edge-*/AWSLogs/111122223333/*`,
        Condition: {
          ArnLike: { "aws:SourceArn": "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/*" },
        },
      },
      {
        Sid: "EdgeDistributionObjects",
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `${String(bucket)}/AWSLogs/111122223333/CloudFront/*`,
        Condition: {
          ArnLike: { "aws:SourceArn": "arn:aws:logs:us-east-1:111122223333:delivery-source:*" },
          StringEquals: { "aws:SourceAccount": "111122223333" },
        },
      },
    ]);
    const logging = inputsOf(recording, "edge-global-logging");
    assert.deepEqual(logging["redactedFields"], [
      { singleHeader: { name: "authorization" } },
      { singleHeader: { name: "cookie" } },
      { singleHeader: { name: "x-api-key" } },
    ]);
    assert.match(String(recording.get("edge-global-logs").inputs["name"]), /^aws-waf-logs-edge-global-acl-/);
  });

  it("proves each name once, for both certificates", async () => {
    const recording = await record({ administrators });
    const proofs = recording.resources.filter((resource) => resource.name.startsWith("edge-certificates-proof-"));
    const names = proofs.map((proof) => proof.inputs["name"]);
    assert.equal(new Set(names).size, 3);
    assert.deepEqual(inputsOf(recording, "edge-certificates-origin")["subjectAlternativeNames"], [
      "shop.example.com",
      "admin.shop.example.com",
    ]);
    assert.equal(inputsOf(recording, "edge-certificates-viewer")["domainName"], "shop.example.com");
  });

  it("serves under CloudFront's own name where no domain name is wanted, and still speaks TLS to the balancer", async () => {
    const recording = await record({ domainNames: [] });
    const distribution = inputsOf(recording, "edge-distribution");
    assert.deepEqual(distribution["viewerCertificate"], {
      cloudfrontDefaultCertificate: true,
      minimumProtocolVersion: "TLSv1",
    });
    assert.match(String(recording.outputs["url"]), /^https:\/\/d[a-z0-9]+\.cloudfront\.net$/);
    assert.equal(inputsOf(recording, "edge-certificates-origin")["domainName"], "origin.shop.example.com");
    const { originRequestPolicyId } = Object(distribution["defaultCacheBehavior"]);
    assert.equal(originRequestPolicyId, "b689b0a8-53d0-40ab-baf2-68738e2966ac");
  });

  it("opens the pods' side once for each service and port", async () => {
    const opened: unknown[] = [];
    const service = {
      namespace: "shop",
      serviceName: "frontend",
      port: 8080,
      allowFrom: (key: string, source: object, port?: number) => void opened.push([key, source, port]),
    };
    await record({
      balancerCidrs: ["10.0.0.0/16"],
      routes: { assets: { paths: ["/assets/*"], priority: 1, service }, web: { paths: ["/*"], priority: 2, service } },
    });
    assert.deepEqual(opened, [["edge", { cidrs: ["10.0.0.0/16"] }, 8080]]);
  });

  it("says how one would notice that it is ill", async () => {
    const keys: string[] = [];
    await recordProgram(() => {
      keys.push(...new WebEdge("edge", edgeArgs({ administrators })).alarms().map((alarm) => alarm.key));
    });
    assert.deepEqual(keys, [
      "distribution-errors",
      "blocked-at-the-edge",
      "blocked-at-the-balancers",
      "shoppers-balancer-errors",
      "shoppers-slow",
      ...["web", "ai", "assets"].flatMap((key) => [`shoppers-${key}-errors`, `shoppers-${key}-unhealthy`]),
      "administrators-balancer-errors",
      "administrators-slow",
      "administrators-web-errors",
      "administrators-web-unhealthy",
    ]);
  });
});

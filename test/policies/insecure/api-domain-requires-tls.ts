import * as apigateway from "@pulumi/aws/apigateway";

new apigateway.DomainName("shop", {
  domainName: "api.shop.example",
  regionalCertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1",
  endpointConfiguration: { types: "REGIONAL" },
  securityPolicy: "TLS_1_0",
});

import * as lb from "@pulumi/aws/lb";

new lb.Listener("http", {
  loadBalancerArn: "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/edge/1",
  port: 80,
  protocol: "HTTP",
  defaultActions: [
    { type: "forward", targetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/shop/1" },
  ],
});

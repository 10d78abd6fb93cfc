import { isTrue, resourceRule } from "../../engine";

export const vpnLogsItsTunnels = resourceRule({
  id: "vpn-logs-its-tunnels",
  title: "VPN connections log their tunnels",
  why: "Why a tunnel fell, and who tried to raise it, stands in this log alone.",
  fix: {
    text: "Send the log of both tunnels to CloudWatch.",
    code: `tunnel1LogOptions: { cloudwatchLogOptions: { logEnabled: true, logGroupArn: logs.arn } }`,
  },
  severity: "medium",
  frameworks: ["FSBP EC2.171"],
  types: ["aws:ec2/vpnConnection:VpnConnection"],
  expects: [
    { path: "tunnel1LogOptions.cloudwatchLogOptions.logEnabled", want: isTrue },
    { path: "tunnel2LogOptions.cloudwatchLogOptions.logEnabled", want: isTrue },
  ],
});

import { REMOVED, resourceRule } from "../../engine";
import { LISTENERS } from "../shared/types";

const CURRENT = /^ELBSecurityPolicy-(TLS13-1-[23]|FS-1-2|TLS-1-2)-/;

export const listenerRequiresTls = resourceRule({
  id: "listener-requires-tls",
  title: "Load balancers speak TLS 1.2 and newer, and redirect plain HTTP",
  why: "Passwords and sessions travel with every request.",
  fix: {
    text: "Listen on HTTPS with a current policy; let the listener on port 80 redirect.",
    code: `new lb.Listener("https", { ..., port: 443, protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06", certificateArn });`,
  },
  severity: "high",
  frameworks: ["FSBP ELB.1", "PCI 4.2.1"],
  types: LISTENERS,
  guards: [{ path: "sslPolicy", broken: ["ELBSecurityPolicy-2016-08", REMOVED] }],
  check(listener, judge) {
    const protocol = listener.get("protocol");
    switch ((protocol.text() ?? "HTTP").toUpperCase()) {
      case "HTTP": {
        const actions = listener.get("defaultActions").items();
        const redirects =
          actions.length > 0 &&
          actions.every(
            (action) =>
              action.get("redirect.protocol").text() === "HTTPS" || action.get("type").text() === "fixed-response",
          );
        judge.require(
          redirects,
          listener.get("defaultActions"),
          "a redirect to HTTPS",
          `Listener ${listener.name} serves plain HTTP.`,
        );
        break;
      }
      case "HTTPS":
      case "TLS": {
        const policy = listener.get("sslPolicy");
        judge.require(CURRENT.test(policy.text() ?? ""), policy, "a policy with TLS 1.2 and newer");
        break;
      }
      default:
        judge.skip("the listener passes connections on");
    }
  },
  remediate: (listener) =>
    /^(HTTPS|TLS)$/i.test(listener.get("protocol").text() ?? "")
      ? { ...listener.resource.props, sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" }
      : undefined,
});

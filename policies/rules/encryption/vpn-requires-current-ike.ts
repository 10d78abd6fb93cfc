import { resourceRule } from "../../engine";

const AWS = "aws:ec2/vpnConnection:VpnConnection";
const GOOGLE = "gcp:compute/vPNTunnel:VPNTunnel";

export const vpnRequiresCurrentIke = resourceRule({
  id: "vpn-requires-current-ike",
  title: "VPN tunnels agree on keys by IKEv2",
  why: "IKEv1 gives a pre-shared key away to whoever tries passwords against a recorded handshake, and AWS accepts it by default.",
  fix: {
    text: "Allow IKEv2 only, in both tunnels.",
    code: `new ec2.VpnConnection("analytics", { ..., tunnel1IkeVersions: ["ikev2"], tunnel2IkeVersions: ["ikev2"] });`,
  },
  severity: "medium",
  frameworks: ["PCI 4.2.1"],
  types: [AWS, GOOGLE],
  guards: [
    { type: AWS, path: "tunnel1IkeVersions", broken: [["ikev1", "ikev2"], []] },
    { type: AWS, path: "tunnel2IkeVersions", broken: [["ikev1", "ikev2"], []] },
    { type: GOOGLE, path: "ikeVersion", broken: [1] },
  ],
  check(connection, judge) {
    if (connection.type === GOOGLE) {
      const version = connection.get("ikeVersion");
      judge.require((version.number() ?? 2) === 2, version, "2");
      return;
    }
    for (const tunnel of ["tunnel1IkeVersions", "tunnel2IkeVersions"]) {
      const versions = connection.get(tunnel);
      judge.attempt(() => {
        const texts = versions.texts();
        judge.require(texts.length > 0 && texts.every((text) => text === "ikev2"), versions, '["ikev2"]');
      });
    }
  },
});

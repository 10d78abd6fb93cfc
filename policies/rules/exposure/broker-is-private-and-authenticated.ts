import { isNotTrue, oneOfOrMissing, resourceRule } from "../../engine";

export const brokerIsPrivateAndAuthenticated = resourceRule({
  id: "broker-is-private-and-authenticated",
  title: "Kafka brokers are private and know their clients",
  why: "Whoever may connect without a name may read every order.",
  fix: {
    text: "Keep public access disabled, switch unauthenticated clients off, and use SASL/IAM, SASL/SCRAM or TLS.",
    code: `clientAuthentication: { sasl: { iam: true, scram: true }, unauthenticated: false }`,
  },
  severity: "high",
  frameworks: ["FSBP MSK.4", "FSBP MSK.6"],
  types: ["aws:msk/cluster:Cluster"],
  expects: [
    { path: "brokerNodeGroupInfo.connectivityInfo.publicAccess.type", want: oneOfOrMissing("DISABLED") },
    { path: "clientAuthentication.unauthenticated", want: isNotTrue },
  ],
  check(cluster, judge) {
    const authentication = cluster.get("clientAuthentication");
    const ways = ["sasl.iam", "sasl.scram"].map((path) => authentication.get(path));
    const tls = authentication.get("tls.certificateAuthorityArns");
    const known = ways.some((way) => !way.unknown && way.flag() === true) || tls.unknown || tls.items().length > 0;
    judge.require(
      known || ways.some((way) => way.unknown),
      authentication,
      "SASL/IAM, SASL/SCRAM or TLS",
      `Cluster ${cluster.name} does not ask its clients who they are.`,
    );
  },
});

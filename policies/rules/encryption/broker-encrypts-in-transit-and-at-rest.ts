import { customerKey, isNotFalse, oneOfOrMissing, resourceRule } from "../../engine";

export const brokerEncryptsInTransitAndAtRest = resourceRule({
  id: "broker-encrypts-in-transit-and-at-rest",
  title: "Kafka brokers encrypt in transit and at rest",
  why: "Orders pass through the brokers in full; plain listeners hand them to anybody in the network.",
  fix: {
    text: "Allow TLS only for clients, keep encryption between brokers on, and name your key.",
    code: `encryptionInfo: {
  encryptionAtRestKmsKeyArn: key.arn,
  encryptionInTransit: { clientBroker: "TLS", inCluster: true },
}`,
  },
  severity: "high",
  frameworks: ["FSBP MSK.1", "PCI 4.2.1", "PCI 3.5.1"],
  types: ["aws:msk/cluster:Cluster"],
  expects: [
    { path: "encryptionInfo.encryptionInTransit.clientBroker", want: oneOfOrMissing("TLS") },
    { path: "encryptionInfo.encryptionInTransit.inCluster", want: isNotFalse },
    { path: "encryptionInfo.encryptionAtRestKmsKeyArn", want: customerKey },
  ],
});

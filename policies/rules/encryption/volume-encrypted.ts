import { type Node, REMOVED, resourceRule, type Subject } from "../../engine";

export const volumeEncrypted = resourceRule({
  id: "volume-encrypted",
  title: "Volumes are encrypted",
  why: "A volume outlives its instance, and its snapshots outlive both.",
  fix: {
    text: "Set encrypted on every volume, and kmsKeyId to your key.",
    code: `blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "true", kmsKeyId: key.arn } }]`,
  },
  severity: "high",
  frameworks: ["FSBP EC2.3", "PCI 3.5.1"],
  types: [
    "aws:ebs/volume:Volume",
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:ec2/instance:Instance",
    "aws:ec2/launchConfiguration:LaunchConfiguration",
  ],
  guards: [
    { type: "aws:ebs/volume:Volume", path: "encrypted", broken: [false, REMOVED] },
    {
      type: "aws:ec2/launchTemplate:LaunchTemplate",
      path: "blockDeviceMappings[*].ebs.encrypted",
      broken: ["false", REMOVED],
    },
  ],
  check(subject, judge) {
    const volumes = volumesOf(subject);
    if (volumes.length === 0) {
      judge.skip("no volume of its own");
    }
    for (const volume of volumes) {
      judge.attempt(() => judge.require(volume.get("encrypted").flag() === true, volume.get("encrypted"), "true"));
    }
  },
});

function volumesOf(subject: Subject): readonly Node[] {
  switch (subject.type) {
    case "aws:ebs/volume:Volume":
      return [subject.props];
    case "aws:ec2/launchTemplate:LaunchTemplate":
      return subject
        .get("blockDeviceMappings")
        .items()
        .map((mapping) => mapping.get("ebs"))
        .filter((volume) => volume.present);
    default:
      return [subject.get("rootBlockDevice"), ...subject.get("ebsBlockDevices").items()];
  }
}

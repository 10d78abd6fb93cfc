import { isTrue, oneOfOrMissing, resourceRule } from "../../engine";

export const cacheEncryptedAndAuthenticated = resourceRule({
  id: "cache-encrypted-and-authenticated",
  title: "Redis encrypts at rest and in transit, and asks who is there",
  why: "Sessions in a cache are as good as passwords, and Redis by itself trusts everybody who can connect.",
  fix: {
    text: "Switch on both encryptions, and set an AUTH token or user groups.",
    code: `new elasticache.ReplicationGroup("sessions", {
  ..., atRestEncryptionEnabled: true, kmsKeyId: key.arn, transitEncryptionEnabled: true, userGroupIds: [users.id],
});`,
  },
  severity: "high",
  frameworks: ["FSBP ElastiCache.4", "FSBP ElastiCache.5", "FSBP ElastiCache.6"],
  types: ["aws:elasticache/replicationGroup:ReplicationGroup"],
  expects: [
    { path: "atRestEncryptionEnabled", want: isTrue },
    { path: "transitEncryptionEnabled", want: isTrue },
    { path: "transitEncryptionMode", want: oneOfOrMissing("required") },
  ],
  check(cache, judge) {
    const token = cache.get("authToken");
    const groups = cache.get("userGroupIds");
    const authenticated = token.present || groups.unknown || groups.items().length > 0;
    judge.require(
      authenticated,
      token,
      "an AUTH token or userGroupIds",
      `Cache ${cache.name} lets everybody in who can connect.`,
    );
  },
});

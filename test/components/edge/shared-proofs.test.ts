import assert from "node:assert/strict";
import { Provider } from "@pulumi/aws/provider";
import { EdgeCertificates } from "../../../components/edge/edge-certificates";
import { recordProgram } from "../../../planner/recorder";

const SHARED = "api.shop.example.com";

describe("certificates of two regions that share a name", () => {
  it("prove it by one record, and each its own name by its own", async () => {
    const recording = await recordProgram(() => {
      const zone = { zoneId: "Z0123456789ABCDEFGHIJ", viewerNames: [] };
      const provider = new Provider("west", { region: "us-west-2" });
      const east = new EdgeCertificates("east", { ...zone, names: ["east.shop.example.com", SHARED] });
      new EdgeCertificates("west", { ...zone, names: ["west.shop.example.com", SHARED], provedBy: east }, { provider });
      return {};
    });
    assert.deepEqual(
      recording.ofType("aws:route53/record:Record").map(({ name }) => name),
      ["east-proof-east.shop.example.com", `east-proof-${SHARED}`, "west-proof-west.shop.example.com"],
    );
    const fqdns = recording.get("west-issued-origin").inputs["validationRecordFqdns"];
    assert.ok(Array.isArray(fqdns));
    assert.equal(fqdns.length, 2);
    assert.ok(fqdns.includes(recording.get(`east-proof-${SHARED}`).outputs["fqdn"]));
  });
});

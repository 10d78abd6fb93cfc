import assert from "node:assert/strict";
import { TYPE_MODELS } from "../../../simulator";
import { googleApi } from "../../../simulator/types/gcp/apis";
import { TestCloud } from "./helpers";

const GRANT = "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember";
const LOOK_UPS = {
  "bq-1@bigquery-encryption": "gcp:bigquery/getDefaultServiceAccount:getDefaultServiceAccount",
  "service-1@gs-project-accounts": "gcp:storage/getProjectServiceAccount:getProjectServiceAccount",
};

function enable(cloud: TestCloud, service: string): Promise<unknown> {
  return cloud.create("gcp:projects/service:Service", service, { service: `${service}.googleapis.com` });
}

async function makeKey(cloud: TestCloud): Promise<string> {
  await enable(cloud, "cloudkms");
  const ring = await cloud.create("gcp:kms/keyRing:KeyRing", "ring", { location: "us-east4" });
  return (await cloud.create("gcp:kms/cryptoKey:CryptoKey", "key", { keyRing: ring.id })).id;
}

describe("a simulated Google project", () => {
  let cloud: TestCloud;
  beforeEach(() => {
    cloud = new TestCloud();
  });

  function grant(cryptoKeyId: string, account: string): Promise<unknown> {
    const member = `serviceAccount:${account}.iam.gserviceaccount.com`;
    return cloud.create(GRANT, account, { cryptoKeyId, role: "roles/cloudkms.cryptoKeyEncrypterDecrypter", member });
  }

  it("makes nothing before its service is on", async () => {
    const ring = () => cloud.create("gcp:kms/keyRing:KeyRing", "ring", { location: "us-east4" });
    await assert.rejects(ring(), /SERVICE_DISABLED: cloudkms\.googleapis\.com .* example-project/);
    await enable(cloud, "cloudkms");
    await ring();
  });

  for (const [account, token] of Object.entries(LOOK_UPS)) {
    it(`grants nothing to ${account} before it has been asked for, with its service on`, async () => {
      const key = await makeKey(cloud);
      await assert.rejects(grant(key, account), /Service account .* does not exist/);
      assert.throws(() => cloud.invoke(token), /SERVICE_DISABLED/);
      await enable(cloud, token.split(/[:/]/)[1] ?? "");
      cloud.invoke(token);
      await grant(key, account);
    });
  }

  it("grants nothing to an agent before Service Usage has made it, and no agent of another service counts", async () => {
    const key = await makeKey(cloud);
    const identity = (service: string) =>
      cloud.create("gcp:projects/serviceIdentity:ServiceIdentity", service, { service: `${service}.googleapis.com` });
    await identity("dataflow");
    await assert.rejects(grant(key, "service-1@compute-system"), /does not exist/);
    await identity("compute");
    await grant(key, "service-1@compute-system");
    await assert.rejects(identity("storage"), /no service identity/);
  });

  it("takes a user's own account as it is", async () => {
    await grant(await makeKey(cloud), "worker@example-project");
  });

  it("has an API for each of its types", () => {
    const google = TYPE_MODELS.filter(({ type }) => type.startsWith("gcp:"));
    assert.ok(google.length > 40);
    for (const { type } of google) {
      assert.doesNotThrow(() => googleApi(type), type);
    }
    assert.equal(googleApi("gcp:storage/transferJob:TransferJob"), "storagetransfer.googleapis.com");
    assert.throws(() => googleApi("gcp:spanner/instance:Instance"), /simulator\/types\/gcp\/apis\.ts/);
  });
});

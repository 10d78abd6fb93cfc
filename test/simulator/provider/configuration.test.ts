import assert from "node:assert/strict";
import { UNKNOWN_WIRE } from "../../../simulator";
import { differenceOfConfiguration } from "../../../simulator/provider/diff";

const KUBERNETES = "pulumi:providers:kubernetes";
const kubeconfig = (server: string, user = "reader") => JSON.stringify({ clusters: [{ cluster: { server } }], user });

describe("simulator: a provider configured anew", () => {
  it("is the same provider where nothing changes", () => {
    const configuration = { kubeconfig: kubeconfig("https://one.example.com") };
    assert.deepEqual(differenceOfConfiguration(KUBERNETES, configuration, configuration), {
      changed: [],
      replaces: [],
    });
  });

  it("takes over what it made where it only signs in otherwise", () => {
    const [olds, news] = ["reader", "writer"].map((user) => ({
      kubeconfig: kubeconfig("https://one.example.com", user),
    }));
    assert.ok(olds && news);
    assert.deepEqual(differenceOfConfiguration(KUBERNETES, olds, news), { changed: ["kubeconfig"], replaces: [] });
  });

  it("is another one where it leads to another cluster, and everything with it", () => {
    const olds = { kubeconfig: kubeconfig("https://one.example.com") };
    const news = { kubeconfig: kubeconfig("https://two.example.com") };
    assert.deepEqual(differenceOfConfiguration(KUBERNETES, olds, news).replaces, ["kubeconfig"]);
    const unknown = differenceOfConfiguration(KUBERNETES, olds, { kubeconfig: UNKNOWN_WIRE });
    assert.deepEqual(unknown, { changed: ["kubeconfig"], replaces: [] });
  });

  it("is the same one where the cluster was made anew under its identifier", () => {
    const [olds, news] = ["one", "two"].map((host) => ({
      clusterIdentifier: "arn:aws:eks:us-east-1:111122223333:cluster/shop",
      kubeconfig: kubeconfig(`https://${host}.example.com`),
    }));
    assert.ok(olds && news);
    assert.deepEqual(differenceOfConfiguration(KUBERNETES, olds, news), { changed: ["kubeconfig"], replaces: [] });
  });

  it("does not change by what the engine notes on it", () => {
    assert.deepEqual(differenceOfConfiguration(KUBERNETES, {}, { version: "4.34.2", __internal: {} }).changed, []);
  });

  it("changes in place where a cloud's does", () => {
    const difference = differenceOfConfiguration("pulumi:providers:aws", { profile: "one" }, { profile: "two" });
    assert.deepEqual(difference, { changed: ["profile"], replaces: [] });
  });
});

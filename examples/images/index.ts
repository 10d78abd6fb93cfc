import { ContainerTask, EncryptionKey, ImageRepository, ModelAccess, Network } from "multicloud-estate";

const key = new EncryptionKey("shop", { description: "Images and logs", services: ["logs"] });
const network = new Network("shop", { cidrBlock: "10.0.0.0/16", zones: ["us-east-1a", "us-east-1b"], key });
const images = new ImageRepository("shop", {
  key,
  prefix: "shop",
  repositories: { frontend: {}, backend: {}, ai: { keepImages: 10 } },
});
const models = new ModelAccess("ai", { anchor: key, models: { chat: { id: "us.amazon.nova-lite-v1:0" } } });

const backfill = new ContainerTask("backfill", {
  image: images.repository("ai").image("1.0.0"),
  repository: images.repository("ai"),
  vpcId: network.vpcId,
  subnetIds: network.subnetIds.private,
  key,
  environment: { MODEL_ID: models.model("chat").bindingReference },
  schedule: "cron(0 3 * * ? *)",
});
models.model("chat").grantInvoke(backfill);

export const backendImages = images.repository("backend").url;
export const backfillTask = backfill.taskDefinition.arn;

import type { CloudCommerceSettings } from "./settings";

/** A private registry of one region: `111122223333.dkr.ecr.us-east-1.amazonaws.com`. */
const registryIn = (region: string): string => `.dkr.ecr.${region}.amazonaws.com/`;

/**
 * The same settings for the other region, whose registry holds copies of the images: a pod that starts while the first region
 * is gone finds its image, and its signature, only there.
 */
export function withImagesOf(
  settings: CloudCommerceSettings,
  regions: { readonly from: string; readonly to: string },
): CloudCommerceSettings {
  const moved = (reference: string): string => reference.replace(registryIn(regions.from), registryIn(regions.to));
  const { workloads, platform } = settings;
  const { signatures } = platform;
  return {
    ...settings,
    workloads: { ...workloads, images: mapImages(workloads.images, moved) },
    platform: {
      ...platform,
      ...(signatures === undefined ? {} : { signatures: { ...signatures, images: signatures.images.map(moved) } }),
    },
  };
}

type Images = CloudCommerceSettings["workloads"]["images"];

function mapImages(images: Images, change: (reference: string) => string): Images {
  const entries = Object.entries(images).map(([name, image]) => [name, change(image)] as const);
  return { ...images, ...Object.fromEntries(entries) };
}

/** Whether both regions can run by the same manifests: none of their images lies in one region's registry. */
export function sharesImages(
  { workloads: one }: CloudCommerceSettings,
  { workloads: other }: CloudCommerceSettings,
): boolean {
  return JSON.stringify(one.images) === JSON.stringify(other.images);
}

import type { FamilyModel, InvokeModel, RemoteComponentModel, TypeModel } from "../model";
import { iamTypes } from "./aws/iam";
import { kmsTypes } from "./aws/kms";

/** Every modelled resource type, by service. The order does not matter; a type may stand once. */
export const TYPE_MODELS: readonly TypeModel[] = [...iamTypes, ...kmsTypes];

/** Components whose children only their plugin knows. */
export const REMOTE_COMPONENTS: readonly RemoteComponentModel[] = [];

/** Provider functions. */
export const INVOKE_MODELS: readonly InvokeModel[] = [];

/** Models for whole families of types, by prefix; the first that fits answers where no type of its own is modelled. */
export const FAMILY_MODELS: readonly FamilyModel[] = [];

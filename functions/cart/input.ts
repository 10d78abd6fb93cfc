import * as z from "zod";
import { id, quantity } from "../shared/shop";

export const linePath = z.object({ productId: id });

/** How many pieces shall be in the cart. */
export const lineBody = z.strictObject({ quantity });

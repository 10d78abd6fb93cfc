import type { CreateRequest } from "../../model";

/** A UUID, stable for the resource. */
export function uuid(request: CreateRequest, salt?: string): string {
  const digits = request.digits(32, "hex", salt);
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    "-",
  );
}

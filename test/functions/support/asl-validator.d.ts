/** The package brings no types of its own. */
declare module "asl-validator" {
  interface Result {
    readonly isValid: boolean;
    errorsText(separator?: string): string;
  }
  export default function validate(
    definition: Readonly<Record<string, unknown>>,
    options?: { readonly checkPaths?: boolean; readonly checkArn?: boolean },
  ): Result;
}

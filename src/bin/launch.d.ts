/** Runs a TypeScript entry point under a suitable Node, or names the fix; see `launch.js`. */
export function launch(entry: string, argv: string[]): void;
/** Whether this version of Node runs TypeScript without a flag. */
export function isNewEnough(version: string): boolean;

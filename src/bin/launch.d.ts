/** What an entry point exports. */
interface EntryPoint {
  main(argv: readonly string[]): Promise<void>;
}

/** Runs a TypeScript entry point under a suitable Node, or names the fix; see `launch.js`. */
export function launch(load: () => Promise<EntryPoint>, argv: string[]): void;
/** Whether this version of Node runs TypeScript without a flag. */
export function isNewEnough(version: string): boolean;

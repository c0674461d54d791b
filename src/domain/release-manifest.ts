/**
 * `v1.2.0/navi-release.json`, written once by the workflow: the expected bytes for all later checks and rollbacks.
 */
export interface ReleaseManifest {
  schema: 1;
  operation: string;
  version: string;
  commit: string;
  run: { id: number; attempt: number };
  /** The claim that the run has bound, and the run's own facts; absent in the manifest of an old workflow. */
  claim?:
    | { open: string; ref: string; headSha: string; workflow: { path: string; blob: string } }
    | undefined;
  /** `sha384` in SRI form (`sha384-<base64>`), `size` in bytes. */
  loader: { path: string; sha384: string; size: number };
  /** Each package of the monorepo that ships to npm, with the version in this commit; `integrity` is `sha512-<base64>`. */
  packages: readonly { name: string; version: string; integrity: string }[];
}

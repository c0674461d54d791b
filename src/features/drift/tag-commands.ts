/** Restores a tag that Navi made, typed in a clone that has the tag: it pushes the tag object, not the commit. */
export function pushTagObject(tag: string, object: string): string {
  return `git push --force origin ${object}:refs/tags/${tag}`;
}

/** Makes an annotated tag again and pushes it, where nothing names the old tag object. */
export function makeTagAgain(tag: string, commit: string): string {
  return `git tag --annotate --force --message ${tag} ${tag} ${commit} && git push --force origin refs/tags/${tag}`;
}

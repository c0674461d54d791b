/**
 * The path that a request line names, without its query; undefined for a target that none of our clients sends: another
 * server's address, two leading slashes, a backslash, or characters that belong into no URL.
 */
export function pathOf(target: string | undefined): string | undefined {
  if (target === undefined || !/^\/(?:[\x21-\x5b\x5d-\x7e]*)$/.test(target) || target.startsWith('//'))
    return undefined;
  return target.split(/[?#]/, 1)[0];
}

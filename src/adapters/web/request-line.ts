/**
 * The path of a request line, without its query; undefined for a target that our clients never send: another server's
 * address, two leading slashes, a backslash, or characters that are not allowed in a URL.
 */
export function pathOf(target: string | undefined): string | undefined {
  if (target === undefined || !/^\/(?:[\x21-\x5b\x5d-\x7e]*)$/.test(target) || target.startsWith('//'))
    return undefined;
  return target.split(/[?#]/, 1)[0];
}

import { ServiceError } from '../../ports/service-error.ts';
import { hideCredentials, shortened } from '../../ports/service-text.ts';
import { StoreUnwritable } from '../../ports/store-unwritable.ts';

/** A value shorter than this is not masked: it would turn ordinary words into stars. */
const SHORTEST_SECRET = 6;

/** The text without secrets. */
export type Mask = (text: string) => string;

/**
 * Hides every given secret, in plain form, with real line ends, URL-encoded, JSON-escaped, or in base64; and everything
 * that looks like a credential, because some are issued while the process runs.
 */
export function createMask(secrets: readonly string[]): Mask {
  const spellings = secrets
    .flatMap((secret) => [secret, secret.replaceAll('\\n', '\n')])
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64'),
    ]);
  const unique = [...new Set(spellings)].sort((a, b) => b.length - a.length);
  return (text) =>
    hideCredentials(unique.reduce((masked, secret) => masked.replaceAll(secret, '[secret]'), text));
}

/**
 * The same service, with secrets masked in its errors. A person's own input is not masked, because a masked right
 * guess would confirm it. So a service that only repeats its input is not masked either.
 */
export function withoutSecrets<Service extends object>(service: Service, mask: Mask): Service {
  return new Proxy(service, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        const rethrow = (error: unknown): never => {
          throw masked(error, (text) => maskUnlessGiven(text, args, mask));
        };
        try {
          const answer: unknown = Reflect.apply(member, target, args);
          return answer instanceof Promise ? answer.catch(rethrow) : answer;
        } catch (error) {
          return rethrow(error);
        }
      };
    },
  });
}

/** Other errors are not shown to people: they go to the log, which masks its lines. */
function masked(error: unknown, mask: Mask): unknown {
  const words = (text: string) => shortened(mask(hideCredentials(text)));
  if (error instanceof ServiceError) {
    const { problem, code, requestId } = error.facts;
    return new ServiceError({
      ...error.facts,
      problem: words(problem),
      ...(code !== undefined && { code: words(code) }),
      ...(requestId !== undefined && { requestId: words(requestId) }),
    });
  }
  if (error instanceof StoreUnwritable)
    return new StoreUnwritable(error.code, words(error.message), error.cause);
  return error;
}

function maskUnlessGiven(text: string, args: readonly unknown[], mask: Mask): string {
  const hidden = mask(text);
  if (hidden === text) return text;
  const given = JSON.stringify(args) ?? '';
  return mask(given) === hideCredentials(given) ? hidden : text;
}

import { ServiceError } from '../../ports/service-error.ts';

const SCOPE = 'https://www.googleapis.com/auth/monitoring.read';

/** The header of Google's default credentials; the library is loaded at the first use. */
export function createTokens(): () => Promise<Readonly<Record<string, string>>> {
  let loading: Promise<{ getAccessToken(): Promise<string | null | undefined> }> | undefined;
  return async () => {
    loading ??= import('google-auth-library').then(({ GoogleAuth }) => new GoogleAuth({ scopes: [SCOPE] }));
    const token = await (await loading).getAccessToken().catch(() => undefined);
    if (typeof token === 'string') return { authorization: `Bearer ${token}` };
    // Not the library's words: they can quote the credentials.
    throw new ServiceError({
      service: 'google-monitoring',
      call: 'read',
      kind: 'refused',
      problem: 'there is no token for the Google credentials',
      status: 401,
    });
  };
}

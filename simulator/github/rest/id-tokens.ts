import type { Kernel } from '../../kernel/kernel.ts';
import type { Github } from '../github.ts';

/** The address at which a job asks for its identity token, and the address of the public keys. */
export function addIdTokens(kernel: Kernel, { idTokens, url }: Github): void {
  kernel.route('idtoken.get', 'GET', '/_actions/idtoken/:run/:job', (c) => {
    const token =
      /^bearer +(?<token>\S+)$/i.exec(c.req.header('authorization') ?? '')?.groups?.['token'] ?? '';
    const issued = idTokens.issue(token, c.req.query('audience') ?? url());
    return issued === undefined
      ? c.json({ message: 'The request token is not of a running job' }, 401)
      : c.json({ count: issued.length, value: issued });
  });
  kernel.app.get('/.well-known/openid-configuration', (c) =>
    c.json({ issuer: url(), jwks_uri: `${url()}/.well-known/jwks` }),
  );
  kernel.app.get('/.well-known/jwks', (c) => c.json({ keys: idTokens.keys() }));
}

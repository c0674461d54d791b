import { GithubError, idParam, notFound, param } from '../answers.ts';
import { mintInstallationToken } from '../auth.ts';
import type { Door } from '../door.ts';
import type { Github } from '../github.ts';
import { NAVI_APP } from './environments.ts';
import { renderUser } from './render.ts';

/** The caller's account, and how an App gets its tokens. */
export function addAccounts(door: Door, github: Github): void {
  door.top('users.getAuthenticated', 'GET', '/user', {
    access: 'token',
    handler: (c, caller) => {
      if (caller.type === 'Bot') throw new GithubError(403, 'Resource not accessible by integration');
      return c.json({ ...renderUser(github, caller.login), name: caller.name, email: caller.email });
    },
  });

  door.top('users.getByUsername', 'GET', '/users/:login', {
    access: 'none',
    handler: (c) => {
      const account = github.settings.accounts.find((one) => one.login === param(c, 'login'));
      if (account === undefined) throw notFound();
      return c.json({ ...renderUser(github, account.login), name: account.name });
    },
  });

  door.top('apps.getAuthenticated', 'GET', '/app', {
    access: 'app',
    handler: (c, caller) => c.json({ ...NAVI_APP, name: 'Navi', owner: renderUser(github, caller.login) }),
  });

  door.top('apps.createInstallationAccessToken', 'POST', '/app/installations/:id/access_tokens', {
    access: 'app',
    handler: (c) => {
      const { token, expiresAt } = mintInstallationToken(github, idParam(c, 'id'));
      const given = {
        actions: 'write',
        checks: 'read',
        contents: 'write',
        deployments: 'write',
        issues: 'write',
        metadata: 'read',
      };
      const { lacksPermission } = github.pace;
      const permissions = Object.fromEntries(
        Object.entries(given).filter(([permission]) => permission !== lacksPermission),
      );
      return c.json({ token, expires_at: expiresAt, permissions, repository_selection: 'selected' }, 201);
    },
  });
}

import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../src/config/environment.ts';
import { productionProblems } from '../../src/config/production.ts';

const production = { NODE_ENV: 'production' };
const problems = (more: Record<string, string>) =>
  productionProblems({ ...production, ...more }).map(({ problem }) => problem);

describe('production', () => {
  it.each([
    ['GITHUB_API_URL', 'http://evil.example/'],
    ['GCS_API_URL', 'http://169.254.169.254/'],
    ['GCS_API_URL', 'https://169.254.169.254/'],
    ['GCS_API_URL', 'https://metadata.google.internal/'],
    ['COMPUTE_API_URL', 'https://10.0.0.1'],
    ['COMPUTE_API_URL', 'https://0xa000001'],
    ['NPM_REGISTRY_URL', 'https://192.168.1.1/'],
    ['NPM_REGISTRY_URL', 'https://[fd00::1]/'],
    ['NPM_REGISTRY_URL', 'https://[fe80::1]/'],
    ['NPM_REGISTRY_URL', 'https://[::ffff:10.0.0.1]/'],
    ['NPM_REGISTRY_URL', 'http://registry/'],
    ['MONITORING_API_URL', 'https://169.254.169.254/'],
    ['NPM_DOWNLOADS_URL', 'http://api.npmjs.example/'],
    ['SENTRY_URL', 'https://192.168.1.1/'],
    ['DATADOG_URL', 'https://datadog.internal/'],
    ['NAVI_PAGER_URL', 'http://pager.example/page'],
    ['NAVI_PAGER_URL', 'https://169.254.169.254/page'],
    ['SLACK_API_URL', 'http://slack.com/api/'],
    ['SLACK_API_URL', 'http://127.0.0.1.evil.example/api/'],
    ['CDN_PROBE_URLS', 'https://34.120.0.1, http://34.120.0.2'],
    ['NAVI_SIMULATED', '1'],
    ['NAVI_WORLD_CLOCK_URL', 'http://127.0.0.1:9000/_control/clock'],
  ])('does not believe %s=%s', (name, value) => {
    expect(problems({ [name]: value })).toHaveLength(1);
    expect(productionProblems({ [name]: value })).toEqual([]);
  });

  it.each([
    ['GITHUB_API_URL', 'https://github.example.com/api/v3'],
    ['GCS_API_URL', 'http://127.0.0.1:9000'],
    ['GCS_API_URL', 'http://[::1]:9000'],
    ['CDN_PROBE_URLS', 'https://34.120.0.1,https://34.120.0.2'],
  ])('believes %s=%s', (name, value) => {
    expect(problems({ [name]: value })).toEqual([]);
  });

  it('believes a private host that is listed, over https alone', () => {
    const allowed = { NAVI_ALLOWED_PRIVATE_HOSTS: '10.0.0.1, ghe.internal' };

    expect(problems({ ...allowed, GITHUB_API_URL: 'https://ghe.internal/api/v3' })).toEqual([]);
    expect(problems({ ...allowed, COMPUTE_API_URL: 'https://10.0.0.1' })).toEqual([]);
    expect(problems({ ...allowed, COMPUTE_API_URL: 'http://10.0.0.1' })).toHaveLength(1);
    expect(problems({ ...allowed, COMPUTE_API_URL: 'https://10.0.0.2' })).toHaveLength(1);
  });

  it('names all of it at once, beside every other fault, and no value', () => {
    const found = readEnvironment({
      ...production,
      NAVI_SIMULATED: '1',
      GITHUB_API_URL: 'http://evil.example/',
      GCS_API_URL: 'http://169.254.169.254/',
    });
    if (!Array.isArray(found)) throw new Error('it was taken for valid');
    const said = JSON.stringify(found);

    for (const name of ['NAVI_SIMULATED', 'GITHUB_API_URL', 'GCS_API_URL', 'SLACK_BOT_TOKEN'])
      expect(said).toContain(name);
    expect(said).not.toContain('evil.example');
  });
});

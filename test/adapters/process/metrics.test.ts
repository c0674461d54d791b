import { expect, it } from 'vitest';
import { createMetrics } from '../../../src/adapters/process/metrics.ts';

it('tells what was counted before and after the first who asked', async () => {
  const metrics = createMetrics();
  metrics.count('steps', { kind: 'purge', outcome: 'done' });
  metrics.count('steps', { kind: 'purge', outcome: 'done' });
  metrics.count('steps', { outcome: 'failed', kind: 'tag' });

  const before = await metrics.metrics();
  expect(before).toContain('navi_steps_total{kind="purge",outcome="done"} 2');
  expect(before).toMatch(/navi_steps_total\{.*kind="tag".*\} 1/);
  expect(before).toContain('process_cpu_seconds_total');

  metrics.count('steps', { kind: 'purge', outcome: 'done' });
  const after = await metrics.metrics();
  expect(after).toContain('navi_steps_total{kind="purge",outcome="done"} 3');
  expect(after).toMatch(/navi_steps_total\{.*kind="tag".*\} 1/);
});

it('tells gauges as they are at each scrape, and none that is gone', async () => {
  const metrics = createMetrics();
  const labels = { source: 'sentry' };
  let read: Parameters<typeof metrics.show>[0] = async () => [{ name: 'source_working', labels, value: 1 }];
  metrics.show(() => read());
  expect(await metrics.metrics()).toContain('navi_source_working{source="sentry"} 1');
  read = async () => [{ name: 'measured', labels: { series: 'probe-age:"a"', measure: 'level' }, value: 7 }];
  const after = await metrics.metrics();

  expect(after).not.toContain('source="sentry"');
  expect(after).toContain('navi_measured{series="probe-age:\\"a\\"",measure="level"} 7');
});

it('is in the format that its type says', async () => {
  const { Registry } = await import('prom-client');
  expect(createMetrics().contentType).toBe(Registry.PROMETHEUS_CONTENT_TYPE);
});

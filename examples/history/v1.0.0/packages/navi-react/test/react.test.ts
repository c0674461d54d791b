import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNaviEmbed, type Load } from '../src/navi-embed.ts';

function mount(load: Load) {
  const cleanups: (() => void)[] = [];
  const NaviEmbed = createNaviEmbed(
    {
      createElement: (type, props) => ({ type, props }),
      useEffect: (effect) => cleanups.push(effect()),
      useId: () => ':r1:',
    },
    load,
  );
  const element = NaviEmbed({ portalOrigin: 'https://p.example', pathwayId: 'pw_1' });
  const unmount = () => {
    for (const clean of cleanups) clean();
  };
  return { element, unmount };
}

test('the component loads Navi', async () => {
  const asked: unknown[] = [];
  const { element } = mount(async (options) => {
    asked.push(options);
    return { destroy: () => {} };
  });

  assert.deepEqual(element, { type: 'div', props: { id: 'navi-r1' } });
  assert.deepEqual(asked, [{ portalOrigin: 'https://p.example', pathwayId: 'pw_1' }]);
});

test('a component that goes away before Navi is there takes it away too', async () => {
  await new Promise<void>((resolve) => {
    const { unmount } = mount(async () => ({ destroy: resolve }));
    unmount();
  });
});

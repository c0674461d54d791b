import { Pager as Shape } from './schema.ts';
import { OfService, useService, WorldSection } from './section.tsx';

const SHOWN = 6;

/** What woke people outside Slack, the newest first. */
export function Pager() {
  const count = useService('pager', Shape)?.received.length ?? 0;
  return (
    <WorldSection id="pager" title="Pager" icon="bell" aside={count > 0 && `${count}`} open={false}>
      <OfService name="pager" shape={Shape}>
        {({ received }) =>
          received.length === 0 ? (
            <p class="soft">It was not called.</p>
          ) : (
            <ul class="pages">
              {received
                .slice(-SHOWN)
                .toReversed()
                .map(({ id, at, body }) => (
                  <li key={id} data-testid="page" data-event={body.type} title={id}>
                    <strong>{body.type}</strong> <time class="soft">{at.slice(11, 16)} UTC</time>
                    <div>{body.data.title}</div>
                    <div class="soft">{body.data.text}</div>
                  </li>
                ))}
            </ul>
          )
        }
      </OfService>
    </WorldSection>
  );
}

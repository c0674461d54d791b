import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { z } from 'zod';
import { Icon, type IconName } from '../icons.tsx';
import { usePart } from '../store.ts';

interface SectionProps {
  id: string;
  title: string;
  icon: IconName;
  aside?: ComponentChildren;
  children: ComponentChildren;
  /** Whether it is open initially. */
  open?: boolean;
}

/** A part of the world panel; whether it is open is remembered. */
export function WorldSection({ id, title, icon, aside, children, open = true }: SectionProps) {
  const key = `world-${id}`;
  const [start] = useState(() => (localStorage.getItem(key) ?? String(open)) === 'true');
  return (
    <details
      class="world-section"
      data-testid={key}
      open={start}
      onToggle={(event) => localStorage.setItem(key, String(event.currentTarget.open))}
    >
      <summary>
        <Icon name={icon} />
        <h3>{title}</h3>
        <span class="aside">{aside}</span>
        <Icon name="down" />
      </summary>
      <div class="world-body">{children}</div>
    </details>
  );
}

interface ServiceProps<T> {
  name: string;
  shape: z.ZodType<T>;
  children: (state: T) => ComponentChildren;
}

/** Draws a service's state; when there is none, says why. */
export function OfService<T>({ name, shape, children }: ServiceProps<T>) {
  const service = usePart((state) => state.world?.services[name]);
  const known = usePart((state) => state.world !== undefined);
  if (!known) return <p class="soft">Looking…</p>;
  if (service === undefined) return <p class="absent">This world has no {name}: it was started without.</p>;
  const parsed = shape.safeParse(service.state);
  if (parsed.success) return <>{children(parsed.data)}</>;
  if (service.error !== undefined || service.state === undefined)
    return (
      <p class="absent">
        <Icon name="warning" /> {name} does not answer
        {service.error === undefined ? '' : `: ${service.error}`}.
      </p>
    );
  return (
    <details class="absent">
      <summary>{name} answers in a shape that this page does not know</summary>
      <pre>{JSON.stringify(service.state, undefined, 1)}</pre>
    </details>
  );
}

/** A service's state, parsed; undefined when it has none. */
export function useService<T>(name: string, shape: z.ZodType<T>): T | undefined {
  const state = usePart((all) => all.world?.services[name]?.state);
  const parsed = shape.safeParse(state);
  return parsed.success ? parsed.data : undefined;
}

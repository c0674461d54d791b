import type { ComponentChildren } from 'preact';
import { z } from 'zod';
import { Icon, type IconName } from '../icons.tsx';
import type { Block } from '../schema.ts';
import { Markdown, Plain, Text } from '../text/text.tsx';
import { Chart, ChartView } from './chart.tsx';
import { ElementView } from './element.tsx';
import { Picture } from './image.tsx';
import { Input, InputView } from './input.tsx';
import { PlanView, TaskView } from './plan.tsx';
import { RichTextView } from './rich-text.tsx';
import { RichText, Task, TextObject } from './schema.ts';
import { Section, SectionView } from './section.tsx';
import { Table, TableView } from './table.tsx';
import { UnknownBox } from './unknown.tsx';

/** Draws one block type from its own fields. */
interface Drawing {
  draw(block: Block, blockId: string): ComponentChildren | undefined;
}

function drawing<T>(shape: z.ZodType<T>, view: (of: T, blockId: string) => ComponentChildren): Drawing {
  return {
    draw: (block, blockId) => {
      const parsed = shape.safeParse(block);
      return parsed.success ? view(parsed.data, blockId) : undefined;
    },
  };
}

const TextBlock = z.object({ text: TextObject });
const Elements = z.object({ elements: z.array(z.unknown()) });
const Image = z.object({
  image_url: z.string().optional(),
  alt_text: z.string(),
  title: TextObject.optional(),
});
const ContextImage = z.object({
  type: z.literal('image'),
  image_url: z.string().optional(),
  alt_text: z.string(),
});
const Alert = z.object({ text: TextObject, level: z.string().default('default') });

const ALERTS: Record<string, IconName> = {
  info: 'info',
  warning: 'warning',
  error: 'x-circle',
  success: 'check-circle',
};

const DRAWINGS: Record<string, Drawing> = {
  header: drawing(TextBlock, (of) => (
    <h3 class="block-header">
      <Plain text={of.text.text} />
    </h3>
  )),
  divider: drawing(z.object({}), () => <hr />),
  section: drawing(Section, (of, blockId) => <SectionView of={of} blockId={blockId} />),
  context: drawing(Elements, (of) => <div class="context">{keyed(of.elements, contextPart)}</div>),
  actions: drawing(Elements, (of, blockId) => (
    <div class="actions">
      {keyed(of.elements, (each) => (
        <ElementView of={each} blockId={blockId} />
      ))}
    </div>
  )),
  image: drawing(Image, (of) => (
    <figure>
      {of.title !== undefined && (
        <figcaption>
          <Plain text={of.title.text} />
        </figcaption>
      )}
      <Picture url={of.image_url} alt={of.alt_text} kind="block" />
    </figure>
  )),
  alert: drawing(Alert, (of) => (
    <div class={`alert ${of.level}`} role="note">
      <Icon name={ALERTS[of.level] ?? 'bell'} size={18} />
      <div>
        <Text of={of.text} />
      </div>
    </div>
  )),
  rich_text: drawing(RichText, (of) => <RichTextView of={of} />),
  markdown: drawing(z.object({ text: z.string() }), (of) => <Markdown text={of.text} />),
  table: drawing(Table, (of) => <TableView of={of} />),
  data_table: drawing(Table, (of) => <TableView of={of} />),
  data_visualization: drawing(Chart, (of) => <ChartView of={of} />),
  plan: drawing(z.object({ title: z.string(), tasks: z.array(Task).default([]) }), (of) => (
    <PlanView title={of.title} tasks={of.tasks} />
  )),
  task_card: drawing(Task, (of) => <TaskView task={of} />),
  input: drawing(Input, (of, blockId) => <InputView of={of} blockId={blockId} />),
};

function contextPart(each: unknown): ComponentChildren {
  const image = ContextImage.safeParse(each);
  if (image.success) return <Picture url={image.data.image_url} alt={image.data.alt_text} kind="context" />;
  const text = TextObject.safeParse(each);
  return text.success ? <Text of={text.data} /> : <UnknownBox of={each} />;
}

function keyed(elements: unknown[], view: (each: unknown) => ComponentChildren): ComponentChildren {
  return elements.map((each, at) => (
    <span class="element" key={actionOf(each) ?? at}>
      {view(each)}
    </span>
  ));
}

function actionOf(each: unknown): string | undefined {
  const parsed = z.object({ action_id: z.string() }).safeParse(each);
  return parsed.success ? parsed.data.action_id : undefined;
}

/**
 * A message's or a view's blocks. A block is known again by its kind and its place among its kind, never by its
 * id: Slack gives a redrawn message new ids, and the button under the person's finger has to stay the same one.
 */
export function Blocks({ blocks }: { blocks: Block[] }) {
  const seen: Record<string, number> = {};
  return (
    <div class="blocks">
      {blocks.map((block) => {
        const at = seen[block.type] ?? 0;
        seen[block.type] = at + 1;
        return (
          <div class="block" key={`${block.type} ${at}`} data-block-type={block.type}>
            {DRAWINGS[block.type]?.draw(block, block.block_id ?? '') ?? <UnknownBox of={block} />}
          </div>
        );
      })}
    </div>
  );
}

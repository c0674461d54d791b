import { Icon, type IconName, Spinner } from '../icons.tsx';
import { safeUrl } from '../text/parse.ts';
import { Link, Plain } from '../text/text.tsx';
import { RichTextView } from './rich-text.tsx';
import type { Task } from './schema.ts';

const STATUS: Record<string, { words: string; icon: IconName | undefined; tone: string }> = {
  pending: { words: 'Waiting', icon: 'circle', tone: 'soft' },
  in_progress: { words: 'In progress', icon: undefined, tone: 'info' },
  complete: { words: 'Done', icon: 'check-circle', tone: 'good' },
  error: { words: 'Failed', icon: 'x-circle', tone: 'bad' },
};

/** A plan with its tasks and how far it has come. */
export function PlanView({ title, tasks }: { title: string; tasks: Task[] }) {
  const done = tasks.filter((task) => task.status === 'complete').length;
  const failed = tasks.some((task) => task.status === 'error');
  return (
    <section class={failed ? 'plan failed' : 'plan'} aria-label={title}>
      <header>
        <strong>
          <Plain text={title} />
        </strong>
        <span class="soft">
          {done} of {tasks.length}
        </span>
      </header>
      <progress value={done} max={Math.max(1, tasks.length)} aria-label={`${done} of ${tasks.length} done`} />
      <ol>
        {tasks.map((task, at) => (
          <li key={task.task_id ?? at}>
            <TaskView task={task} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** One task: its state in sign and words, details, and what came out. */
export function TaskView({ task }: { task: Task }) {
  const status = STATUS[task.status] ?? { words: task.status, icon: 'circle' as const, tone: 'soft' };
  return (
    <div class="task" data-status={task.status}>
      <span class={`task-sign tone-${status.tone}`}>
        {status.icon === undefined ? <Spinner label={status.words} /> : <Icon name={status.icon} size={18} />}
      </span>
      <div class="task-main">
        <div class="task-title">
          <Plain text={task.title} />
          <span class="visually-hidden">: {status.words}</span>
        </div>
        {task.details !== undefined && (
          <div class="task-details">
            <RichTextView of={task.details} />
          </div>
        )}
        {task.output !== undefined && (
          <div class="task-output">
            <RichTextView of={task.output} />
          </div>
        )}
        {task.sources?.map((source) => (
          <Link key={source.url} url={safeUrl(source.url) ?? '#'}>
            {source.text}
          </Link>
        ))}
      </div>
    </div>
  );
}

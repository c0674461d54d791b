import { z } from 'zod';
import { Plain } from '../text/text.tsx';
import { RichTextView } from './rich-text.tsx';
import { RichText } from './schema.ts';

const Cell = z.union([
  RichText,
  z.object({ type: z.string(), text: z.string() }),
  z.object({ type: z.string(), value: z.number(), text: z.string().optional() }),
]);

/** A `table` or `data_table` block. */
export const Table = z.object({
  type: z.string(),
  rows: z.array(z.array(Cell)),
  caption: z.string().optional(),
  row_header_column_index: z.number().optional(),
  column_settings: z.array(z.object({ align: z.string().optional() }).nullable()).optional(),
});
export type Table = z.infer<typeof Table>;

export function TableView({ of }: { of: Table }) {
  const [head, ...rows] = of.rows;
  const align = (at: number) => ({ textAlign: of.column_settings?.[at]?.align ?? 'left' });
  return (
    <div class="table-wrap">
      <table>
        {of.caption !== undefined && <caption>{of.caption}</caption>}
        <thead>
          <tr>
            {head?.map((cell, at) => (
              <th key={at} scope="col" style={align(at)}>
                <CellView of={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, rowAt) => (
            <tr key={rowAt}>
              {row.map((cell, at) => (
                <td key={at} style={align(at)}>
                  <CellView of={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CellView({ of }: { of: z.infer<typeof Cell> }) {
  if ('elements' in of) return <RichTextView of={of} />;
  if ('value' in of) return <>{of.text ?? of.value}</>;
  return <Plain text={of.text} />;
}

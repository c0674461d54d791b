import { defineCheck } from '../../../engine/define-check.ts';
import { sizeWords } from '../size-words.ts';

const FULL = 200_000_000;
const NEARLY_FULL = 2_000_000_000;

/** The disk of the embedded store has space left. */
export default defineCheck({
  name: 'disk',
  title: 'Disk space',
  why: 'When the disk is full Navi cannot write, and nothing new starts.',
  run: async ({ host }) => {
    const disk = await host.disk();
    if (disk === null) return { is: 'ok', saw: 'the database has its own disk' };
    const saw = `${sizeWords(disk.free)} of ${sizeWords(disk.total)} are free at ${disk.folder}`;
    const next = `Free space on the disk of ${disk.folder}, or move NAVI_DATA_DIR to a larger one.`;
    if (disk.free < FULL) return { is: 'failed', saw, next };
    return disk.free < NEARLY_FULL ? { is: 'warning', saw, next } : { is: 'ok', saw };
  },
});

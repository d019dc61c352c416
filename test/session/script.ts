import { readFileSync } from 'node:fs';

/**
 * One line of a dialog:
 * - `A: text` is sent by connection A; `A: <ok>` waits for A's last command to be answered OK, whatever came before;
 * - `A< text` must be the next line A is sent. Untagged lines are compared whole, others as far as the script goes;
 *   `A< /expression/` compares by a regular expression;
 * - `! word ...` is for whoever runs the script;
 * - `# shows NAME, NAME` names the capabilities that the dialog shows at work;
 * - what follows "#" at the beginning of a line, or after two spaces, is a remark.
 */
export type Step =
  | { readonly kind: 'send'; readonly who: string; readonly text: string; readonly line: number }
  | { readonly kind: 'done'; readonly who: string; readonly line: number }
  | { readonly kind: 'expect'; readonly who: string; readonly text: string; readonly line: number }
  | { readonly kind: 'order'; readonly words: readonly string[]; readonly line: number };

export interface Script {
  /** The first remark: which failure the script prevents. */
  readonly title: string;
  /** The capabilities it shows. */
  readonly shows: readonly string[];
  readonly steps: readonly Step[];
}

const mark = '# shows ';

export function readScript(file: string): Script {
  const lines = readFileSync(file, 'utf8').split('\n');
  const title = (lines[0] ?? '').replace(/^#\s*(\S+\.\w+:\s*)?/, '');
  const shows = lines.flatMap((line) => (line.startsWith(mark) ? line.slice(mark.length).trim().split(', ') : []));
  return { title, shows, steps: lines.flatMap((line, i) => readStep(line, i + 1)) };
}

function readStep(raw: string, line: number): Step[] {
  const text = raw.startsWith('#') ? '' : raw.replace(/\s{2,}#.*$/, '').replace(/\s+$/, '');
  if (text === '') return [];
  if (text.startsWith('! ')) return [{ kind: 'order', words: text.slice(2).split(/\s+/), line }];
  const [, who = '', sign = '', rest = ''] = /^([A-Z])([:<]) ?(.*)$/.exec(text) ?? [];
  if (who === '') throw new Error(`line ${line} is no step: ${text}`);
  if (sign === '<') return [{ kind: 'expect', who, text: rest, line }];
  return rest === '<ok>' ? [{ kind: 'done', who, line }] : [{ kind: 'send', who, text: rest, line }];
}

import { UserError } from '../base/errors';
import { systemClock } from '../base/clock';
import { systemRandom } from '../base/random';
import { checkVectors } from '../sandbox/vectors';
import { printJson } from './table';

/**
 * `vectors DIR`: checks the program against recorded articles of a real nym server. Gives the exit status: 0 where all
 * open, match and verify, 1 where one falls short or the folder is no such folder. `json`: everything as one value at the end.
 */
export async function vectors(dir: string, out: (line: string) => void, json = false): Promise<number> {
  const lines: string[] = [];
  const say = json ? (line: string) => lines.push(line) : out;
  try {
    const counts = await checkVectors(dir, { random: systemRandom, now: systemClock.now(), out: say });
    if (json) out(printJson({ ...counts, report: lines }));
    return counts.whole ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    out(json ? printJson({ whole: false, report: [error.message] }) : error.message);
    return 1;
  }
}

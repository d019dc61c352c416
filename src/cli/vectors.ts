import { UserError } from '../base/errors';
import { systemClock } from '../base/clock';
import { systemRandom } from '../base/random';
import { checkVectors } from '../sandbox/vectors';

/**
 * `vectors DIR`: checks the program against recorded articles of a real nym server. Gives the exit status: 0 where all
 * open, match and verify, 1 where one falls short or the folder is no such folder.
 */
export async function vectors(dir: string, out: (line: string) => void): Promise<number> {
  try {
    const wishes = { random: systemRandom, now: systemClock.now(), out };
    return (await checkVectors(dir, wishes)) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    out(error.message);
    return 1;
  }
}

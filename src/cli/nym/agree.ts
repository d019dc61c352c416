import { UserError } from '../../base/errors';
import { confirm, type Terminal } from '../terminal';

/**
 * Goes on with a yes only: that of `--yes`, or the person's; or where there is no question. Throws UserError else, and where
 * nobody can be asked.
 */
export async function mustAgree(
  terminal: Terminal,
  question: string | undefined,
  yes: boolean | undefined,
): Promise<void> {
  if (question === undefined || yes === true || (await confirm(terminal, question, '--yes'))) return;
  throw new UserError('Nothing was changed.');
}

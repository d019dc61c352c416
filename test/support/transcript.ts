import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../src/base/errors';
import { runCommandLine } from '../../src/cli';
import type { Terminal } from '../../src/cli/terminal';

// A transcript is what somebody types, and what the command line says to it:
//
//   # why this transcript is here
//   write FILE            a file in the home folder; its lines follow, each behind "| ", HOME standing for that folder
//   remove FILE           a file of the home folder goes
//   post                  what is in the outbox goes, and everybody answers: only where the test has such a world
//   < yes                 the person's answer to a question of the next command; without any, nobody can be asked
//   $ nym list --json     a command; HOME stands for the home folder, '...' keeps words together
//   ? Passphrase: hidden  what it says: a question, and whether the answer is shown;
//   > text                a line on standard output;
//   ! text                a line on standard error;
//   = 0                   the exit status

const typed = /^(?:#|write |remove |post$|\||< |\$ |$)/;

/** Plays what is typed in a transcript, in a home folder, and gives the transcript as it came out. */
export async function play(
  transcript: string,
  environment: { readonly NYMBRIDGE_HOME: string; readonly NYMBRIDGE_PASSPHRASE?: string },
  post: () => Promise<void> = () => Promise.reject(new Error('there is no world to post to')),
): Promise<string> {
  const home = environment.NYMBRIDGE_HOME;
  const lines = transcript.split('\n').filter((line) => typed.test(line));
  const said: string[] = [];
  let answers: string[] = [];
  let file = '';
  for (const line of lines) {
    said.push(line);
    if (line.startsWith('write ')) writeFileSync((file = join(home, line.slice(6))), '', { mode: 0o600 });
    if (line.startsWith('remove ')) rmSync(join(home, line.slice(7)));
    if (line === 'post') await post();
    if (line.startsWith('|')) writeFileSync(file, `${line.slice(2).replaceAll('HOME', home)}\n`, { flag: 'a' });
    if (line.startsWith('< ')) answers.push(line.slice(2));
    if (line.startsWith('$ ')) {
      const words = wordsOf(line.slice(2).replaceAll('HOME', home));
      said.push(...(await run(words, answers, environment)).map((one) => plain(one.replaceAll(home, 'HOME'))));
      answers = [];
    }
  }
  return said.join('\n');
}

async function run(words: string[], answers: string[], environment: NodeJS.ProcessEnv): Promise<string[]> {
  const said: string[] = [];
  const say = (mark: string) => (text: string) => {
    for (const line of text.split('\n')) said.push(`${mark} ${line}`.trimEnd());
  };
  const terminal: Terminal = {
    out: say('>'),
    error: say('!'),
    interactive: answers.length > 0,
    ask: async (question, hidden = false) => {
      say('?')(`${question}${hidden ? 'hidden' : 'shown'}`);
      const answer = answers.shift();
      if (answer === undefined) throw new UserError('There is no answer in the transcript.');
      return answer;
    },
  };
  const status = await runCommandLine(words, environment, terminal);
  return [...said, `= ${status}`];
}

function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

/** What differs each time, replaced by its name. */
function plain(line: string): string {
  return line
    .replace(/\b(?:[0-9A-F]{2}:){31}[0-9A-F]{2}\b/g, 'SHA256')
    .replace(/\b[0-9a-f]{64}\b/g, 'SHA256')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/(?<=valid until )\d{4}-\d\d-\d\d/g, 'DATE')
    .replace(/[\d.]+ [GM]iB/g, 'SIZE')
    .replace(/(?<=^> +"?bytes\S* +)\d+/, 'SIZE')
    .replace(/(?<=before-restore-)[\dT]+(?:-\d+)?/g, 'TIME')
    .replace(/(?<=\bkey +- +(?:\w{16} +)?|"in force": ")(?!89AB)[0-9A-F]{16}/g, '0'.repeat(16))
    .replace(/(?<=127\.0\.0\.1:)\d{4,5}/g, 'PORT')
    .replace(/<[a-z]{10}\.[a-z]{6}@nym\.test>/g, '<ID>')
    .replace(/(?<=^> (?:created|modified) +)\d{8}/g, 'DATE')
    .replace(/(?<=^> Added +)\d{4}-\d\d-\d\d/g, 'DATE')
    .replace(/(?<=next (?:look|on) )\d{4}-\d\d-\d\d/g, 'DATE')
    .replace(/(?<=(?:created|expires)\S* +"?)\d{4}-\d\d-\d\d/g, 'DATE')
    .replace(/(?<=\.test +\w+ +)\d{4}-\d\d-\d\d {2}\d{4}-\d\d-\d\d/g, 'DATE DATE')
    .replace(/(?<=(?:password\S*|\bPass|\bremotepass =) +"?)[a-z0-9]{20}/g, 'PASSWORD')
    .replace(/(?<=fingerprint\S* +"?)[0-9A-F]{40}/g, 'FINGERPRINT');
}

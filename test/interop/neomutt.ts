import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alice, type Circle } from '../support/circle';
import type { Serving } from '../support/program';
import { feed } from './feed';
import type { Written } from './thunderbird/user';

/** NeoMutt on a machine that has a name, in India, as `thunderbird/open.ts` has it; it sends without TLS or login. */
export interface Neomutt {
  readonly send: (written: Written) => Promise<void>;
  /** Answers the first mail in INBOX with a quotation and, below it, that text. */
  readonly reply: (text: string) => Promise<void>;
}

/** `folder`: for its settings; `smtpPort`: where it sends to. Its mailbox is the bridge's. */
export function openNeomutt(
  { password, certificateFile }: Pick<Circle, 'password' | 'certificateFile'>,
  { imapPort }: Pick<Serving, 'imapPort'>,
  { folder, smtpPort }: { readonly folder: string; readonly smtpPort: number },
): Neomutt {
  const [config, editor, text] = ['muttrc', 'editor', 'text'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(editor, `#!/bin/sh\ncat '${text}' >>"$1"\n`);
  chmodSync(editor, 0o700);
  writeFileSync(
    config,
    `set from="${alice}" realname="Alice Realname" hostname="alice-laptop.home" user_agent=yes use_envelope_from=yes
set smtp_url="smtp://127.0.0.1:${smtpPort}/" ssl_starttls=yes ssl_force_tls=no record="" copy=no postponed=""
set imap_user="${alice}" imap_pass="${password}" folder="imap://127.0.0.1:${imapPort}/" spoolfile="+INBOX"
set certificate_file="${certificateFile}" ssl_verify_host=no header_cache="" message_cachedir=""
set editor="${editor}" attribution="%n wrote:" fast_reply=yes include=yes
set quit=yes wait_key=no move=no timeout=5
`,
    { mode: 0o600 },
  );
  const options = ['-n', '-F', config];
  const env = { PATH: process.env.PATH, HOME: folder, TERM: 'xterm', LANG: 'C.UTF-8', TZ: 'Asia/Kolkata' };
  return {
    send: ({ to, subject, text: body, files = [] }) =>
      feed(
        wrap(body),
        { env },
        'neomutt',
        ...options,
        '-s',
        subject,
        ...files.flatMap((file) => ['-a', file]),
        '--',
        to,
      ),
    reply: (body) => {
      writeFileSync(text, `\n${body}\n`);
      const words = `neomutt ${options.join(' ')} -e 'push "<first-entry><reply><send-message><quit>"'`;
      return feed('', { env }, 'timeout', '60', 'script', '-qec', words, '/dev/null');
    },
  };
}

/** As an editor that is set for mail breaks long lines. */
function wrap(text: string): string {
  const add = (wrapped: string, word: string) =>
    wrapped.slice(wrapped.lastIndexOf('\n') + 1).length + word.length < 72
      ? `${wrapped} ${word}`
      : `${wrapped}\n${word}`;
  return text
    .split('\n')
    .map((line) => (line.length > 72 ? line.split(' ').reduce(add) : line))
    .join('\n');
}

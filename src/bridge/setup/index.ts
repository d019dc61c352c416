// What mail clients are set up with: a Thunderbird profile, set-up files, and lines for configuration files.
import { resolve } from 'node:path';
import { combinedLogin } from '../../base/combined';
import { UserError } from '../../base/errors';
import { findLogin } from '../logins';
import type { Bridge } from '../open';
import { mustHaveCertificate } from '../surroundings';
import { writeAutoconfig } from './autoconfig';
import { writeLogins } from './logins';
import type { MailAccount } from './mailAccount';
import { writeMobileconfig } from './mobileconfig';
import { type SnippetProgram, writeSnippet } from './snippets';
import { profileMark, thunderbirdProfile } from './thunderbird';
import { type SetupFile, writePrivateFile, writePrivateFolder } from './write';

export { type SnippetProgram, snippetPrograms } from './snippets';

/** What is to be written, and where to; nothing for what is left out. */
export interface SetupWishes {
  /** A folder that is not there, or empty. */
  readonly thunderbird?: string;
  readonly autoconfig?: string;
  readonly mobileconfig?: string;
  /** Puts the password in, so that the client does not ask. */
  readonly withPassword?: boolean;
  /** Writes over what is there. */
  readonly force?: boolean;
}

/** A file or folder that was written, and what to do with it. */
export interface Written {
  readonly written: string;
  readonly next: string;
}

/** Writes the set-up files of an account, each whole or not at all. Throws UserError at the first that cannot be. */
export async function writeSetup(bridge: Bridge, address: string, wishes: SetupWishes): Promise<Written[]> {
  const { withPassword = false, force = false, thunderbird, autoconfig, mobileconfig } = wishes;
  const account = await openMailAccount(bridge, address, withPassword);
  const written: Written[] = [];
  if (thunderbird !== undefined) {
    writePrivateFolder(
      thunderbird,
      [...thunderbirdProfile(account), ...loginFiles(bridge, account)],
      profileMark,
      force,
    );
    written.push({ written: thunderbird, next: `thunderbird --profile ${shellQuoted(resolve(thunderbird))}` });
  }
  if (autoconfig !== undefined) {
    writePrivateFile(autoconfig, writeAutoconfig(account), force);
    written.push({
      written: autoconfig,
      next: 'Hand it to the mail client: it has no password in it, and asks for one.',
    });
  }
  if (mobileconfig !== undefined) {
    writePrivateFile(mobileconfig, writeMobileconfig(account), force);
    written.push({
      written: mobileconfig,
      next: 'Open it on the Mac, and install it in System Settings, Device Management.',
    });
  }
  return written;
}

/** The lines that set the account up in the configuration file of another program. Throws UserError. */
export async function setupSnippet(
  bridge: Bridge,
  address: string,
  program: SnippetProgram,
  withPassword: boolean,
): Promise<string> {
  return writeSnippet(program, await openMailAccount(bridge, address, withPassword));
}

function loginFiles({ clock, random }: Bridge, account: MailAccount): SetupFile[] {
  const { password } = account;
  if (password === undefined) return [];
  const { loginsJson, keyStore } = writeLogins(account, password, clock.now(), random);
  return [
    { name: 'logins.json', content: loginsJson },
    { name: 'key4.db', database: keyStore },
  ];
}

async function openMailAccount(bridge: Bridge, address: string, withPassword: boolean): Promise<MailAccount> {
  const { config, store, paths } = bridge;
  const { user, password, identities } = await findLogin(bridge, address);
  const ports = { imapPort: fixed(config.imap.port, 'imap'), smtpPort: fixed(config.smtp.port, 'smtp') };
  return {
    user,
    title: user === combinedLogin ? 'all nyms' : user,
    ...ports,
    ...(config.imap.tls_port !== undefined && { imapTlsPort: fixed(config.imap.tls_port, 'imap') }),
    ...(withPassword && { password }),
    certificate: mustHaveCertificate(store).certificate,
    certificateFile: paths.certificate,
    identities,
  };
}

function fixed(port: number, section: string): number {
  if (port !== 0) return port;
  throw new UserError(
    `A port under [${section}] is 0 in the configuration, another one each time. Set one that stays.`,
  );
}

function shellQuoted(text: string): string {
  return /^[\w./@%+:,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

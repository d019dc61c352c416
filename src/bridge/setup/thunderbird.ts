import { certificateFingerprint } from '../certificate';
import { host, type MailAccount } from './mailAccount';
import { accountPreferences, folderUri } from './thunderbirdAccount';
import { type Preferences, privatePreferences } from './thunderbirdPrivacy';
import type { Mark, SetupFile } from './write';

/** Thunderbird keeps this file as it is. */
export const profileMark: Mark = { file: 'user.js', text: '// Written by nymbridge.' };

/**
 * A Thunderbird profile that opens straight into the mailbox, without its passwords: see logins.ts. `prefs.js` is where
 * Thunderbird keeps what its user changes; `user.js` is read after it at every start.
 */
export function thunderbirdProfile(account: MailAccount): SetupFile[] {
  return [
    { name: 'prefs.js', content: writePreferences(accountPreferences(account)) },
    { name: 'user.js', content: `${profileMark.text} ${note}\n${writePreferences(privatePreferences)}` },
    { name: 'cert_override.txt', content: writeOverrides(account) },
    { name: 'session.json', content: writeSession(account) },
  ];
}

const note = 'Thunderbird reads this at every start; docs/mail-clients.md says what it is for.';

function writePreferences(preferences: Preferences): string {
  return Object.entries(preferences)
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    .join('');
}

/**
 * The bridge's certificate, for its two ports and no other: host:port and origin attributes, the digest's OID (SHA-256), the
 * fingerprint, and an empty list of what else to overlook.
 */
function writeOverrides({ certificate, imapPort, smtpPort }: MailAccount): string {
  const fingerprint = certificateFingerprint(certificate);
  const lines = [imapPort, smtpPort].map((port) => `${host}:${port}:\tOID.2.16.840.1.101.3.4.2.1\t${fingerprint}\t\n`);
  return `# PSM Certificate Override Settings file\n# This is a generated file!  Do not edit.\n${lines.join('')}`;
}

/** The first tab, on the INBOX: a new profile knows no folder yet, and would show none. */
function writeSession(account: MailAccount): string {
  const state = {
    firstTab: true,
    folderPaneVisible: true,
    messagePaneVisible: true,
    folderURI: folderUri(account, `${account.identities[0].prefix}INBOX`),
  };
  const tabs = { rev: 0, selectedIndex: 0, tabs: [{ mode: 'mail3PaneTab', state, ext: {} }] };
  return JSON.stringify({ rev: 0, windows: [{ type: '3pane', tabs }] });
}

import { createCipheriv, createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import type { Random } from '../../base/random';
import type { PlainStatement } from '../../store';
import { host, type MailAccount } from './mailAccount';

// How Thunderbird keeps passwords: in logins.json, each under the AES key of its key store, key4.db. That key lies there under a
// key made of the primary password, which is empty as long as its user sets none; setting one protects what is written here.

/** Both files: JSON, and the statements that make the database. */
export interface LoginFiles {
  readonly loginsJson: string;
  readonly keyStore: readonly PlainStatement[];
}

/** The passwords of one account, for IMAP and for SMTP. `now` is ms since 1970. */
export function writeLogins(
  { user }: Pick<MailAccount, 'user'>,
  password: string,
  now: number,
  random: Random,
): LoginFiles {
  const key = random.bytes(32);
  const logins = ['imap', 'smtp'].map((scheme, i) => ({
    id: i + 1,
    hostname: `${scheme}://${host}`,
    httpRealm: `${scheme}://${host}`,
    formSubmitURL: null,
    usernameField: '',
    passwordField: '',
    encryptedUsername: encryptLogin(user, key, random),
    encryptedPassword: encryptLogin(password, key, random),
    guid: `{${uuid(random)}}`,
    encType: 1,
    timeCreated: now,
    timeLastUsed: now,
    timePasswordChanged: now,
    timesUsed: 1,
  }));
  const file = { nextId: logins.length + 1, logins, potentiallyVulnerablePasswords: [], version: 3 };
  return { loginsJson: JSON.stringify(file), keyStore: keyStore(key, random) };
}

/** The id that NSS gives the one key that it encrypts logins with. */
const keyId = Buffer.from('f8000000000000000000000000000001', 'hex');

function encryptLogin(text: string, key: Buffer, random: Random): string {
  const iv = random.bytes(16);
  const algorithm = sequence(oid.aes256Cbc, octets(iv));
  return sequence(octets(keyId), algorithm, octets(aes(Buffer.from(text, 'utf8'), key, iv))).toString('base64');
}

/** NSS's SQLite file, with the check of an empty primary password, and the key. */
function keyStore(key: Buffer, random: Random): PlainStatement[] {
  const salt = random.bytes(20);
  const check = protect(Buffer.from('password-check'), salt, random);
  const row: Record<string, Buffer> = { ...keyAttributes, a11: protect(key, salt, random) };
  const names = Object.keys(row);
  return [
    [`CREATE TABLE nssPrivate (id PRIMARY KEY UNIQUE ON CONFLICT ABORT, ${attributes.join(', ')})`],
    ['CREATE INDEX issuer ON nssPrivate (a81)'],
    ['CREATE INDEX subject ON nssPrivate (a101)'],
    ['CREATE INDEX label ON nssPrivate (a3)'],
    ['CREATE INDEX ckaid ON nssPrivate (a102)'],
    ['CREATE TABLE metaData (id PRIMARY KEY UNIQUE ON CONFLICT REPLACE, item1, item2)'],
    ["INSERT INTO metaData (id, item1, item2) VALUES ('password', ?, ?)", bytes(salt), bytes(check)],
    ["INSERT INTO metaData (id, item1) VALUES ('sig_key_00000001_00000011', ?)", bytes(vouch(key, salt, random))],
    [
      `INSERT INTO nssPrivate (id, ${names.join(', ')}) VALUES (1${', ?'.repeat(names.length)})`,
      ...Object.values(row).map(bytes),
    ],
  ];
}

/** PBES2 (RFC 8018 §6.2). NSS takes the IV's own DER header for the first two bytes of it. */
function protect(secret: Buffer, globalSalt: Buffer, random: Random): Buffer {
  const { key, derivation } = derive(globalSalt, random);
  const iv = octets(random.bytes(14));
  const parameters = sequence(derivation, sequence(oid.aes256Cbc, iv));
  return sequence(sequence(oid.pbes2, parameters), octets(aes(secret, key, iv)));
}

/** PBMAC1 (RFC 8018 §7.1), over no object (0), the attribute "value" (0x11), and that value. */
function vouch(value: Buffer, globalSalt: Buffer, random: Random): Buffer {
  const { key, derivation } = derive(globalSalt, random);
  const mac = createHmac('sha256', key).update(ulong(0)).update(ulong(0x11)).update(value).digest();
  return sequence(sequence(oid.pbmac1, sequence(derivation, sequence(oid.hmacSha256))), octets(mac));
}

/** PBKDF2 (RFC 8018 §5.2) of the global salt and the user's password, here the empty one: NSS counts to one for it. */
function derive(globalSalt: Buffer, random: Random): { key: Buffer; derivation: Buffer } {
  const password = createHash('sha1').update(globalSalt).digest();
  const salt = random.bytes(32);
  const parameters = sequence(octets(salt), integer(1), integer(32), sequence(oid.hmacSha256));
  return { key: pbkdf2Sync(password, salt, 1, 32, 'sha256'), derivation: sequence(oid.pbkdf2, parameters) };
}

function aes(plain: Buffer, key: Buffer, iv: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

/** DER, as far as it is needed here: nothing is longer than 255 bytes. */
function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from(body.length < 128 ? [tag, body.length] : [tag, 0x81, body.length]), body]);
}
const sequence = (...content: readonly Uint8Array[]) => der(0x30, ...content);
const octets = (content: Uint8Array) => der(0x04, content);
const integer = (value: number) => der(0x02, Buffer.from([value]));

const oid = {
  pbes2: Buffer.from('06092a864886f70d01050d', 'hex'),
  pbmac1: Buffer.from('06092a864886f70d01050e', 'hex'),
  pbkdf2: Buffer.from('06092a864886f70d01050c', 'hex'),
  hmacSha256: Buffer.from('06082a864886f70d0209', 'hex'),
  aes256Cbc: Buffer.from('060960864801650304012a', 'hex'),
};

const yes = Buffer.from([1]);
const no = Buffer.from([0]);
/** What NSS writes for an attribute that is there and empty. */
const empty = Buffer.from('a5005a', 'hex');
/** A whole number of PKCS #11, four bytes. */
const ulong = (value: number) => Buffer.from([0, 0, 0, value]);

/** What the key is, in the numbers of PKCS #11: an AES key of 32 bytes, in the token, for encrypting and decrypting. */
const keyAttributes = {
  a0: ulong(4),
  a1: yes,
  a2: yes,
  a3: empty,
  a100: ulong(0x1f),
  a102: keyId,
  a103: no,
  a104: yes,
  a105: yes,
  a106: yes,
  a107: yes,
  a108: yes,
  a10a: no,
  a110: empty,
  a111: empty,
  a161: ulong(32),
  a162: yes,
  a163: no,
  a164: no,
  a165: yes,
  a170: yes,
} as const;

/** A column for every attribute that NSS may ask for; it makes none that is missing. */
const attributes = `
  a0 a1 a2 a3 a4 a10 a11 a12 a80 a81 a82 a83 a84 a85 a86 a87 a88 a89 a8a a8b a8c a90 a100 a101 a102 a103 a104 a105 a106
  a107 a108 a109 a10a a10b a10c a110 a111 a120 a121 a122 a123 a124 a125 a126 a127 a128 a129 a130 a131 a132 a133 a134 a160
  a161 a162 a163 a164 a165 a166 a170 a171 a172 a180 a181 a200 a201 a202 a210 a40000211 a40000212 a40000213 a220 a221 a222
  a223 a224 a225 a226 a227 a22e a22f a22a a22b a22c a22d a250 a251 a252 a300 a301 a302 a400 a401 a402 a403 a404 a405 a406
  a480 a481 a482 a500 a501 a502 a503 a601 a602 a603 a604 a605 a606 a607 a608 a609 a60a a60b a60c a60d a60e a60f a610 a611
  a612 a617 a618 a619 a61a a61b a61c a61d a61e a61f a620 a621 a622 a623 a624 a625 a626 a627 a629 a628 a62a a62b a62c a62d
  a62e a62f a630 a631 a632 a633 a634 a635 a636 a637 a80000001 ace534351 ace534352 ace534353 ace534354 ace534355 ace534356
  ace534357 ace534358 ace534364 ace534365 ace534366 ace534367 ace534368 ace534369 ace534373 ace534374 ace536351 ace536352
  ace536353 ace536354 ace536355 ace536356 ace536357 ace536358 ace536359 ace53635a ace53635b ace53635c ace53635d ace53635e
  ace53635f ace536360 ace5363b4 ace5363b5 ad5a0db00`
  .trim()
  .split(/\s+/);

/** The driver reads memory of its own kind only. */
function bytes(value: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(value);
}

function uuid(random: Random): string {
  const hex = random.bytes(16).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

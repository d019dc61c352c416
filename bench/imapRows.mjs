// What the IMAP benchmark measures, row by row, in the order in which it is done: a row finds the mailbox as the rows before have left it.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import { mail } from './imapMail.mjs';

const require = createRequire(import.meta.url);
const { ImapFlow } = require('imapflow');

export const box = 'Bench';
const other = 'Bench2';
/** The mails are filed in so many turns. */
const fillParts = 40;
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const thunderbird =
  'From To Cc Bcc Subject Date Message-ID Priority X-Priority References Newsgroups In-Reply-To Content-Type Reply-To';

export const numbers = (count, first = 1) => Array.from({ length: count }, (_, n) => first + n);

function internalDate(date) {
  const day = String(date.getUTCDate()).padStart(2, '0');
  const time = date.toISOString().slice(11, 19);
  return `"${day}-${months[date.getUTCMonth()]}-${date.getUTCFullYear()} ${time} +0000"`;
}

export async function select(client, name = box, more = '') {
  const { lines } = await client.command(`SELECT ${name}${more}`);
  const find = (pattern) => pattern.exec(lines.find((line) => pattern.test(line)) ?? '')?.[1];
  return {
    exists: Number(find(/^\* (\d+) EXISTS/)),
    uidNext: Number(find(/UIDNEXT (\d+)/)),
    uidValidity: find(/UIDVALIDITY (\d+)/),
    modSeq: find(/HIGHESTMODSEQ (\d+)/),
  };
}

/** A command whose answers nobody looks at. */
const plain =
  (text) =>
  ({ client }) =>
    client.run(text).then(() => undefined);

/** Gives how many were found: both servers have to agree. */
const search =
  (...key) =>
  async ({ client }) => {
    const { lines } = await client.command(['UID SEARCH ', ...key]);
    return lines.find((line) => line.startsWith('* SEARCH'))?.match(/\d+/g)?.length ?? 0;
  };

/** The bridge reads the texts of mail when its clients are quiet, which a benchmark never is. Dovecot does not keep them. */
const settle = ({ settled }) => settled?.();

/** A part of so many. */
const partOf = (count, parts, part) => numbers(count).slice((count / parts) * part, (count / parts) * (part + 1));

/** Made before the clock runs: a mail takes longer to make than to file. */
const makeMails = (numbersOf, mix, seed) => (server, part) => {
  server.mails = numbersOf(server, part).map((n) => mail(n, mix ?? server.mix, seed));
};

async function appendAll({ client, mails }) {
  for (const { date, source } of mails) await client.run([`APPEND ${box} () ${internalDate(date)} `, source]);
}

/** Gives the digest of all bytes. */
async function download({ client }) {
  const digest = createHash('sha256');
  await client.command('UID FETCH 1:* BODY.PEEK[]', { keep: false, literal: (piece) => digest.update(piece) });
  return digest.digest('hex');
}

async function appendSome({ client, mails }) {
  for (const { source } of mails) await client.run([`APPEND ${box} (\\Seen) `, source]);
}

async function oneByOne({ client, most }, commandOf) {
  for (const n of numbers(most)) await client.run(commandOf(n));
}

/** A new connection, and what it does, from the login on. */
export async function anew({ login }, work) {
  const client = await login();
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

async function changeSome(server) {
  server.known = await select(server.client, box, ' (CONDSTORE)');
  await server.client.run('STORE 1:50 -FLAGS.SILENT (\\Answered)');
  server.known = await select(server.client, box, ' (CONDSTORE)');
  await server.client.run('STORE 1:50 +FLAGS.SILENT (\\Answered)');
}

async function removeSome(server) {
  await changeSome(server);
  await server.client.run('STORE 60:69 +FLAGS.SILENT (\\Deleted)');
  await server.client.run('EXPUNGE');
}

async function resync({ known, ...server }) {
  return anew(server, async (client) => {
    await client.run('ENABLE QRESYNC');
    const { lines } = await client.command(`SELECT ${box} (QRESYNC (${known.uidValidity} ${known.modSeq}))`);
    return lines.filter((line) => /FETCH|VANISHED/.test(line)).length;
  });
}

async function byImapflow({ port, user, password }) {
  const client = new ImapFlow({
    ...{ host: '127.0.0.1', port, secure: false, doSTARTTLS: false, logger: false, disableCompression: true },
    auth: { user, pass: password },
  });
  await client.connect();
  const lock = await client.getMailboxLock(box);
  let got = 0;
  const items = { uid: true, flags: true, envelope: true, bodyStructure: true, internalDate: true, size: true };
  for await (const message of client.fetch('1:*', items)) got += message.uid > 0 ? 1 : 0;
  lock.release();
  await client.logout();
  return got;
}

/** From the OK that one client gets to what another hears of it while it listens; it may hear of it before. Milliseconds, the median. */
const idle = (pattern, change) => async (server) =>
  anew(server, async (listener) => {
    const { exists } = await select(server.client, other);
    await select(listener, other);
    const listening = await listener.idle();
    const times = [];
    for (const n of numbers(10)) {
      const heard = listening.next(pattern);
      await change(server.client, n, exists);
      const done = performance.now();
      times.push((await heard) - done);
      await setTimeout(30);
    }
    await listening.end();
    // less than a clock and a socket can tell apart counts as a tenth of a millisecond
    return Math.max(0.1, times.sort((a, b) => a - b)[5]);
  });

const onceOnly = { rounds: 1 };

/** A change of all messages, which `back` makes possible again. */
const storeAll = (name, change, back) => ({
  name,
  beforeEach: ({ client }) => client.run(`STORE 1:* ${back}`),
  run: plain(`UID STORE 1:* ${change}`),
});

/**
 * `run` is timed, after `before`, and `beforeEach` of its rounds, which are not; what it gives must be the same from both servers. `measure` gives the milliseconds
 * itself. `rounds` are three at least, and as many as a second has room for, but for what cannot be done again. `parts`: it is done once, in so many parts,
 * by turns, lest one server has the disk in a bad minute and the other in a good one. `needs`: a capability, without which the row has no time. `least`: how
 * many times quicker than the peer it has to be.
 */
export const rows = [
  { name: 'login', rounds: 20, run: (server) => anew(server, async () => undefined) },
  {
    name: 'append all',
    ...{ parts: fillParts, always: true },
    beforeEach: makeMails(({ count }, part) => partOf(count, fillParts, part)),
    run: appendAll,
  },
  {
    name: 'list with status',
    run: plain('LIST "" "*" RETURN (STATUS (MESSAGES UIDNEXT UIDVALIDITY UNSEEN))'),
    needs: 'LIST-STATUS',
  },
  {
    name: 'select',
    always: true,
    run: async ({ client }) => (await select(client)).exists,
  },
  ...['first', 'again'].map((time) => ({
    name: `envelope and bodystructure, ${time}`,
    ...(time === 'first' && onceOnly),
    run: plain('FETCH 1:* (UID FLAGS ENVELOPE BODYSTRUCTURE INTERNALDATE RFC822.SIZE)'),
  })),
  ...['first', 'again'].map((time) => ({
    name: `header fields, ${time}`,
    ...(time === 'first' && onceOnly),
    run: plain(`UID FETCH 1:* (UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (${thunderbird})])`),
  })),
  { name: 'flags of all', run: plain('UID FETCH 1:* (FLAGS)') },
  { name: 'download all', run: download },
  {
    name: '200 bodies, pipelined',
    run: ({ client, most }) => client.pipeline(numbers(Math.min(most, 200)).map((n) => `FETCH ${n} (UID BODY.PEEK[])`)),
  },
  {
    name: '200 bodies, one by one',
    run: (server) => oneByOne({ ...server, most: Math.min(server.most, 200) }, (n) => `FETCH ${n} (UID BODY.PEEK[])`),
  },
  {
    name: 'a body in parts of 100 KB',
    run: async ({ client, mix }) => {
      for (const from of [0, 100_000, 200_000, 300_000])
        await client.run(`FETCH ${mix === 'mixed' ? 9 : 1} (UID BODY.PEEK[]<${from}.100000>)`);
    },
  },
  { name: 'first part of all', run: plain('FETCH 1:* (UID BODY.PEEK[1])') },
  { name: 'search subject', run: search('SUBJECT zebrafish') },
  { name: 'search subject, UTF-8', run: search('CHARSET UTF-8 SUBJECT ', Buffer.from('überraschung')) },
  { name: 'search from', run: search('FROM user77@example') },
  { name: 'search body, rare', before: settle, run: search('BODY xylophonequux') },
  { name: 'search text, rare', before: settle, run: search('TEXT xylophonequux') },
  { name: 'search text, absent', before: settle, run: search('TEXT nosuchwordatall') },
  { name: 'search body, common', before: settle, run: search('BODY cypherpunk') },
  { name: 'search since', run: search('SINCE 1-Mar-2015') },
  { name: 'search unseen', run: search('UNSEEN') },
  { name: 'search message-id', run: search('HEADER Message-ID bench.1.177@') },
  { name: 'search another field', run: search('HEADER MIME-Version 1.0') },
  { name: 'search a field nobody has', run: search('HEADER X-Nobody x') },
  { name: 'search larger', run: search('LARGER 50000') },
  { name: 'search or, not', run: search('OR SUBJECT zebrafish NOT FROM user') },
  { name: 'sort by date', needs: 'SORT', run: plain('UID SORT (REVERSE DATE) UTF-8 ALL') },
  { name: 'sort by subject', needs: 'SORT', run: plain('UID SORT (SUBJECT) UTF-8 ALL') },
  { name: 'thread', needs: 'THREAD=REFERENCES', run: plain('UID THREAD REFERENCES UTF-8 ALL') },
  storeAll('store seen, all', '+FLAGS (\\Seen)', '-FLAGS.SILENT (\\Seen)'),
  storeAll('take seen off, all, silent', '-FLAGS.SILENT (\\Seen)', '+FLAGS.SILENT (\\Seen)'),
  storeAll('store a keyword, all, silent', '+FLAGS.SILENT ($Label1)', '-FLAGS.SILENT ($Label1)'),
  {
    name: '500 stores, one by one',
    beforeEach: ({ client }) => client.run('STORE 1:500 -FLAGS.SILENT (\\Flagged)'),
    run: (server) => oneByOne(server, (n) => `UID STORE ${n} +FLAGS.SILENT (\\Flagged)`),
  },
  {
    name: 'append 500',
    ...{ parts: 10, always: true },
    beforeEach: makeMails((_, part) => partOf(500, 10, part), 'small', 7),
    run: appendSome,
  },
  {
    name: 'move 500',
    ...onceOnly,
    always: true,
    before: async (server) => {
      server.known = await select(server.client);
    },
    run: ({ client, known }) => client.run(`UID MOVE ${known.uidNext - 500}:${known.uidNext - 1} ${other}`),
  },
  {
    name: 'copy 500',
    ...onceOnly,
    always: true,
    before: ({ client }) => select(client, other),
    run: ({ client }) => client.run(`COPY 1:500 ${box}`),
  },
  {
    name: 'expunge 500',
    beforeEach: async ({ client }) => {
      await client.run(`COPY 1:500 ${box}`);
      const { exists } = await select(client);
      await client.run(`STORE ${exists - 499}:${exists} +FLAGS.SILENT (\\Deleted)`);
    },
    run: async ({ client }) =>
      (await client.command('EXPUNGE')).lines.filter((line) => line.endsWith('EXPUNGE')).length,
  },
  {
    name: 'come back: login, select, flags',
    run: (server) =>
      anew(server, async (client) => {
        await select(client);
        await client.run('UID FETCH 1:* (FLAGS)');
      }),
  },
  {
    name: 'come back: 50 changed',
    ...onceOnly,
    before: changeSome,
    run: ({ known, ...server }) =>
      anew(server, async (client) => {
        await select(client, box, ' (CONDSTORE)');
        const { lines } = await client.command(`UID FETCH 1:* (FLAGS) (CHANGEDSINCE ${known.modSeq})`);
        return lines.filter((line) => line.includes(' FETCH ')).length;
      }),
  },
  {
    name: 'come back: 50 changed, 10 gone',
    ...onceOnly,
    needs: 'QRESYNC',
    before: removeSome,
    run: resync,
  },
  { name: 'imapflow fetches all', run: byImapflow },
  {
    name: 'idle: a message comes',
    ...onceOnly,
    least: 20,
    measure: idle(/EXISTS/, (client, n) => client.run([`APPEND ${other} `, mail(n, 'small', 9).source])),
  },
  {
    name: 'idle: flags change',
    ...onceOnly,
    least: 20,
    measure: idle(/FETCH/, (client, n, exists) => client.run(`STORE ${exists - n} +FLAGS (\\Answered)`)),
  },
  {
    name: 'idle: a message goes',
    ...onceOnly,
    least: 20,
    measure: idle(/EXPUNGE|VANISHED/, async (client, n, exists) => {
      await client.run(`STORE ${exists + 1 - n} +FLAGS.SILENT (\\Deleted)`);
      await client.run('EXPUNGE');
    }),
  },
];

/** Empty mailboxes, one of them open, for rows to begin with. */
export async function prepare(server) {
  for (const name of [box, other]) {
    await server.client.run(`DELETE ${name}`).catch(() => undefined);
    await server.client.run(`CREATE ${name}`);
  }
  await select(server.client);
}

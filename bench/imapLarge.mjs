// A mailbox of very many messages: how long it takes to open, and four clients that read all of it at once.
import { anew, box, numbers, select } from './imapRows.mjs';
import { mail } from './imapMail.mjs';

/** A command may name so many messages, and a transaction take so long. */
const atOnce = 500;
const clients = 4;

/** In few transactions: it is not what is measured. */
export async function fill({ client, mix, count }) {
  await client.run(`CREATE ${box}`);
  for (let first = 1; first <= count; first += atOnce) {
    const mails = numbers(Math.min(atOnce, count - first + 1), first).map((n) => mail(n, mix).source);
    await client.run(mails.flatMap((source, i) => [i === 0 ? `APPEND ${box} ` : ' ', source]));
  }
}

/** Opening takes no server more than three times as long as the other; everything else as in the other rows. */
const most = 3;

const open = (server) =>
  anew(server, async (client) => {
    const { exists } = await select(client);
    await client.run('UID FETCH 1:* (FLAGS)');
    return exists;
  });

async function readAll(client) {
  await select(client);
  await client.run('FETCH 1:* (UID FLAGS ENVELOPE BODYSTRUCTURE INTERNALDATE RFC822.SIZE)');
}

export const rows = [
  {
    name: 'open for the first time: select',
    ...{ rounds: 1, most },
    run: (server) => anew(server, async (client) => (await select(client)).exists),
  },
  { name: 'select', most, run: async ({ client }) => (await select(client)).exists },
  { name: 'open: login, select, flags', most, run: open },
  {
    name: `${clients} clients read all at once`,
    run: async (server) => {
      const all = await Promise.all(numbers(clients).map(() => server.login()));
      await Promise.all(all.map(readAll));
      for (const client of all) client.close();
    },
  },
];

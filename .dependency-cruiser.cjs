// The import table of docs/architecture.md, written once; the forbidden rules are made from it.
// Change the table there and here together.
const may = {
  base: [],
  net: ['base'],
  'protocol/mime': ['base'],
  'protocol/imap': ['base', 'protocol/html', 'protocol/mime'],
  'protocol/html': ['base'],
  'protocol/picture': ['base'],
  'protocol/nntp': ['base'],
  'protocol/openpgp': ['base'],
  'protocol/pgpmime': ['base', 'protocol/mime', 'protocol/openpgp'],
  'protocol/nymserv': ['base', 'protocol/openpgp', 'protocol/mime'],
  'protocol/ephemeral': ['base', 'protocol/openpgp'],
  'protocol/remailer': ['base', 'protocol/mime'],
  store: ['base'],
  nym: ['base', 'store', 'protocol/ephemeral', 'protocol/openpgp', 'protocol/nymserv'],
  'outgoing/submission': ['base'],
  'outgoing/compose': [
    'base',
    'nym',
    'protocol/ephemeral',
    'protocol/html',
    'protocol/picture',
    'protocol/mime',
    'protocol/openpgp',
    'protocol/pgpmime',
    'protocol/nymserv',
  ],
  'outgoing/outbox': ['base', 'store'],
  'outgoing/packets': ['base', 'store'],
  'outgoing/directory': ['base', 'net', 'store', 'protocol/remailer'],
  'outgoing/transport': ['base', 'net', 'protocol/remailer'],
  'incoming/newsgroup': ['base', 'net', 'store', 'protocol/nntp'],
  'incoming/match': ['base', 'nym', 'protocol/nymserv'],
  'incoming/decrypt': [
    'base',
    'nym',
    'protocol/ephemeral',
    'protocol/mime',
    'protocol/openpgp',
    'protocol/pgpmime',
    'protocol/nymserv',
  ],
  'incoming/delivery': ['base', 'nym', 'store', 'protocol/html', 'protocol/mime', 'protocol/nymserv'],
  'incoming/mailbox': ['base', 'store', 'protocol/imap'],
  moving: ['base', 'net', 'store', 'protocol/mime'],
  bridge: ['base', 'net', 'store', 'nym', 'outgoing', 'incoming', 'moving'],
  sandbox: ['base', 'net', 'protocol'],
  cli: ['base', 'bridge', 'sandbox', 'web'],
  web: ['base', 'bridge', 'sandbox'],
};
const soleUser = {
  'smtp-server': 'outgoing/submission|sandbox',
  openpgp: 'protocol/openpgp',
  socks: 'net',
  nodemailer: 'outgoing/transport|sandbox',
  imapflow: 'sandbox|moving',
  '@signalapp/sqlcipher': 'store',
  libmime: 'protocol/mime',
  '@zxcvbn-ts': 'nym',
  'html-to-text': 'protocol/html',
  'libsodium-wrappers': 'protocol/remailer',
  '@noble/hashes': 'protocol/remailer',
  commander: 'cli',
};
const any = (folders) => folders.map((f) => `^src/${f}(/|\\.ts$)`).join('|');
const shared = (folder) =>
  folder.startsWith('outgoing/') ? ['outgoing/letter'] : folder.startsWith('incoming/') ? ['incoming/article'] : [];

const forbidden = Object.entries(may).map(([folder, list]) => ({
  name: `${folder}-imports`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: any([folder, ...list, ...shared(folder)]) },
}));
for (const street of ['outgoing', 'incoming']) {
  forbidden.push({
    name: `${street}-wiring`,
    severity: 'error',
    from: { path: `^src/${street}/[^/]+\\.ts$` },
    to: { path: '^src/', pathNot: `^src/(${street}|base)/` },
  });
}
for (const [pkg, home] of Object.entries(soleUser)) {
  forbidden.push({
    name: `${pkg}-has-one-home`,
    severity: 'error',
    from: { path: '^src/', pathNot: `^src/(${home})/` },
    to: { path: `node_modules/${pkg}/` },
  });
}
forbidden.push({
  name: 'engines-by-their-front-door',
  severity: 'error',
  from: { path: '^src/(?!protocol/)' },
  to: { path: '^src/protocol/[^/]+/', pathNot: '^src/protocol/[^/]+/index\\.ts$' },
});
forbidden.push({ name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } });

module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};

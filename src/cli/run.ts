import type { AddVerb } from './verb';
import { keepHeapSmall } from '../base/heap';
import { type Bridge, bridgeStatus, isCombinedPassword, type Listening, runBridge } from '../bridge';
import { openWeb, type Web } from '../web';
import { type GlobalOptions, withBridge } from './context';
import { aborted, untilTold } from './signals';
import { jsonLine } from './table';

export const addRun: AddVerb = (program, context) => {
  const { terminal, log } = context;
  program
    .command('run')
    .description(
      'serve IMAP, SMTP and the web page on this machine, fetch news, send the outbox; until Ctrl-C or SIGTERM',
    )
    .option('--json', 'tell the ports in one line of JSON')
    .addHelpText(
      'after',
      `
What happens is told on standard error, a line each: no address, no subject, no content.

Examples:
  nymbridge run
  nymbridge run --json
  nymbridge --passphrase-file ~/.nymbridge-passphrase run 2>> ~/nymbridge.log`,
    )
    .action(async (_options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      keepHeapSmall();
      const talkative = { ...context, around: { ...context.around, log } };
      const options = command.optsWithGlobals();
      await withBridge(talkative, options, async (bridge) => {
        const told = untilTold();
        const { listening, ...running } = await runBridge(bridge, webOf(bridge).accept);
        const served = listening.map(facts);
        if (options.json === true) terminal.out(jsonLine({ listening: served }));
        else
          for (const { purpose, addresses, port } of served)
            terminal.out(`${purpose} on ${addresses.join(' and ')}, port ${port}`);
        await aborted(told);
        await running.stop();
      });
    });
};

function facts({ purpose, addresses, port }: Listening) {
  return { purpose, addresses, port };
}

function webOf(bridge: Bridge): Web {
  return openWeb({
    ...bridge,
    status: () => bridgeStatus(bridge),
    isPassword: (password) => isCombinedPassword(bridge, password),
  });
}

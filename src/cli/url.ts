import { orderPages } from '../bridge';
import { type GlobalOptions, withBridge } from './context';
import { printFacts, printJson } from './table';
import type { AddVerb } from './verb';

interface UrlOptions extends GlobalOptions {
  readonly nym?: string;
  readonly as?: string;
}

export const addUrl: AddVerb = (program, context) => {
  program
    .command('url <url...>')
    .description('have a nym server fetch web pages; they come to INBOX, each as a mail')
    .option('--nym <address>', 'whose server fetches, and whose INBOX they come to; not needed with one nym')
    .option('--as <form>', 'text: the text in the page; page: the page as it is', 'page')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  nymbridge url http://example.org/ http://example.net/news.html --as text')
    .action(async (urls: string[], _options: unknown, command: { optsWithGlobals(): UrlOptions }) => {
      const { nym, as, ...options } = command.optsWithGlobals();
      const ordered = await withBridge(context, options, (bridge) => orderPages(bridge, { urls, nym, as }));
      const { out } = context.terminal;
      if (options.json === true) {
        out(printJson(ordered));
        return;
      }
      const { pages, ...facts } = ordered;
      out(printFacts({ ...facts, pages: pages.join(' ') }, false));
      out('The request goes out with the next "nymbridge run". Servers answer in hours, or never: then ask again.');
    });
};

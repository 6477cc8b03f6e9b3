/** `courant check`: the preflight of issues, for people and for machines. Exit status 1 when there is an error. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Option, type Command } from 'commander';
import { requireList } from '../audience/lists.js';
import { checkIssue, type CheckOptions } from '../check/check-issue.js';
import { findListFacts, type ListFacts } from '../check/list-facts.js';
import { withOnline } from '../check/online.js';
import { withSpam } from '../check/spam.js';
import type { Config } from '../config.js';
import { printPublicText } from '../edition/public-text.js';
import { toUserErrors, UserError } from '../errors.js';
import { loadDkim } from '../message/dkim/load-keys.js';
import { renderAnnotations } from '../preflight/annotations.js';
import { hasErrors, toRefusedReport, type CheckedIssue } from '../preflight/checked.js';
import { renderJunit } from '../preflight/junit.js';
import { rules } from '../preflight/rules.js';
import { readSeed, type Seed } from '../preflight/seed.js';
import type { CliContext } from './context.js';
import { listIssueFolders } from './issue-folders.js';
import { prepareEdition, type Prepared } from './prepare.js';
import { renderReports } from './render-report.js';
import { renderTable } from './table.js';

type Format = 'text' | 'json' | 'junit' | 'github';
type Options = { readonly list?: string; readonly format: Format; readonly json?: true; readonly strict?: true; readonly rules?: true; readonly online?: true; readonly spam?: true; readonly seed?: string };

export function register(program: Command, context: CliContext): void {
  program.command('check').description('looks for everything that would go wrong with an issue before it is sent; exit status 1 when there is an error')
    .argument('[issue...]', 'folders of issues, their issue.yaml, or newsletter/slug; default: every issue below issuesDir')
    .option('--list <slug>', 'the list it goes to: checks the sender, its settings, and what was sent before')
    .addOption(new Option('--format <format>', 'text for people, json, junit (XML) or github (annotations)').choices(['text', 'json', 'junit', 'github']).default('text'))
    .option('--json', 'as JSON')
    .option('--strict', 'exit status 1 also for warnings that are not acknowledged')
    .option('--online', 'also asks DNS about the sender (with --list), and web servers whether links and unsubscribing answer')
    .option('--spam', 'also asks a SpamAssassin on this machine (spamd)')
    .option('--seed <file>', 'a test mail as it came back, saved whole: what the receiver says of SPF, DKIM and DMARC')
    .option('--rules', 'only list the rules')
    .action((issues: string[], options: Options) => check(context, issues, options));
}

async function check(context: CliContext, paths: readonly string[], options: Options): Promise<void> {
  const format = options.json ? 'json' : options.format;
  if (options.rules) return showRules(context, format);
  const config = await context.config();
  // A pattern such as issues/weekly/* brings the newsletter's own file along.
  const named = paths.filter((path) => basename(path) !== 'newsletter.yaml');
  const folders = named.length > 0 ? named : await listIssueFolders(config.issuesDir, undefined);
  const { list } = options;
  const seed = options.seed === undefined ? undefined : await loadSeed(options.seed);
  const checked = list === undefined
    ? await checkAll(config, folders, async (prepared) => whenAsked(options, prepared, { config, seed, now: context.clock.now(), dkim: await loadDkim(config) }))
    : await context.withApp(async (app) => {
      const row = await requireList(app.store, list);
      return checkAll(app.config, folders, async (prepared) => whenAsked(options, prepared, { ...await findListFacts(app, prepared, row), seed }));
    });
  print(context, checked, format);
  if (hasErrors(checked) || (options.strict === true && checked.some(({ report }) => report.counts.warning > 0))) context.setExitCode(1);
}

async function loadSeed(file: string): Promise<Seed> {
  const raw = await readFile(file).catch((error: unknown) => {
    throw new UserError('not-found', `${file} cannot be read.`, { hint: 'Save the test mail whole, as .eml, and name that file.', cause: error });
  });
  return readSeed(file, raw);
}

/** Only when asked to: a check of every save, and one in a CI without a network, shall not wait for others. */
async function whenAsked({ online, spam }: Options, prepared: Prepared, options: ListFacts): Promise<CheckOptions> {
  const asked = online ? await withOnline(prepared, options) : options;
  return spam ? withSpam(prepared, asked) : asked;
}

/** One after another: an issue that cannot be compiled does not keep the others from being checked. */
async function checkAll(config: Config, paths: readonly string[], toOptions: (prepared: Prepared) => Promise<CheckOptions>): Promise<readonly CheckedIssue[]> {
  const checked: CheckedIssue[] = [];
  for (const path of paths) {
    try {
      // Warnings of loading stand in the report.
      const prepared = await prepareEdition({ err: () => undefined }, config, path);
      checked.push({ path, subject: printPublicText(prepared.edition.subject, prepared.edition.fields), report: await checkIssue(prepared, await toOptions(prepared)) });
    } catch (error) {
      const faults = toUserErrors(error);
      if (faults.length === 0) throw error;
      checked.push({ path, subject: undefined, report: toRefusedReport(faults) });
    }
  }
  return checked;
}

function print(context: CliContext, issues: readonly CheckedIssue[], format: Format): void {
  if (format === 'json') return context.json(issues.map(({ path, subject, report }) => ({ issue: path, subject, ...report })));
  if (format === 'junit') return context.out(renderJunit(issues, rules));
  context.out(format === 'github' ? renderAnnotations(issues) : renderReports(issues));
}

function showRules(context: CliContext, format: Format): void {
  if (format === 'json') return context.json(rules.map(({ id, severity, topic, needs, title, protects, source }) => ({ id, severity, topic, needs, title, protects, source })));
  context.out(renderTable([['rule', 'severity', 'needs', 'what must hold'], ...rules.map(({ id, severity, needs, title }) => [id, severity, needs, title])]));
}

/**
 * How a program of PostgreSQL is started. PostgreSQL refuses uid 0, and in containers everything is root: then it runs as another
 * user, by one of two ways. The process id is that of PostgreSQL itself in each of them, so signals reach it.
 */
import { execFile } from 'node:child_process';
import { chown, lchown, mkdir, readFile, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../../errors.js';
import { ownDatabaseHint } from './binaries.js';
import type { Layout } from './layout.js';

export type Launch = {
  readonly name: string;
  /** Words before the program. */
  readonly prefix: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
};

type Account = { readonly name: string; readonly uid: number; readonly gid: number };

const direct: Launch = { name: 'direct', prefix: [] };

export async function chooseLaunch(layout: Layout, program: string): Promise<Launch> {
  if (process.getuid?.() !== 0) return direct;
  const accounts = await readAccounts();
  const owner = (await stat(layout.home)).uid;
  // An earlier start gave the folder to this user; inside a user namespace its files would be nobody's.
  const launch = owner === 0 ? await leaveRoot(layout, program, accounts) : asUser(accounts.find(({ uid }) => uid === owner) ?? { name: String(owner), uid: owner, gid: owner });
  if (launch === undefined) throw refusal(layout);
  if (launch.uid !== undefined) await giveFolders(layout, launch.uid, launch.gid ?? launch.uid);
  return launch;
}

/**
 * First choice: a user namespace in which root bears another number; the files stay root's, and folders only root can enter stay
 * open. Container runtimes often forbid it: then a real other user, who must be able to reach the folder.
 */
async function leaveRoot(layout: Layout, program: string, accounts: readonly Account[]): Promise<Launch | undefined> {
  for (const account of accounts.slice(0, 1)) {
    const launch = asMappedUser(account);
    if (await passes(launch, 'test -w "$1" && test -x "$2"', layout.home, program)) return launch;
  }
  for (const account of accounts) {
    // Before the folder is given away: can that user come as far as the folder?
    if (await passes(asUser(account), 'test -x "$1" && test -x "$2"', dirname(layout.home), program)) return asUser(account);
  }
  return undefined;
}

/** initdb looks its user up by number, so it must be one of /etc/passwd. */
function asMappedUser({ uid, gid }: Account): Launch {
  return { name: 'user namespace', prefix: ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--'] };
}

function asUser({ name, uid, gid }: Account): Launch {
  return { name: `user ${name}`, prefix: [], uid, gid };
}

/** Made for this, or harmless: no other account is borrowed. */
const accountNames = ['postgres', 'nobody'];

async function readAccounts(): Promise<readonly Account[]> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  const accounts = lines.map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  return accountNames.flatMap((name) => accounts.filter((account) => account.name === name && account.uid > 0 && account.gid > 0));
}

async function passes(launch: Launch, test: string, ...paths: readonly string[]): Promise<boolean> {
  const [command = 'sh', ...words] = [...launch.prefix, 'sh', '-c', test, 'sh', ...paths];
  try {
    await promisify(execFile)(command, words, { cwd: '/', ...identity(launch), timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

/** What `spawn` wants to know besides the words. */
export function identity({ uid, gid }: Launch): { uid?: number; gid?: number } {
  return { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
}

/** Again before each start: the last keeper takes a socket folder outside the data folder away. */
export async function ensureRunFolder(layout: Layout, { uid, gid }: Launch): Promise<void> {
  await mkdir(layout.run, { recursive: true, mode: 0o700 });
  if (uid !== undefined && gid !== undefined) await chown(layout.run, uid, gid);
}

async function giveFolders(layout: Layout, uid: number, gid: number): Promise<void> {
  if ((await stat(layout.home)).uid === uid) return;
  const entries = await readdir(layout.home, { recursive: true });
  for (const entry of entries) await lchown(join(layout.home, entry), uid, gid);
  // Last: it tells the next start that all of it is given.
  await chown(layout.home, uid, gid);
}

function refusal(layout: Layout): UserError {
  return new UserError('postgres-as-root', `The embedded PostgreSQL does not run as root, and no other user can use ${layout.home}.`, {
    hint: `Run Courant as an ordinary user, or choose a data folder that the user postgres or nobody can reach. ${ownDatabaseHint}`,
  });
}

/** A real IMAP server for a test: Debian's Dovecot with accounts of its own on free ports of this machine. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { freePort } from './port.js';
import { findProgram } from './require.js';
import { until } from './until.js';

type TestLike = { after(work: () => Promise<void>): void };

export type Dovecot = {
  /** Plain with STARTTLS. */
  readonly port: number;
  /** TLS at once. */
  readonly tlsPort: number;
  readonly password: string;
  start(): Promise<void>;
  /** Hangs up on everybody. */
  stop(): Promise<void>;
  /** A client of the test's own; closed with the test. */
  connect(user: string): Promise<ImapFlow>;
};

export const dovecotProgram = findProgram('dovecot');

/** Mail of root is refused by Dovecot: under root everything runs as nobody. */
const nobody = 65_534;

/** `introspectionUrl`: where tokens of OAuth are asked about (RFC 7662); with it the mechanisms are offered too. */
export async function startDovecot(t: TestLike, { introspectionUrl, mechanisms = 'xoauth2 oauthbearer' }: { introspectionUrl?: string; mechanisms?: string } = {}): Promise<Dovecot> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-imap-'));
  const [port, tlsPort, password] = [await freePort(), await freePort(), 'correct-horse'];
  await writeFiles(folder, { port, tlsPort, password, introspectionUrl, mechanisms });
  const clients: ImapFlow[] = [];
  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    server = spawn(dovecotProgram ?? 'dovecot', ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: 'ignore', detached: true });
    await answers(port, join(folder, 'log'));
  };
  const stop = async (): Promise<void> => {
    if (server?.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    // The whole group: after a gentle end its sessions would be served on for half a minute.
    process.kill(-server.pid, 'SIGKILL');
    await ended;
  };
  t.after(async () => {
    for (const client of clients) client.close();
    await stop();
    await rm(folder, { recursive: true, force: true });
  });
  await start();
  return {
    port, tlsPort, password, start, stop,
    async connect(user) {
      const client = new ImapFlow({ host: '127.0.0.1', port: tlsPort, secure: true, tls: { rejectUnauthorized: false }, auth: { user, pass: password }, logger: false, disableAutoIdle: true });
      client.on('error', () => undefined);
      clients.push(client);
      await client.connect();
      return client;
    },
  };
}

type Settings = { readonly port: number; readonly tlsPort: number; readonly password: string; readonly introspectionUrl: string | undefined; readonly mechanisms: string };

async function writeFiles(folder: string, { port, tlsPort, password, introspectionUrl, mechanisms }: Settings): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  const [user, uid, gid] = isRoot ? ['nobody', nobody, nobody] : [userInfo().username, process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  const groupLine = execFileSync('id', ['-gn', user], { encoding: 'utf8' }).trim();
  for (const name of ['run', 'state', 'mail']) await mkdir(join(folder, name));
  if (isRoot) await chown(join(folder, 'mail'), uid, gid);
  await chmod(folder, 0o755);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem'), '-days', '3650', '-subj', '/CN=imap.example'], { stdio: 'ignore' });
  if (introspectionUrl !== undefined) await writeFile(join(folder, 'oauth2.conf'), `introspection_mode = post\nintrospection_url = ${introspectionUrl}\nusername_attribute = username\nactive_attribute = active\nactive_value = true\n`);
  await writeFile(join(folder, 'dovecot.conf'), [
    `base_dir = ${folder}/run`, `state_dir = ${folder}/state`, `log_path = ${folder}/log`, 'protocols = imap', 'listen = 127.0.0.1',
    `default_internal_user = ${user}`, `default_internal_group = ${groupLine}`, `default_login_user = ${user}`, 'default_vsz_limit = 0',
    'ssl = yes', `ssl_cert = <${folder}/cert.pem`, `ssl_key = <${folder}/key.pem`, 'disable_plaintext_auth = no', `auth_mechanisms = plain login${introspectionUrl === undefined ? '' : ` ${mechanisms}`}`, 'auth_failure_delay = 0',
    ...(introspectionUrl === undefined ? [] : [`passdb {\n  driver = oauth2\n  mechanisms = ${mechanisms}\n  args = ${folder}/oauth2.conf\n}`]),
    `passdb {\n  driver = static\n  args = password=${password}\n}`,
    `userdb {\n  driver = static\n  args = uid=${uid} gid=${gid} home=${folder}/mail/%u\n}`,
    'mail_location = maildir:~/Maildir', 'first_valid_uid = 1', 'first_valid_gid = 1', 'mailbox_idle_check_interval = 1 secs',
    'namespace inbox {\n  inbox = yes\n  separator = /\n  mailbox Junk {\n    auto = create\n    special_use = \\Junk\n  }\n}',
    `service imap-login {\n  chroot =\n  inet_listener imap {\n    port = ${port}\n  }\n  inet_listener imaps {\n    port = ${tlsPort}\n    ssl = yes\n  }\n}`,
    'service anvil {\n  chroot =\n  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n}', 'service stats {\n  chroot =\n}', '',
  ].join('\n'));
}

/** The process is there before its listeners are. */
async function answers(port: number, logPath: string): Promise<void> {
  await until(`Dovecot, whose log is ${logPath}`, async () => {
    const socket = createConnection(port, '127.0.0.1');
    const isGreeted = await Promise.race([once(socket, 'data').then(() => true, () => false), once(socket, 'close').then(() => false, () => false)]);
    socket.destroy();
    return isGreeted;
  });
}

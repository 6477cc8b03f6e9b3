/** Tries the PostgreSQL of DATABASE_URL once before anything is built on it, and says in plain words what is wrong. The password never shows. */
import pg from 'pg';
import { UserError } from '../errors.js';

const patienceMs = 10_000;

/** The schema needs `unique nulls not distinct`, which PostgreSQL has since 15. */
const oldestMajor = 15;

export async function checkReachable(databaseUrl: string): Promise<void> {
  let client: pg.Client | undefined;
  try {
    client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: patienceMs, application_name: 'courant' });
    // A connection that breaks later is the statement's failure.
    client.on('error', () => undefined);
    await client.connect();
    await refuseUnfit(client);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw toUnreachable(error, databaseUrl);
  } finally {
    await client?.end().catch(() => undefined);
  }
}

async function refuseUnfit(client: pg.Client): Promise<void> {
  const { rows } = await client.query<ServerFacts>(
    `select current_setting('server_version') as version, current_setting('server_version_num')::int as number, current_setting('server_encoding') as encoding`,
  );
  const unfitness = rows[0] === undefined ? undefined : findUnfitness(rows[0]);
  if (unfitness !== undefined) throw unfitness;
}

/** `number` is the version as PostgreSQL counts it: 150004 is 15.4. */
export type ServerFacts = { readonly version: string; readonly number: number; readonly encoding: string };

export function findUnfitness({ version, number, encoding }: ServerFacts): UserError | undefined {
  if (number < oldestMajor * 10_000) return unreachable(`it is PostgreSQL ${version}, and ${oldestMajor} is the oldest that works`, 'Upgrade it.');
  if (encoding !== 'UTF8') return unreachable(`its encoding is ${encoding}`, 'Create the database with encoding UTF8.');
  return undefined;
}

type Address = { readonly where: string; readonly user: string; readonly database: string };
type Fault = { readonly reason: (address: Address) => string; readonly hint: string };

const wrongLogin: Fault = { reason: ({ user }) => `it refuses user ${user} or the password`, hint: 'Check user and password in DATABASE_URL.' };
const silent: Fault = { reason: ({ where }) => `${where} does not answer within ${patienceMs / 1000} seconds`, hint: 'Check host, port and firewall.' };
const closed: Fault = { reason: ({ where }) => `nothing listens at ${where}`, hint: 'Is PostgreSQL running, and are host and port right?' };
const untrusted: Fault = { reason: () => 'its TLS certificate is not trusted', hint: 'Name its authority with sslrootcert=FILE in DATABASE_URL.' };

/** Codes of the operating system, of TLS, and of PostgreSQL (appendix A of its manual). */
const faults: Readonly<Record<string, Fault>> = {
  ENOTFOUND: { reason: ({ where }) => `the host of ${where} is not known`, hint: 'Check the host name in DATABASE_URL.' },
  EAI_AGAIN: { reason: ({ where }) => `the host of ${where} cannot be looked up now`, hint: 'Check the name service of this machine.' },
  ECONNREFUSED: closed,
  ENOENT: closed,
  EHOSTUNREACH: silent,
  ENETUNREACH: silent,
  ETIMEDOUT: silent,
  '28P01': wrongLogin,
  '28000': wrongLogin,
  '3D000': { reason: ({ database }) => `it has no database ${database}`, hint: 'Create it, encoding UTF8.' },
  '42501': { reason: ({ user, database }) => `user ${user} may not use database ${database}`, hint: 'Grant the right to connect.' },
  '53300': { reason: () => 'it has no connection left', hint: 'Raise its max_connections.' },
  '57P03': { reason: () => 'it is starting up or shutting down', hint: 'Try again in a moment.' },
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
};

function toUnreachable(error: unknown, databaseUrl: string): UserError {
  const fault = faults[codeOf(error)];
  if (fault !== undefined) return unreachable(fault.reason(addressOf(databaseUrl)), fault.hint, error);
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes('timeout')) return unreachable(silent.reason(addressOf(databaseUrl)), silent.hint, error);
  return unreachable(withoutPassword(message, databaseUrl), 'Check DATABASE_URL.');
}

function unreachable(reason: string, hint: string, cause?: unknown): UserError {
  return new UserError('database-unreachable', `The database of DATABASE_URL cannot be used: ${reason}.`, { hint, cause });
}

/** A host with several addresses fails with one error for each of them; the first tells enough. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function addressOf(databaseUrl: string): Address {
  const url = new URL(databaseUrl);
  return {
    where: `${url.hostname || url.searchParams.get('host') || 'localhost'}:${url.port || 5432}`,
    user: decodeURIComponent(url.username),
    database: decodeURIComponent(url.pathname.slice(1)),
  };
}

function withoutPassword(message: string, databaseUrl: string): string {
  const { password } = URL.canParse(databaseUrl) ? new URL(databaseUrl) : { password: '' };
  if (password === '') return message;
  return message.replaceAll(password, '***').replaceAll(decodeURIComponent(password), '***');
}

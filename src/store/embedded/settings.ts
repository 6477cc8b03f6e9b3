/** How the embedded PostgreSQL is made and run. Passed on the command line: a newer program brings newer settings, and no file is edited. */

/** The one role of the cluster, and the database when none is named. */
export const embeddedUser = 'courant';
export const embeddedDatabase = 'courant';
/** No TCP port: only the name of the Unix socket. */
export const embeddedPort = 5432;

type Setting = readonly [name: string, value: string, why: string];

const settings: readonly Setting[] = [
  ['listen_addresses', '', 'no TCP: who may enter the folder may enter the database, nobody else'],
  ['unix_socket_permissions', '0700', 'the folder is 0700 already; twice is cheap'],
  ['fsync', 'on', 'the ledger promises that a mark survives a power cut'],
  ['synchronous_commit', 'on', 'the same; a caller that can lose its commit says so itself'],
  ['shared_buffers', '128MB', 'a ledger of a million rows fits; memory is taken only as it is touched'],
  ['max_connections', '60', 'five processes with a pool of ten, and room for a person with psql'],
  ['jit', 'off', 'short queries: compiling costs more than it saves'],
  ['max_parallel_workers_per_gather', '2', 'audiences of a million people are counted in half the time'],
  ['dynamic_shared_memory_type', 'mmap', 'what parallel workers share: /dev/shm of a container may hold 64 MB, or be missing'],
  ['timezone', 'UTC', 'not what the machine says'],
  ['log_timezone', 'UTC', 'the same'],
  ['lc_messages', 'C', 'people search for messages in English'],
  ['log_min_messages', 'log', 'errors of statements reach the caller, who logs them without addresses'],
  ['log_min_error_statement', 'panic', 'statements and values may hold addresses'],
  ['log_error_verbosity', 'terse', 'DETAIL quotes values of rows'],
  ['log_checkpoints', 'off', 'noise: nobody tunes this server'],
  ['cluster_name', 'courant', 'says in ps whose server it is'],
];

export function serverArguments(cluster: string, run: string): readonly string[] {
  const options = settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', cluster, '-c', `unix_socket_directories=${run}`, ...options];
}

export function initdbArguments(folder: string): readonly string[] {
  return [
    '-D', folder, `--username=${embeddedUser}`, '--encoding=UTF8',
    // Sorts by code point, knows upper and lower case of every script, and is the same on every machine and after every upgrade.
    '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8',
    '--auth-local=trust', '--auth-host=reject', '--no-instructions',
  ];
}

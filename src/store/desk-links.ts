/** Statements on links to pages for an admin: made, looked up with each request, taken back. */
import type { Database } from './store.js';

export type DeskLink = { readonly id: string; readonly madeAt: Date; readonly madeBy: string; readonly endsAt: Date };

export async function addDeskLink(database: Database, { madeAt, madeBy, endsAt }: Omit<DeskLink, 'id'>): Promise<string> {
  const [row] = await database.query<{ id: string }>('insert into desk_links (made_at, made_by, ends_at) values ($1, $2, $3) returning id', [madeAt, madeBy, endsAt]);
  if (row === undefined) throw new Error('no link was made');
  return row.id;
}

/** Those that are good at `now`, the newest first; with an id that one alone. */
export async function listDeskLinks(database: Database, now: Date, id: string | null = null): Promise<DeskLink[]> {
  return database.query<DeskLink>(
    `select id, made_at as "madeAt", made_by as "madeBy", ends_at as "endsAt" from desk_links
     where ends_at > $1 and revoked_at is null and ($2::bigint is null or id = $2) order by id desc`, [now, id]);
}

/** Takes back what is good at `now`: all, or one. Returns their ids. */
export async function revokeDeskLinks(database: Database, now: Date, id: string | null): Promise<string[]> {
  const rows = await database.query<{ id: string }>('update desk_links set revoked_at = $1 where ends_at > $1 and revoked_at is null and ($2::bigint is null or id = $2) returning id', [now, id]);
  return rows.map((row) => row.id);
}

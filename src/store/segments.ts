/** Statements on segments: those with a name, and how many people one chooses. */
import type { ListId } from '../ids.js';
import type { Segment } from '../segment/segment.js';
import { segmentToSql, type Sql } from '../segment/sql.js';
import type { Database } from './store.js';

export type SegmentRow = { readonly name: string; readonly text: string; readonly createdAt: Date; readonly updatedAt: Date };

const columns = `name, text, created_at as "createdAt", updated_at as "updatedAt"`;

/** undefined when there is one of this name and it may not be replaced. */
export async function insertSegment(database: Database, listId: ListId, segment: { name: string; text: string; isReplacing: boolean; at: Date }): Promise<SegmentRow | undefined> {
  return (await database.query<SegmentRow>(
    `insert into segments (list_id, name, text, created_at, updated_at) values ($1, $2, $3, $4, $4)
     on conflict (list_id, name) do update set text = excluded.text, updated_at = excluded.updated_at where $5 returning ${columns}`,
    [listId, segment.name, segment.text, segment.at, segment.isReplacing],
  ))[0];
}

export async function listSegments(database: Database, listId: ListId): Promise<SegmentRow[]> {
  return database.query<SegmentRow>(`select ${columns} from segments where list_id = $1 order by name collate "C"`, [listId]);
}

export async function deleteSegment(database: Database, listId: ListId, name: string): Promise<boolean> {
  return (await database.query('delete from segments where list_id = $1 and name = $2 returning name', [listId, name])).length === 1;
}

/** Who subscribes to the list and is in the segment. */
export function countingSql(listId: ListId, segment: Segment, now: Date): Sql {
  const { text, values, asksSubscriber } = segmentToSql(segment, { subscriber: 's', subscription: 'n', firstParameter: 2, listId, now });
  return {
    text: `select count(*)::int as count from subscriptions n${asksSubscriber ? ' join subscribers s on s.id = n.subscriber_id' : ''}\nwhere n.list_id = $1 and n.status = 'subscribed' and ${text}`,
    values: [listId, ...values],
  };
}

export async function countSegment(database: Database, listId: ListId, segment: Segment, now: Date): Promise<number> {
  const { text, values } = countingSql(listId, segment, now);
  return (await database.query<{ count: number }>(text, values))[0]?.count ?? 0;
}

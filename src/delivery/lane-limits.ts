/**
 * What each lane takes: by the settings, else by careful defaults for a relay of one's own that hands the mails on as fast as it gets them
 * (lanes.json). A relay that is a service shapes by itself: `laneLimits: off`.
 */
import type { LaneRow } from '../address/lane-row.js';
import { createLaneTable, type LaneTable } from '../address/lane-table.js';
import { builtInLanes } from '../address/provider.js';
import type { Config } from '../config.js';
import type { Limits } from './limits.js';

export type Lanes = Pick<LaneTable, 'laneOf' | 'laneOfServers'> & {
  readonly names: readonly string[];
  /** Domains of mail servers that mean a lane. */
  readonly servers: readonly string[];
  limitsOf(lane: string): Limits;
  /** Mails under way at once, of all processes together; null: as many as there are connections. */
  connectionsOf(lane: string): number | null;
  /** Are its limits those of the settings? */
  isSet(lane: string): boolean;
};

export function openLanes({ lanes, laneLimits }: Pick<Config, 'lanes' | 'laneLimits'>): Lanes {
  const table = createLaneTable(builtInLanes, lanes);
  const own = new Map(lanes.map((lane) => [lane.lane, lane]));
  const careful = (lane: string): LaneRow | undefined => (laneLimits === 'careful' ? table.find(lane) : undefined);
  return {
    laneOf: (domain) => table.laneOf(domain),
    laneOfServers: (hosts) => table.laneOfServers(hosts),
    names: table.rows.map(({ lane }) => lane),
    servers: table.rows.flatMap(({ servers }) => servers),
    limitsOf: (lane) => own.get(lane)?.limits ?? careful(lane)?.limits ?? {},
    connectionsOf(lane) {
      const given = own.get(lane)?.connections;
      return given === undefined ? careful(lane)?.connections ?? null : given;
    },
    isSet: (lane) => own.get(lane)?.limits !== undefined,
  };
}

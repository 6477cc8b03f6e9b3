/**
 * The ways a lane's mails may take: one relay or several. Weights share the mails out; a relay that cannot be used is left out until it
 * answers again, and one that must wait lets the next one go first. A mail to an address beyond ASCII goes only where SMTPUTF8 is offered.
 */
import type { Clock } from '../clock.js';
import { RelayUnavailable } from './connect.js';
import type { Pacer, Turn } from './pacer.js';
import type { Relay } from './relay.js';
import type { RelayHealth } from './relay-health.js';
import type { SessionPool } from './session-pool.js';
import type { SmtpSession } from './session.js';

export type Route = { readonly relay: Relay; readonly pool: SessionPool; readonly pacer: Pacer; readonly health: RelayHealth };
export type Seat = { readonly session: SmtpSession; readonly route: Route };

/** `not-offered`: no relay takes such a mail. `later`: those that may take it are down or ask for patience; other mails need not wait for them. */
export type NoWay = 'not-offered' | 'later';

export type Routes = {
  /** A connection with the right to send now. `rest`: nothing may be sent for a while; `stopped`: by the signal. Throws RelayUnavailable when no relay can be used. */
  next(signal: AbortSignal, needsSmtpUtf8?: boolean): Promise<Seat | NoWay | 'rest' | 'stopped'>;
};

/** Who must wait longer gives back what it holds and is rung for again. */
export const restAfterMs = 3_000;
/** A limit that changed, a pause or a cancelled campaign acts within this time. */
const lookAgainMs = 500;

export function createRoutes(routes: readonly Route[], clock: Clock): Routes {
  const credit = new Map(routes.map((route) => [route, 0]));

  /** Smooth weighted round robin: of weights 3 and 1 every fourth goes the other way, not the last quarter. */
  function inOrder(): readonly Route[] {
    const usable = routes.filter((route) => route.health.isUp());
    const wanted = usable.length > 0 ? usable : routes;
    for (const route of wanted) credit.set(route, (credit.get(route) ?? 0) + route.relay.weight);
    return wanted.toSorted((one, other) => (credit.get(other) ?? 0) - (credit.get(one) ?? 0));
  }

  function charge(taken: Route): void {
    const total = routes.reduce((sum, { relay, health }) => sum + (health.isUp() ? relay.weight : 0), 0);
    credit.set(taken, (credit.get(taken) ?? 0) - total);
    // Who stood still for a while does not make up for it in one go.
    for (const [route, value] of credit) credit.set(route, Math.max(-total, Math.min(total, value)));
  }

  /** Without the database there is no slot; the connection must not be lost with it, or the pool would run out of them. */
  async function askPacer({ pool, pacer }: Route, session: SmtpSession, signal: AbortSignal): Promise<Turn> {
    try {
      return await pacer.turn(signal);
    } catch (error) {
      pool.giveBack(session);
      throw error;
    }
  }

  async function ask(route: Route, needsSmtpUtf8: boolean, signal: AbortSignal): Promise<Seat | number | 'not-offered'> {
    const session = await route.pool.acquire(signal);
    if (session === undefined) return Infinity;
    if (needsSmtpUtf8 && !session.hasSmtpUtf8) {
      route.pool.giveBack(session);
      return 'not-offered';
    }
    const turn = await askPacer(route, session, signal);
    if (turn === 'go' && !session.isClosed) return { session, route };
    route.pool.giveBack(session);
    if (turn !== 'go') return turn.waitMs;
    // Behind a final dot it was lost meanwhile.
    route.pacer.giveBack();
    return 0;
  }

  /** The first that may send now; else how long the shortest wait is. */
  async function askAll(needsSmtpUtf8: boolean, signal: AbortSignal): Promise<Seat | number | NoWay> {
    let waitMs = Infinity;
    let refusingCount = 0;
    let refused: RelayUnavailable | undefined;
    let isReached = false;
    for (const route of inOrder()) {
      try {
        const answer = await ask(route, needsSmtpUtf8, signal);
        if (typeof answer === 'object') return answer;
        isReached = true;
        if (answer === 'not-offered') refusingCount += 1;
        else waitMs = Math.min(waitMs, answer);
      } catch (error) {
        if (!(error instanceof RelayUnavailable)) throw error;
        refused = error;
        route.health.noteDown(error);
      }
    }
    if (refusingCount === routes.length) return 'not-offered';
    if (refusingCount > 0 && waitMs > restAfterMs && !signal.aborted) return 'later';
    if (!isReached && refused !== undefined && routes.every((route) => !route.health.isUp())) throw refused;
    return isReached ? waitMs : 0;
  }

  return {
    async next(signal, needsSmtpUtf8 = false) {
      while (!signal.aborted) {
        const answer = await askAll(needsSmtpUtf8, signal);
        if (typeof answer === 'string') return answer;
        if (typeof answer !== 'number') {
          charge(answer.route);
          return answer;
        }
        if (answer > restAfterMs) return signal.aborted ? 'stopped' : 'rest';
        if (answer > 0) await clock.sleep(Math.min(answer, lookAgainMs), signal);
      }
      return 'stopped';
    },
  };
}

import type { TermId } from '../../domain/guidance/glossary/glossary.ts';

/** A way on from a term: to its formula with the numbers that are shown, or to where it is set. */
export interface TermWay {
  readonly text: string;
  readonly href?: string;
  readonly onclick?: () => void;
}

export interface TermCardProps {
  id: TermId;
  /** The live value, as a sentence without its full stop. */
  here?: string | undefined;
  more?: TermWay | undefined;
  /** The term on the screen. */
  term: HTMLElement;
  /** It was opened on purpose: it takes the focus, and stays when the pointer leaves. */
  pinned: boolean;
  /** The id of the card's element. */
  card: string;
  onenter: () => void;
  onleave: () => void;
  onclose: () => void;
}

/** A hash with what the present address hides. */
export function keepHidden(path: string, hash = location.hash): string {
  const hidden = /[?&](hide=[^&]*)/u.exec(hash)?.[1];
  return `${path}${hidden === undefined ? '' : `?${hidden}`}`;
}

/** The address of a term's page. */
export const termHref = (id: string): string => keepHidden(`#/terms/${id}`);

/** Apart by more than this, ms, an entry and a movement are not of one movement of the pointer. */
const ONE_MOVEMENT_MS = 50;

/** Tells a pointer that was moved onto a thing from one that the thing came to lie under, which enters without a movement. */
export class Arrival {
  #enteredMs: number | null = null;

  /** The pointer is over the thing, as of an event's time stamp. */
  entered(ms: number): void {
    this.#enteredMs = ms;
  }

  /** Whether this movement is the one that brought the pointer; true once for each entry. */
  moved(ms: number): boolean {
    const brought = this.#enteredMs !== null && ms - this.#enteredMs <= ONE_MOVEMENT_MS;
    this.#enteredMs = null;
    return brought;
  }
}

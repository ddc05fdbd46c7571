import { clamp } from './axis.ts';
import type { Domain } from './axis.ts';

/** No axis shows fewer events than this. */
const LEAST_SPAN = 20;

/** A domain moved into an extent and never wider than it. */
export function fitDomain([from, to]: Domain, extent: Domain): Domain {
  const whole = extent[1] - extent[0];
  const span = clamp(to - from, Math.min(LEAST_SPAN, whole), whole);
  const start = clamp(from, extent[0], extent[1] - span);
  return [Math.round(start), Math.round(start + span)];
}

/** Zooms about an index that stays where it is on the screen. A factor below one shows fewer events. */
export function zoomDomain(domain: Domain, factor: number, anchor: number, extent: Domain): Domain {
  const span = domain[1] - domain[0];
  const whole = extent[1] - extent[0];
  const next = clamp(span * factor, Math.min(LEAST_SPAN, whole), whole);
  const share = span > 0 ? clamp((anchor - domain[0]) / span, 0, 1) : 0.5;
  const from = anchor - share * next;
  return fitDomain([from, from + next], extent);
}

/** Moves a domain by a number of events. */
export function panDomain([from, to]: Domain, events: number, extent: Domain): Domain {
  return fitDomain([from + events, to + events], extent);
}

/** What a key does to the domain; null when it means nothing here. */
export function keyedDomain(key: string, domain: Domain, anchor: number, extent: Domain): Domain | null {
  const span = domain[1] - domain[0];
  switch (key) {
    case '+':
    case '=':
      return zoomDomain(domain, 0.5, anchor, extent);
    case '-':
    case '_':
      return zoomDomain(domain, 2, anchor, extent);
    case '0':
      return extent;
    default:
      return key === 'PageUp' ? panDomain(domain, -span / 2, extent) : key === 'PageDown' ? panDomain(domain, span / 2, extent) : null;
  }
}

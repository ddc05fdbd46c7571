import type { TermText } from '../term.ts';

/** What calls a person. */
export const ALERT_TERMS = {
  'alert-rule': {
    name: 'Alert rule', also: ['alerting rule'], brief: 'a question to the metrics, asked again and again',
    definition: 'A question to the metrics of the line that is asked again and again. As long as it has an answer its condition holds, and after a while it fires. Rules are written as Prometheus has them.',
    meets: [['alerts', 'the rules']], unlike: ['monitor', 'recording-rule'],
  },
  pending: {
    name: 'Pending', brief: 'its rule holds, not yet for long enough',
    definition: 'The rule’s condition holds, but not yet for as long as the rule asks. If it ends before, nobody is called.',
    meets: [['alerts', 'now']], unlike: ['firing'],
  },
  firing: {
    name: 'Firing', brief: 'its rule has held for long enough',
    definition: 'The rule’s condition has held for long enough, and someone is called. It fires until the condition ends, and is then resolved.',
    meets: [['alerts', 'now'], ['monitor', 'the incident']], unlike: ['pending'],
  },
  resolved: {
    name: 'Resolved', brief: 'its condition has ended',
    definition: 'The rule’s condition no longer holds, so nobody is called any more. It says that the number is within its limit again, not that someone has found the cause.',
    meets: [['alerts', 'now'], ['monitor', 'the incident']], unlike: ['firing', 'silence'],
  },
  for: {
    name: 'For', also: ['for:', 'hold time'], brief: 'how long a condition must hold',
    definition: 'How long a rule’s condition must hold without a gap before it fires. It keeps a single odd window from calling anyone, and costs just as much delay.',
    meets: [['alerts', 'the rule, with its numbers']], unlike: ['label-delay'],
  },
  silence: {
    name: 'Silence', also: ['mute'], brief: 'for a while, do not call about this',
    definition: 'For a stated time nobody is called about alerts whose labels match. They go on and are still shown, and the headline is no calmer for it.',
    meets: [['alerts', 'the silences']], unlike: ['inhibition'],
  },
  inhibition: {
    name: 'Inhibition', brief: 'one alert makes others quiet',
    definition: 'While one alert fires, others that it explains call nobody. If the camera is dark, nobody needs to hear of each number that moved.',
    meets: [['alerts', 'the rules']], unlike: ['silence'],
  },
  incident: {
    name: 'Incident', brief: 'alerts that have one beginning',
    definition: 'Alerts that began together and so probably have one cause. They are told as one, with its parts in order of firing.',
    meets: [['monitor', 'the incident']], unlike: ['firing'],
  },
  promql: {
    name: 'PromQL', also: ['Prometheus query language'], brief: 'the language that questions are asked in',
    definition: 'The query language of Prometheus: it picks time series by name and labels, and calculates with them. What is written here runs there unchanged.',
    meets: [['alerts', 'the rules']], unlike: ['recording-rule'],
  },
  'recording-rule': {
    name: 'Recording rule', brief: 'a query whose answer is kept as a series',
    definition: 'A query that is worked out again and again and whose answer is kept under a name of its own. Other rules can then ask for it cheaply.',
    meets: [['alerts', 'the rules']], unlike: ['alert-rule'],
  },
} as const satisfies Record<string, TermText>;

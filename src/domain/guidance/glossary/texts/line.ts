import type { TermText } from '../term.ts';

/** What runs on the belt. */
export const LINE_TERMS = {
  event: {
    name: 'Event', also: ['fruit', 'row'], brief: 'one fruit on the line',
    definition: 'One fruit: its number, its time, its picture, what the model said, and later its truth. Everything on the line is counted in them.',
    meets: [['log', 'each row'], ['line', 'the belt']],
  },
  'label-delay': {
    name: 'Label delay', also: ['verification latency', 'truth arrives after'], brief: 'how long the truth takes',
    definition: 'How many fruits pass the camera before the truth of one is known. Until then only an estimate can warn.',
    figure: 'delay', meets: [['line', 'the scenario'], ['monitor', 'is it still right'], ['bench', 'the streams']], unlike: ['latency', 'estimated-accuracy'],
  },
  'selective-labels': {
    name: 'Selective labels', also: ['feedback loop', 'truth of shipped fruit'], brief: 'truths that depend on what was decided',
    definition: 'Where only fruit that was shipped gets a truth, nobody hears of ripe fruit that was sorted out. Measured accuracy then leaves one kind of mistake out, and retraining on what came learns nothing of it.',
    meets: [['line', 'which truths come']], unlike: ['label-delay', 'exploration'],
  },
  exploration: {
    name: 'Exploration', also: ['share shipped all the same'], brief: 'shipping some fruit whatever is said of it',
    definition: 'A share of the fruit, drawn by a coin, that is shipped even where the model calls it unripe, so that its truth comes. It costs some unripe fruit, and shows mistakes that selective labels hide.',
    meets: [['line', 'which truths come']], unlike: ['selective-labels'],
  },
  'belt-speed': {
    name: 'Belt speed', brief: 'fruits a second that production demands',
    definition: 'How many fruits a second production demands: a setting of the world. Faster than the model, and fruit queues and predictions are late.',
    figure: 'queue', meets: [['line', 'two speeds']], unlike: ['time-lapse', 'throughput'],
  },
  'time-lapse': {
    name: 'Time lapse', also: ['speed-up'], brief: 'how fast we watch',
    definition: 'How many times faster than the belt the line is watched. It is ours and no part of the world: it never makes a queue and never counts as latency.',
    meets: [['line', 'two speeds']], unlike: ['belt-speed'],
  },
  throughput: {
    name: 'Throughput', brief: 'fruits that are judged in a second',
    definition: 'How many fruits are judged in a second of your own time, time lapse included. It says how fast this machine is, not whether predictions are in time.',
    meets: [['line', 'the figures']], unlike: ['belt-speed', 'latency'],
  },
  queue: {
    name: 'Queue', also: ['waiting'], brief: 'fruit that waits for its prediction',
    definition: 'Fruits that are photographed and not yet judged, counted on the belt’s own clock. It grows when the belt is faster than the model, and shrinks only when it is slower.',
    figure: 'queue', formula: { pieces: ['W′ = max(0, W + S − T)'], words: 'What one waited, plus what its prediction took, less the gap to the next one, and never below 0.', source: 'Lindley, The Theory of Queues with a Single Server, 1952' },
    meets: [['line', 'the figures'], ['monitor', 'is it in time']], unlike: ['latency'],
  },
  latency: {
    name: 'Latency', also: ['response time', 'p95 latency'], brief: 'from the camera to the prediction',
    definition: 'The time from the camera to the prediction, waiting included, in belt time. The p95 is told rather than the mean, since a few late predictions are what hurts.',
    meets: [['monitor', 'is it in time'], ['line', 'the figures']], unlike: ['label-delay', 'throughput'],
  },
} as const satisfies Record<string, TermText>;

import type { Screen } from '../../domain/world/share/address.ts';
import { part } from './part.ts';

/** What frames every screen: top bar, dock, navigation, next step, doors, notices. */
export const shell = part('shell', (say) => {
  const fruits = { one: 'fruit', other: 'fruits' };
  return {
    skip: 'Skip to the content',
    screens: 'Screens',
    home: 'Orchard, to the line',
    again: 'and round again',
    /** Doors and the screens of the loop. */
    labels: {
      data: 'Data', review: 'Review', train: 'Train', search: 'Search', models: 'Models', line: 'Line', monitor: 'Monitor', camera: 'Camera', orchard: 'Orchard', alerts: 'Alerts', log: 'Log', bench: 'Bench',
      improve: 'Improve', rollout: 'Rollout', policies: 'Policies', journal: 'Journal', terms: 'Terms',
    } satisfies Record<Screen, string>,
    /** The first door of a room, which has the room's own name above it. */
    firstDoors: { data: 'Pictures', train: 'Runs', line: 'Belt', monitor: 'Overview', improve: 'Incident' },
    doorsOf: { data: 'Rooms of Data', train: 'Rooms of Train', line: 'Rooms of The line', monitor: 'Rooms of Monitor', improve: 'Rooms of Improve' },
    terms: 'Terms',
    live: 'live',
    broke: 'broke, line stands',
    nothingLive: 'nothing is live yet',
    quality: (share: string) => `${share} on held-out pictures`,
    computing: 'Computing',
    storage: 'Storage',
    measuring: 'measuring',
    notMeasured: 'not measured',
    memory: 'memory',
    lightTheme: 'Light theme',
    darkTheme: 'Dark theme',
    menu: 'Menu',
    menuDoors: { review: 'The review', search: 'The search', alerts: 'The alerts', log: 'The log', bench: 'The bench', orchard: 'The orchard' },
    bell: ({ firing, quiet, pending }: { firing: number; quiet: number; pending: number }) => {
      const parts = [
        ...(firing > 0 ? [`${firing} ${say.form(firing, { one: 'incident firing', other: 'incidents firing' })}`] : []), ...(quiet > 0 ? [`${quiet} of them quiet`] : []), ...(pending > 0 ? [`${pending} pending`] : []),
      ];
      return parts.length === 0 ? 'No alerts' : `Alerts: ${parts.join(', ')}`;
    },
    next: {
      label: 'Next',
      follows: (n: number) => `follows in ${say.count(n, fruits)}`,
      waits: (n: number) => `waits ${say.count(n, fruits)}`,
      stands: (n: number) => `the belt stands, ${say.count(n, fruits)} to go`,
    },
    dock: { label: 'The line', open: 'Open the dock', fold: 'Fold the dock' },
    transport: {
      label: 'Run the line', play: 'Play', pause: 'Pause', step: 'One fruit', waiting: 'Waiting', max: 'max',
      lapse: (lapse: string) => `Time lapse: ${lapse}`,
      at: (clock: string) => `${clock}, `,
      fruitOf: (index: number, length: number) => `fruit ${say.number(index)} of ${say.number(length)}`,
      lapseFree: 'as fast as this machine can',
      lapseMost: (perSecond: string, lapse: string) => `here about ${perSecond} a second, ${lapse}`,
      lapseStops: (perSecond: string, lapse: string) => `${perSecond} a second; here it stops at ${lapse}`,
      lapsePace: (perSecond: string) => `${perSecond} fruits a second`,
    },
    notices: 'Notices',
    unloaded: 'A part of the page could not be loaded. What you have made is safe.',
    reload: 'Reload the page',
    otherTab: { title: 'Orchard is open in another tab', text: 'That one runs the line and writes. Look round here; close the other tab and this one takes over.' },
    offered: {
      title: 'This link brings another scenario',
      text: ({ name, seed, endsSeal, fruit }: { name: string; seed: number | null; endsSeal: boolean; fruit: number }) =>
        `“${name}”${seed === null ? '' : `, seed ${seed}`}. Starting it ${endsSeal ? 'ends the sealed line, and ' : ''}puts the log of ${say.count(fruit, fruits)} aside; Undo brings it back.`,
      keep: 'Keep mine',
      start: 'Start it',
    },
    unseen: {
      since: (alerts: number, from: number) => `${alerts === 1 ? 'one alert' : `one incident of ${say.count(alerts, { one: 'alert', other: 'alerts' })}`}, since fruit ${say.number(from)}`,
      why: 'Why?', onCharts: 'On the charts', putAway: 'Put away',
    },
  };
});

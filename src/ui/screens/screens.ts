import type { Component } from 'svelte';
import type { Screen } from '../../domain/world/share/address.ts';
import type { BeltView } from '../dock/belt-view.svelte.ts';
import type { ScreenProps } from './props.ts';

/** The first screen has no belt. */
type Loader = () => Promise<{ default: Component<Omit<ScreenProps, 'belt'> & { belt: BeltView | undefined }> }>;

/** Each screen comes with its own code, when it is first gone to. */
export const screenLoaders = {
  welcome: () => import('./welcome/WelcomeScreen.svelte'),
  data: () => import('./data/DataScreen.svelte'),
  review: () => import('./review/ReviewScreen.svelte'),
  train: () => import('./train/TrainScreen.svelte'),
  search: () => import('./search/SearchScreen.svelte'),
  models: () => import('./models/ModelsScreen.svelte'),
  line: () => import('./line/LineScreen.svelte'),
  camera: () => import('./line/LineScreen.svelte'),
  monitor: () => {
    // Its lanes will ask for it in a moment.
    void import('../charts/chart.ts');
    return import('./monitor/MonitorScreen.svelte');
  },
  journal: () => import('./journal/JournalScreen.svelte'),
  improve: () => import('./improve/IncidentScreen.svelte'),
  alerts: () => import('./alerts/AlertsScreen.svelte'),
  log: () => import('./log/LogScreen.svelte'),
  bench: () => import('./bench/BenchScreen.svelte'),
  rollout: () => import('./rollout/RolloutScreen.svelte'),
  policies: () => import('./policies/PoliciesScreen.svelte'),
  terms: () => import('./terms/TermsScreen.svelte'),
  orchard: () => import('./orchard/OrchardScreen.svelte'),
} as unknown as Record<Screen | 'welcome', Loader>;

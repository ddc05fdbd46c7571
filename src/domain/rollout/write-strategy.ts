import { Document, YAMLMap, YAMLSeq, type Node } from 'yaml';
import { writeCondition } from './condition-text.ts';
import { writeGoDuration } from './duration.ts';
import { promotionOf, type RolloutMetric, type RolloutStep, type Strategy } from './strategy.ts';

/** Annotations for what Argo Rollouts has no word for. */
export const MODE_KEY = 'orchard/mode';
export const PROMOTE_KEY = 'orchard/promote';
export const UNIT_KEY = 'orchard/unit';
/** What a route draws for. */
export const UNITS = ['fruit', 'lot'] as const;

/** The documents of a strategy as plain values; what is small is written on one line. */
interface Written { readonly value: unknown; readonly flow: boolean }

/** A strategy as the YAML that Argo Rollouts reads. `parseStrategy` gives the same strategy back. */
export function writeStrategy({ name, mode, promote, lots, steps, background, templates }: Strategy): string {
  const annotations = { ...(mode === 'canary' ? {} : { [MODE_KEY]: mode }), ...(promote === promotionOf(mode) ? {} : { [PROMOTE_KEY]: promote }), ...(lots ? { [UNIT_KEY]: 'lot' } : {}) };
  const rollout = {
    apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    spec: { strategy: { canary: { ...(background.length > 0 ? { analysis: small(analysisOf(background)) } : {}), steps: steps.map(stepOf) } } },
  };
  return [rollout, ...templates.map((template) => ({
    apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisTemplate', metadata: { name: template.name }, spec: { metrics: template.metrics.map(metricOf) },
  }))].map(written).join('---\n');
}

const small = (value: unknown): Written => ({ value, flow: true });
const analysisOf = (names: readonly string[]) => ({ templates: names.map((templateName) => ({ templateName })) });

function stepOf(step: RolloutStep): object {
  switch (step.kind) {
    case 'setWeight': return { setWeight: step.weight };
    case 'pause': return { pause: small(step.seconds === null ? {} : { duration: writeGoDuration(step.seconds) }) };
    case 'analysis': return { analysis: small(analysisOf(step.templates)) };
  }
}

function metricOf({ name, query, success, failure, intervalSeconds, initialDelaySeconds, ...limits }: RolloutMetric): object {
  return {
    name, ...(intervalSeconds === null ? {} : { interval: writeGoDuration(intervalSeconds) }), ...(initialDelaySeconds === 0 ? {} : { initialDelay: writeGoDuration(initialDelaySeconds) }),
    ...Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== null)),
    ...(success ? { successCondition: writeCondition(success) } : {}), ...(failure ? { failureCondition: writeCondition(failure) } : {}),
    provider: { prometheus: { query } },
  };
}

function written(value: object): string {
  const document = new Document(null);
  document.contents = nodeOf(document, value) as never;
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function nodeOf(document: Document, value: unknown): Node {
  if (typeof value === 'object' && value !== null && 'flow' in value) return document.createNode((value as Written).value, { flow: true });
  if (Array.isArray(value)) {
    const list = new YAMLSeq<Node>();
    for (const item of value) list.add(nodeOf(document, item));
    return list;
  }
  if (typeof value === 'object' && value !== null) {
    const map = new YAMLMap<string, Node>();
    for (const [key, inner] of Object.entries(value)) map.set(key, nodeOf(document, inner));
    return map;
  }
  return document.createNode(value);
}

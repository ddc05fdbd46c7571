import type { Concerns } from '../state/concerns.ts';
import type { Action } from './action.ts';
import { data } from './data.ts';
import { frames } from './frames.ts';
import { improve } from './improve.ts';
import { journal } from './journal.ts';
import { line } from './line.ts';
import { loop } from './loop.ts';
import { classify, models, runs, train } from './models.ts';
import { project } from './project.ts';
import { review } from './review.ts';
import { rollout } from './rollout.ts';
import { search } from './search.ts';
import { sets } from './sets.ts';
import { shop } from './shop.ts';
import { bench, compute, detectors, policies, render, useBackend } from './tools.ts';
import { alerts, log, monitor, promql } from './watch.ts';

/** Everything that can be done, in the groups in which `window.orchard` offers it. */
export const ACTIONS = { compute, useBackend, data, review, train, runs, search, models, classify, rollout, line, log, monitor, alerts, improve, journal, loop, sets, frames, shop, detectors, promql, bench, policies, render, project };

type Catalogue = typeof ACTIONS;
type Run<Args extends unknown[], Answer> = { run(on: Concerns, ...args: Args): Promise<Answer> };
type NamesIn<T, Before extends string = ''> = { [K in keyof T & string]: T[K] extends Run<never[], unknown> ? `${Before}${K}` : NamesIn<T[K], `${Before}${K}.`> }[keyof T & string];
type At<T, Name extends string> = Name extends keyof T ? T[Name] : Name extends `${infer Group}.${infer Rest}` ? (Group extends keyof T ? At<T[Group], Rest> : never) : never;

/** The name of an action: `data.pick`, `classify`. */
export type ActionName = NamesIn<Catalogue>;
export type ArgumentsOf<Name extends ActionName> = At<Catalogue, Name> extends Run<infer Args, unknown> ? Args : never;
export type AnswerOf<Name extends ActionName> = At<Catalogue, Name> extends Run<never[], infer Answer> ? Answer : never;

/** Every call of the catalogue, called as a function. */
export type Calls<T = Catalogue> = { [K in keyof T]: T[K] extends Run<infer Args, infer Answer> ? (...args: Args) => Promise<Answer> : Calls<T[K]> };

/** Every action by its name. */
export const BY_NAME: ReadonlyMap<ActionName, Action<unknown[]>> = new Map(named(ACTIONS, '') as [ActionName, Action<unknown[]>][]);

function named(group: object, before: string): [string, unknown][] {
  return Object.entries(group).flatMap(([name, each]: [string, object]): [string, unknown][] => ('run' in each && 'takes' in each ? [[`${before}${name}`, each]] : named(each, `${before}${name}.`)));
}

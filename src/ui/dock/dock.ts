export { BeltView } from './belt-view.svelte.ts';
export { default as Dock } from './Dock.svelte';

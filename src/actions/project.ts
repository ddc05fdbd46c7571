import { act, look } from './action.ts';
import { blob } from './arguments.ts';

/** The whole project. */
export const project = {
  export: look({ does: 'Write the whole project as a file', run: ({ project }) => project.export() }),
  import: act({ does: 'Replace the project by a file', takes: [blob], undone: 'final', run: ({ project }, file: Blob) => project.import(file) }),
  reset: act({ does: 'Remove everything', undone: { by: 'project.bringBack' }, run: ({ project }) => project.reset() }),
  bringBack: act({ does: 'Bring back what the newest reset took away', undone: { by: 'project.reset' }, run: ({ project }) => project.bringBack() }),
};

import type { ImportRowState, ImportState } from '../gql/graphql';

/** The colours of an import's states; the words say the same. */
export const stateColours = { UPLOADED: 'info', PREVIEWED: 'info', APPLYING: 'info', APPLIED: 'success', UNDOING: 'info', UNDONE: 'neutral', FAILED: 'danger', CANCELLED: 'neutral' } as const satisfies Record<ImportState, string>;
export const rowColours = { NEW: 'success', CHANGED: 'info', SAME: 'neutral', ERROR: 'danger', APPLIED: 'success', UNDONE: 'neutral', SKIPPED: 'neutral' } as const satisfies Record<ImportRowState, string>;

/** Something is under way on the server. */
export const isRunning = (state: ImportState): boolean => state === 'UPLOADED' || state === 'APPLYING' || state === 'UNDOING';

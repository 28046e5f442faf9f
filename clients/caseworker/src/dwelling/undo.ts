import { faultOf, useAnnouncer } from '@kobo/shared';
import { useCallback } from 'react';
import type { Refusal } from '../form/Form';
import { useT } from '../texts';

/** Tells what was done and offers «Angre». When undoing is refused (somebody came between), that is told instead. */
export function useDone(): (text: string, undo?: () => Promise<readonly Refusal[]>) => void {
  const t = useT();
  const { toast } = useAnnouncer();
  return useCallback(
    (text, undo) => {
      if (!undo) return toast(text);
      toast(text, async () => {
        try {
          const [refused] = await undo();
          if (!refused) return;
          toast(refused.message || t('form.notUndone'));
        } catch (error) {
          toast(faultOf(error).message || t('form.notUndone'));
        }
        throw new Error('not undone'); // so that nothing is said to be undone
      });
    },
    [t, toast],
  );
}

import { hashOf, useAct, useFormat } from '@kobo/shared';
import { Button } from '@digdir/designsystemet-react';
import { CheckmarkCircleFillIcon, CircleIcon } from '@navikt/aksel-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Section } from '../dwelling/Section';
import { useDone } from '../dwelling/undo';
import { DayField } from '../form/fields';
import { FormDialog } from '../form/FormDialog';
import { asText, today, written } from '../form/values';
import { graphql, readFragment, type FragmentType } from '../gql';
import type { OnboardingStep } from '../gql/graphql';
import { useT } from '../texts';
import { useAccess, ViewerDocument } from '../viewer';

const OnboardingFragment = graphql(/* GraphQL */ `
  fragment OnboardingPart on Municipality {
    id
    onboarding { step label doneOn }
  }
`);
const SetDocument = graphql(/* GraphQL */ `
  mutation OnboardingSet($input: OnboardingInput!) {
    onboardingSet(input: $input) { municipality { id } userErrors { code message field } }
  }
`);

/** What must be in place, and the day it was. Modules open when their steps have dates, and close when one is taken away. */
export function OnboardingPart({ municipality: masked }: { municipality: FragmentType<typeof OnboardingFragment> }) {
  const t = useT();
  const { date } = useFormat();
  const { does } = useAccess();
  const client = useQueryClient();
  const done = useDone();
  const { onboarding } = readFragment(OnboardingFragment, masked);
  const set = useAct(SetDocument);
  const [open, setOpen] = useState<{ step: OnboardingStep; label: string; doneOn?: string | null }>();
  const change = async (step: OnboardingStep, doneOn: string | null) => {
    const { onboardingSet: { userErrors } } = await set.mutateAsync({ input: { step, doneOn } });
    await client.invalidateQueries({ queryKey: [hashOf(ViewerDocument)] });
    return userErrors;
  };
  return (
    <Section id="onboarding" title={t('onboarding.title')}>
      <p className="muted">{t('onboarding.help')}</p>
      <ul className="checklist">
        {onboarding.map(one => (
          <li key={one.step}>
            {one.doneOn ? <CheckmarkCircleFillIcon aria-hidden className="yes" /> : <CircleIcon aria-hidden className="no" />}
            <span>{one.label}<span className="muted">{one.doneOn ? t('onboarding.done', { date: date(one.doneOn) }) : t('onboarding.notDone')}</span></span>
            {does('SETTINGS_EDIT') && <Button data-size="sm" variant="tertiary" aria-label={t('onboarding.setFor', { name: one.label })} onClick={() => setOpen(one)}>{t(one.doneOn ? 'facts.change' : 'onboarding.set')}</Button>}
          </li>
        ))}
      </ul>
      {open && (
        <FormDialog
          title={open.label}
          submit={t('form.save')}
          initial={{ doneOn: written(open.doneOn ?? today()) }}
          onCancel={() => setOpen(undefined)}
          onSubmit={async values => {
            const userErrors = await change(open.step, asText(values['doneOn']));
            if (userErrors.length > 0) return userErrors;
            setOpen(undefined);
            done(t('onboarding.saved', { name: open.label }), () => change(open.step, open.doneOn ?? null));
          }}
        >
          <DayField name="doneOn" label={t('onboarding.on')} description={t('onboarding.clear')} max={today()} />
        </FormDialog>
      )}
    </Section>
  );
}

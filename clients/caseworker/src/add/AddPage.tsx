import { Page } from '@kobo/shared';
import { Button, Heading } from '@digdir/designsystemet-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { NoAccess } from '../Frame';
import { useT } from '../texts';
import { useAccess } from '../viewer';
import { AddForm } from './AddForm';
import { AddressSearch, type Hit } from './AddressSearch';
import { UnitChoice, type Unit } from './UnitChoice';

type Step = { name: 'address' } | { name: 'units'; hit: Hit } | { name: 'form'; hit?: Hit; units: readonly Unit[] };

/** Adds dwellings: find the address, choose units of the building, fill in the rest. By hand when the registers are down or lack it. */
export function AddPage() {
  const t = useT();
  const { reads, does } = useAccess();
  const [step, setStep] = useState<Step>(() => (reads('LOOKUP') ? { name: 'address' } : { name: 'form', units: [] }));
  const [added, setAdded] = useState<readonly { id: string; address: { text: string } }[]>();
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) heading.current?.focus();
    first.current = false;
    // Each step that comes, and the receipt, takes focus.
    // oxlint-disable-next-line react/exhaustive-deps, react/exhaustive-effect-dependencies
  }, [step.name, added]);

  if (!does('DWELLING_EDIT')) {
    return <NoAccess title={t('add.title')} />;
  }
  if (added) {
    return (
      <Page title={t('add.title')} className="narrow">
        <Heading level={2} data-size="sm" ref={heading} tabIndex={-1}>{t('add.done', { count: added.length })}</Heading>
        <ul className="plain">{added.map(one => <li key={one.id}><Link className="ds-link" to="/dwellings/$id" params={{ id: one.id }}>{one.address.text}</Link></li>)}</ul>
        <div className="row">
          <Button onClick={() => { setAdded(undefined); setStep({ name: 'address' }); }}>{t('add.more')}</Button>
          <Button asChild variant="secondary"><Link to="/dwellings">{t('page.dwellings')}</Link></Button>
        </div>
      </Page>
    );
  }
  const number = step.name === 'address' ? 1 : step.name === 'units' ? 2 : 3;
  return (
    <Page title={t('add.title')} className="narrow add">
      <ol className="steps" aria-label={t('add.steps')}>
        {(['address', 'units', 'form'] as const).map((name, index) => (
          <li key={name} aria-current={name === step.name ? 'step' : undefined} className={index + 1 < number ? 'past' : undefined}>{t(`add.step.${name}`)}</li>
        ))}
      </ol>
      <section className="card stack">
        <Heading level={2} data-size="xs" ref={heading} tabIndex={-1}>{t(`add.step.${step.name}`)}</Heading>
        {step.name === 'address' && <AddressSearch onChoose={hit => setStep({ name: 'units', hit })} onByHand={() => setStep({ name: 'form', units: [] })} />}
        {step.name === 'units' && (
          <UnitChoice hit={step.hit} onChoose={units => setStep({ name: 'form', hit: step.hit, units })} onBack={() => setStep({ name: 'address' })} />
        )}
        {step.name === 'form' && (
          <AddForm hit={step.hit} units={step.units} onBack={reads('LOOKUP') ? () => setStep(step.hit ? { name: 'units', hit: step.hit } : { name: 'address' }) : undefined} onAdded={setAdded} />
        )}
      </section>
    </Page>
  );
}
